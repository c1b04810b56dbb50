using ShaderKernels.Operators;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Filters;

public static partial class FilterCatalog
{
    /// <summary>The classes of the network for segmentation, in order.</summary>
    private const int Actors = 2, LayerCount = 3;

    /// <summary>By how much the background is reduced and enlarged again to blur it.</summary>
    private const int BlurFactor = 8;

    private static readonly string[] Colors = ["red", "green", "blue"];

    private static readonly float[] LayerColors = [0.35f, 0.6f, 0.95f, 0.45f, 0.7f, 0.35f, 0.95f, 0.45f, 0.2f];

    private static readonly FilterParameter Smoothing =
        new("smoothing", "the share of the frames before in the classes of pixels, which keeps masks from flickering", 0.6f, 0, 0.95f);

    /// <summary>
    /// Gets super-resolution: the mean of each 2 by 2 pixels, enlarged by a network (Shi et al. 2016). Of a game that is drawn at half size
    /// and shown with doubled pixels it makes the picture at full size.
    /// </summary>
    public static FilterDefinition SuperResolution { get; } = new(
        "super-resolution", "Draws a picture of half the size at full size, by a network.",
        (frame, _) => Padded(frame, 2, x => Trained("super-resolution").Build(x.AveragePool(2))));

    /// <summary>Gets the removal of noise by a network (Zhang et al. 2017), trained for a standard deviation of 25 levels.</summary>
    public static FilterDefinition Denoise { get; } = new(
        "denoise", "Removes noise, by a network.", (frame, _) => Trained("denoise").Build(frame));

    /// <summary>Gets the segmentation of rendered scenes: sky, ground and actors in a color each.</summary>
    public static FilterDefinition Segment { get; } = new(
        "segment", "Colors sky, ground and actors, which a network tells apart.", (frame, parameter) =>
        {
            var shape = frame.Shape;
            var graph = frame.Graph;
            var colors = graph.Constant([1, LayerCount, 3, 1, 1], LayerColors);
            var layers = LayersOf(frame, parameter("smoothing")).Reshape([1, LayerCount, 1, shape[2], shape[3]]);
            return Mixed(frame, (layers * colors).Sum(1).Reshape(shape), parameter("opacity"));
        })
    {
        Parameters = [new("opacity", "how much the colors cover the frame", 0.6f, 0, 1), Smoothing],
    };

    /// <summary>Gets a frame whose background, everything but the actors, is blurred.</summary>
    public static FilterDefinition BackgroundBlur { get; } = new(
        "background-blur", "Blurs everything but the actors, which a network finds.", (frame, parameter) =>
        {
            int height = frame.Shape[2], width = frame.Shape[3];
            var small = frame.Resize((height + BlurFactor - 1) / BlurFactor, (width + BlurFactor - 1) / BlurFactor, ResizeMode.Area);
            return Mixed(small.Resize(height, width), frame, MaskOf(frame, parameter));
        })
    {
        Parameters = [Smoothing],
    };

    /// <summary>Gets a frame whose background, everything but the actors, is replaced by a color.</summary>
    public static FilterDefinition BackgroundReplace { get; } = new(
        "background-replace", "Replaces everything but the actors, which a network finds, by a color.", (frame, parameter) =>
        {
            Value[] channels = [.. Colors.Select(name => parameter(name).Reshape([1, 1, 1, 1]) * (1 / 255f))];
            return Mixed(Join.Concatenate(1, channels).Expand(frame.Shape), frame, MaskOf(frame, parameter));
        })
    {
        Parameters =
        [
            new("red", "the red of the color, in levels", 0, 0, 255), new("green", "the green of the color, in levels", 177, 0, 255),
            new("blue", "the blue of the color, in levels", 64, 0, 255), Smoothing,
        ],
    };

    /// <summary>Gets a style drawn by a network (Johnson et al. 2016).</summary>
    public static FilterDefinition Style { get; } = new(
        "style", "Draws the frame in the style of a picture, by a network.", (frame, _) => Padded(frame, 4, Trained("style").Build));

    private static NetworkDefinition Trained(string name) =>
        TrainedModels.Find(name) ?? throw new FilterException($"{name}: the network of the filter is missing from this build");

    /// <summary>Repeats the edges up to multiples of a length, applies layers, and crops the picture again.</summary>
    private static Value Padded(Value frame, int multiple, Func<Value, Value> layers)
    {
        int height = frame.Shape[2], width = frame.Shape[3];
        int below = (multiple - (height % multiple)) % multiple, right = (multiple - (width % multiple)) % multiple;
        return layers(frame.Pad([0, 0, 0, 0], [0, 0, below, right], PaddingMode.Edge)).Slice(2, 0, height).Slice(3, 0, width);
    }

    /// <summary>
    /// The probabilities of the layers at each pixel, [1, layers, H, W], averaged exponentially over the frames. The network sees the frame
    /// in the size that it was trained on.
    /// </summary>
    private static Value LayersOf(Value frame, Value smoothing)
    {
        var (graph, network) = (frame.Graph, Trained("segment"));
        var size = network.InputShape;
        var found = network.Build(frame.Resize(size[2], size[3], ResizeMode.Area)).Softmax(1);
        var before = graph.GlobalVariable("layers", found.Shape);
        var smooth = graph.Map(Input(0) * (1f - Input(2)) + Input(1) * Input(2), found, before, smoothing);
        graph.Update(before, smooth);
        // Before the first frame all are 0, so that their sum is less than 1.
        return (smooth / smooth.Sum(1)).Resize(frame.Shape[2], frame.Shape[3]);
    }

    /// <summary>How much of each pixel belongs to actors, [1, 1, H, W], with a steeper edge than that of the probabilities.</summary>
    private static Value MaskOf(Value frame, Func<string, Value> parameter) => frame.Graph.Map(
        Max(0, Min(1, 2.5f * Input(0) - 0.75f)), LayersOf(frame, parameter("smoothing")).Slice(1, Actors, 1));

    private static Value Mixed(Value from, Value to, Value share) =>
        from.Graph.Map(Input(0) + (Input(1) - Input(0)) * Input(2), from, to, share);
}
