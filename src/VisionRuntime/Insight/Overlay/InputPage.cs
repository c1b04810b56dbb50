using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Insight.Overlay;

/// <summary>What the network sees: its input, stacked frames side by side, and how it is made from a frame.</summary>
internal sealed class InputPage : OverlayPage
{
    private string _description = "";

    public override string Title => "input";

    public override (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height)
    {
        var (graph, input) = network.InputOnly();
        var preprocessing = network.Input;
        _description = preprocessing.ToString();
        var frames = new Value[preprocessing.Frames];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = InputPicture.Frame(input, preprocessing, i).Pad([0, 0, 0, 0], [0, 0, 0, i + 1 < frames.Length ? 1 : 0]);
        var all = frames.Length == 1 ? frames[0] : Join.Concatenate(3, frames);
        var (fitWidth, fitHeight) = InputPicture.Fit(all.Shape, width, height - 4 * style.LineHeight);
        return (graph, InputPicture.Scale(all, fitWidth, fitHeight));
    }

    public override void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture)
    {
        style.Wrap(painter, content.X, content.Y, content.Width, OverlayStyle.Muted, _description);
        int lines = 1 + _description.Length / Math.Max(1, style.CharactersIn(content.Width));
        if (picture is null) return;
        painter.Draw(picture.Pixels, picture.Width, 0, 0, picture.Width, picture.Height,
            content.X, content.Y + Math.Min(4, lines + 1) * style.LineHeight);
    }
}
