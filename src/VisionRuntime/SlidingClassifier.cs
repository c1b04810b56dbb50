using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime;

/// <summary>
/// Builds the graph of a classifier that is evaluated at many positions in one pass, by <see cref="Convolutional.Convert"/>, and the
/// preprocessing for its larger input.
/// </summary>
internal static class SlidingClassifier
{
    /// <summary>The output with the mean probabilities over all positions, [1, classes].</summary>
    public const string Mean = "probabilities/mean";

    /// <summary>The largest distance between positions that is tried; networks here have up to 32 pixels.</summary>
    private const int LargestStride = 64;

    public static (Graph Graph, Preprocessing Input) Build(
        Model model, Preprocessing preprocessing, ScreenClassifierOptions options, int frameWidth, int frameHeight)
    {
        int width = preprocessing.Width, height = preprocessing.Height;
        var network = model.ToGraph();
        int stride = StrideOf(network, height, width);
        int columns = options.Crops, rows = options.Crops;
        if (options.WholeFrame)
        {
            // The shorter side of the frame becomes Zoom inputs long; both sides end at a position.
            float scale = Math.Max(options.Zoom * width / frameWidth, options.Zoom * height / frameHeight);
            columns = 1 + (int)Math.Max(0, MathF.Round((frameWidth * scale - width) / stride));
            rows = 1 + (int)Math.Max(0, MathF.Round((frameHeight * scale - height) / stride));
        }
        var input = preprocessing with
        {
            Width = width + (columns - 1) * stride,
            Height = height + (rows - 1) * stride,
            Resize = options.WholeFrame ? FrameResize.Stretch : preprocessing.Resize,
        };
        return options.Shifts == 1 ? (Convolutional.Convert(network, input.Height, input.Width), input)
            : Shifted(model, input, options.Shifts, stride);
    }

    /// <summary>
    /// Runs the converted network on images that are shifted by parts of its stride, and puts their maps together to a finer one (CS231n
    /// notes, "Converting FC layers to CONV layers").
    /// </summary>
    private static (Graph Graph, Preprocessing Input) Shifted(Model model, Preprocessing input, int shifts, int stride)
    {
        if (stride % shifts != 0)
            throw new ArgumentException(
                $"{model.Name}: its positions are {stride} pixels apart, so {shifts} shifts are not whole pixels; choose a divisor");
        int step = stride / shifts, extra = stride - step;
        var larger = input with { Width = input.Width + extra, Height = input.Height + extra };
        var graph = new Graph();
        var images = graph.Input(model.Definition.InputName, larger.InputShape);
        var passes = new List<Value>();
        for (int i = 0; i < shifts * shifts; i++)
            passes.Add(images.Slice(2, i / shifts * step, input.Height).Slice(3, i % shifts * step, input.Width));
        foreach (var (name, maps) in Convolutional.Add(model.ToGraph(passes.Count), Join.Concatenate(0, passes)))
        {
            var (classes, rows, columns) = (maps.Shape[1], maps.Shape[2], maps.Shape[3]);
            // [shift y, shift x, class, row, column]: the shifts lie between the positions.
            graph.Output(name, maps.Reshape([shifts, shifts, classes, rows, columns]).Transpose(2, 3, 0, 4, 1)
                .Reshape([1, classes, rows * shifts, columns * shifts]));
        }
        return (graph, larger);
    }

    /// <summary>Finds the distance in pixels between two positions: how much wider an image must be for one more.</summary>
    private static int StrideOf(Graph network, int height, int width)
    {
        Exception? reason = null;
        for (int stride = 1; stride <= LargestStride; stride++)
        {
            try
            {
                var map = Convolutional.Convert(network, height + stride, width + stride).Outputs[Model.Probabilities].Shape;
                if (map[2] == 2 && map[3] == 2) return stride;
            }
            catch (ShapeException exception)
            {
                reason = exception; // the size does not fit the strides of the network
            }
        }
        throw new NotSupportedException("the network cannot slide over larger images: "
            + (reason?.Message ?? $"its positions are more than {LargestStride} pixels apart"), reason);
    }
}
