using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Layers;

namespace VisionRuntime.Insight.Overlay;

/// <summary>Where the network sees the highest score: Grad-CAM (Selvaraju et al. 2017) over its input.</summary>
internal sealed class HeatPage : OverlayPage
{
    private string _caption = "";

    public override string Title => "Grad-CAM";

    public override (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height)
    {
        if (network.ScoreCount == 0) return Fail("The network does not give one score for each class or action.");
        var graph = network.Build();
        try
        {
            var input = network.InputOf(graph);
            var output = Saliency.BeforeSoftmax(network.OutputOf(graph));
            var layer = Saliency.LastWithFeatureMaps(NetworkLayer.Of(output));
            // The score that is explained is the highest one, so the gradient is that of the maximum.
            var scores = output.Reshape([output.Shape[0], output.Shape[1], (int)(output.Shape.Count / output.Shape[1])])
                .Mean(2).Slice(1, 0, network.ScoreCount);
            var map = Saliency.GradCam(Gradients.Of(scores.Max(), layer.Output)[0], layer.Output);
            var image = InputPicture.Frame(input, network.Input, network.Input.Frames - 1);
            var (fitWidth, fitHeight) = InputPicture.Fit(image.Shape, width, height - style.LineHeight);
            image = InputPicture.Scale(image, fitWidth, fitHeight);
            if (image.Shape[1] == 1) image = image.Tile(1, 3, 1, 1);
            var heat = InputPicture.Normalize(map.Reshape([1, 1, map.Shape[-2], map.Shape[-1]]), 1, 2, 3).Resize(fitHeight, fitWidth);
            _caption = $"of the highest score, at {layer.Name}";
            // The heat travels as the alpha of the picture.
            return (graph, Join.Concatenate(1, image, heat));
        }
        catch (Exception exception) when (exception is NotSupportedException or ShapeException or ArgumentException)
        {
            return Fail(exception.Message);
        }

        (Graph, Value?) Fail(string problem)
        {
            Problem = problem;
            return (network.InputOnly().Graph, null);
        }
    }

    public override void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture)
    {
        painter.Write(content.X, content.Y, style.Scale, OverlayStyle.Muted, style.Clip(_caption, content.Width));
        if (picture is null) return;
        int top = content.Y + style.LineHeight;
        for (int y = 0; y < picture.Height; y++)
        {
            var row = picture.Pixels.Slice(y * picture.Width * 4, picture.Width * 4);
            for (int x = 0; x < picture.Width; x++)
            {
                var pixel = new PixelColor(row[4 * x], row[4 * x + 1], row[4 * x + 2]);
                painter.Fill(content.X + x, top + y, 1, 1, HeatColorMap.Blend(pixel, row[4 * x + 3] / 255f));
            }
        }
    }
}
