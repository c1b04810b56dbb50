using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// Saliency maps, which show the pixels that a score depends on: the gradient of the score with respect to the pixels (Simonyan, Vedaldi
/// and Zisserman 2014), Grad-CAM (Selvaraju et al. 2017), and occlusion (Zeiler and Fergus 2014).
/// </summary>
public sealed class Saliency : IDisposable
{
    private const string Pixels = "pixels", Chosen = "chosen", Scores = "scores", Gradient = "gradient", Cam = "cam";

    private readonly Plan _plan;
    private readonly Shape _shape;
    private readonly Func<Occlusion> _createOcclusion;
    private Occlusion? _occlusion;

    /// <summary>Builds and compiles the maps of a network.</summary>
    /// <param name="device">The device that computes them.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="shape">The image's shape, [1, C, H, W].</param>
    /// <param name="network">Adds the network to a graph, for an input of any batch size; its output has one value per sample and class. A
    /// softmax at its end is left out, because it flattens the gradients: the maps explain the logits.</param>
    /// <param name="layer">The layer whose feature maps Grad-CAM uses, by its name in <see cref="NetworkLayer.Of"/>; by default the last
    /// one that is not a pooling layer.</param>
    /// <exception cref="ShapeException">The shape is not that of an image, or the network has no such feature maps.</exception>
    public Saliency(Device device, Variables variables, Shape shape, Func<Value, Value> network, string? layer = null)
    {
        if (shape.Rank != 4 || shape[0] != 1) throw new ShapeException($"Saliency: the input must be an image [1, C, H, W], not {shape}");
        _shape = shape;
        _createOcclusion = () => new(device, variables, shape, network);
        var graph = new Graph();
        var x = graph.Input(Pixels, shape);
        var output = BeforeSoftmax(network(x));
        graph.Output(Scores, output);
        var layers = NetworkLayer.Of(output);
        Layer = layer is null ? LastWithFeatureMaps(layers) : NetworkLayer.WithFeatureMaps(layers, layer);
        var maps = Layer.Output;
        var scores = output.Reshape([1, (int)output.Shape.Count]);
        var gradients = Gradients.Of((scores * graph.Input(Chosen, scores.Shape)).Sum(), x, maps);
        graph.Output(Gradient, graph.Map(Abs(Input(0)), gradients[0]).Max(1));
        graph.Output(Cam, GradCam(gradients[1], maps).Resize(shape[2], shape[3]));
        ScoreCount = scores.Shape[1];
        _plan = Plan.Compile(graph, device, variables);
    }

    /// <summary>The number of scores.</summary>
    public int ScoreCount { get; }

    /// <summary>The layer whose feature maps Grad-CAM uses.</summary>
    public NetworkLayer Layer { get; }

    /// <summary>Computes the scores of an image, before a softmax at the network's end.</summary>
    /// <param name="image">C * H * W values, row-major.</param>
    public float[] ScoresOf(ReadOnlySpan<float> image)
    {
        Run(image, 0);
        return _plan.Output(Scores).ToArray();
    }

    /// <summary>Computes the magnitude of the score's gradient at each pixel, the maximum over its channels: [H, W].</summary>
    /// <param name="image">C * H * W values, row-major.</param>
    /// <param name="score">The index of the score.</param>
    public float[] GradientOf(ReadOnlySpan<float> image, int score)
    {
        Run(image, score);
        return _plan.Output(Gradient).ToArray();
    }

    /// <summary>Computes Grad-CAM: the feature maps weighted by their mean gradients, rectified and resized to [H, W].</summary>
    /// <param name="image">C * H * W values, row-major.</param>
    /// <param name="score">The index of the score.</param>
    public float[] GradCamOf(ReadOnlySpan<float> image, int score)
    {
        Run(image, score);
        return _plan.Output(Cam).ToArray();
    }

    /// <summary>
    /// Computes how much the score decreases when a patch is covered by the image's mean color: for each pixel the mean over all patches
    /// that cover it, [H, W], negative if the score increases.
    /// </summary>
    /// <param name="image">C * H * W values, row-major.</param>
    /// <param name="score">The index of the score.</param>
    /// <param name="grid">The size and positions of the patch.</param>
    /// <param name="progress">Called from time to time with the number of positions done and their total.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patch or the stride is below 1, or the stride leaves pixels uncovered.</exception>
    public float[] OcclusionOf(ReadOnlySpan<float> image, int score, OcclusionGrid grid, Action<int, int>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grid.Patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(grid.Stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grid.Stride, grid.Patch);
        Validate(image, score);
        return (_occlusion ??= _createOcclusion()).Of(image, score, grid, progress);
    }

    /// <summary>Frees the plans.</summary>
    public void Dispose()
    {
        _plan.Dispose();
        _occlusion?.Dispose();
    }

    /// <summary>The logits, if the output is their softmax, reshaped or not; otherwise the output.</summary>
    internal static Value BeforeSoftmax(Value output)
    {
        var value = output;
        while (value.Producer is { Operator.IsView: true }) value = value.Producer.Inputs[0];
        if (value.Producer is not { Operator: Softmax, Inputs: [var logits] }) return output;
        return logits.Shape == output.Shape ? logits : logits.Reshape(output.Shape);
    }

    /// <summary>Weights feature maps [1, C, H, W] by the means of a score's gradients, and rectifies their sum: [1, 1, H, W].</summary>
    internal static Value GradCam(Value gradient, Value maps) =>
        maps.Graph.Map(Max(Input(0), 0), (gradient.Mean(2, 3) * maps).Sum(1));

    private void Run(ReadOnlySpan<float> image, int score)
    {
        Validate(image, score);
        var chosen = new float[ScoreCount];
        chosen[score] = 1;
        _plan.Input(Pixels).Write(image);
        _plan.Input(Chosen).Write(chosen);
        _plan.Run();
    }

    private void Validate(ReadOnlySpan<float> image, int score)
    {
        if (image.Length != _shape.Count)
            throw new ArgumentException($"Saliency: an image {_shape} has {_shape.Count} values, not {image.Length}");
        ArgumentOutOfRangeException.ThrowIfNegative(score);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(score, ScoreCount);
    }

    /// <summary>The paper takes the last convolution; a pooling layer after it would only make the map coarser.</summary>
    internal static NetworkLayer LastWithFeatureMaps(IReadOnlyList<NetworkLayer> layers) =>
        layers.LastOrDefault(layer => layer.HasFeatureMaps && layer.Output.Producer!.Operator is not Pool)
            ?? throw new ShapeException("Saliency: the network has no feature maps before its scores");
}
