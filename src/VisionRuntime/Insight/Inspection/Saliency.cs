using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// Which pixels a network's score hangs on: the score's gradient by the pixels (Simonyan, Vedaldi and Zisserman 2014), Grad-CAM
/// (Selvaraju et al. 2017), and what the score loses when a patch is covered (Zeiler and Fergus 2014).
/// </summary>
public sealed class Saliency : IDisposable
{
    private const string Pixels = "pixels", Chosen = "chosen", Scores = "scores", Gradient = "gradient", Cam = "cam";

    private readonly Plan _plan;
    private readonly Shape _shape;
    private readonly Func<Occlusion> _occluded;
    private Occlusion? _occlusion;

    /// <summary>Prepares the maps for a network.</summary>
    /// <param name="device">Where they are computed.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="shape">The picture, [1, C, H, W].</param>
    /// <param name="network">Builds the network on an input of any batch size; it must give a row of scores a picture. A softmax at its end is left out, since it
    /// would flatten the gradients: what is explained is the score before it.</param>
    /// <param name="layer">The layer whose feature maps Grad-CAM weighs, by its name in <see cref="NetworkLayer.Of"/>; the last one before the scores that does
    /// more than pool where null.</param>
    /// <exception cref="ShapeException">The picture is not one of rank 4, or the network has no such feature maps.</exception>
    public Saliency(Device device, Variables variables, Shape shape, Func<Value, Value> network, string? layer = null)
    {
        if (shape.Rank != 4 || shape[0] != 1) throw new ShapeException($"Saliency: the input {shape} is no picture [1, C, H, W]");
        _shape = shape;
        _occluded = () => new(device, variables, shape, network);
        var graph = new Graph();
        var x = graph.Input(Pixels, shape);
        var output = Unnormalized(network(x));
        graph.Output(Scores, output);
        var layers = NetworkLayer.Of(output);
        MapsOf = layer is null ? LastWithMaps(layers) : NetworkLayer.WithMaps(layers, layer);
        var maps = MapsOf.Output;
        var scores = output.Reshape([1, (int)output.Shape.Count]);
        var gradients = Gradients.Of((scores * graph.Input(Chosen, scores.Shape)).Sum(), x, maps);
        graph.Output(Gradient, graph.Map(Abs(Input(0)), gradients[0]).Max(1));
        var cam = (gradients[1].Mean(2, 3) * maps).Sum(1);
        graph.Output(Cam, graph.Map(Max(Input(0), 0), cam).Resize(shape[2], shape[3]));
        Count = scores.Shape[1];
        _plan = Plan.Compile(graph, device, variables);
    }

    /// <summary>The number of scores.</summary>
    public int Count { get; }

    /// <summary>The layer whose feature maps Grad-CAM weighs.</summary>
    public NetworkLayer MapsOf { get; }

    /// <summary>The scores of a picture, before a softmax at the network's end.</summary>
    /// <param name="image">C * H * W numbers, row-major.</param>
    public float[] ScoresOf(ReadOnlySpan<float> image)
    {
        Run(image, 0);
        return _plan.Output(Scores).ToArray();
    }

    /// <summary>How strongly each pixel moves the score: the largest magnitude over its channels, [H, W].</summary>
    /// <param name="image">C * H * W numbers, row-major.</param>
    /// <param name="score">Which score, from 0.</param>
    public float[] GradientOf(ReadOnlySpan<float> image, int score)
    {
        Run(image, score);
        return _plan.Output(Gradient).ToArray();
    }

    /// <summary>Grad-CAM: the layer's feature maps weighed by their mean gradients, what speaks for the score, enlarged to [H, W].</summary>
    /// <param name="image">C * H * W numbers, row-major.</param>
    /// <param name="score">Which score, from 0.</param>
    public float[] GradCamOf(ReadOnlySpan<float> image, int score)
    {
        Run(image, score);
        return _plan.Output(Cam).ToArray();
    }

    /// <summary>
    /// What the score loses when a patch is covered by the picture's mean color: for each pixel the mean over all patches that cover it, [H, W], negative where
    /// the score gains. Pictures are scored many at once.
    /// </summary>
    /// <param name="image">C * H * W numbers, row-major.</param>
    /// <param name="score">Which score, from 0.</param>
    /// <param name="grid">The patch and its steps.</param>
    /// <param name="progress">Is told now and then how many patches are done, of how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patch or the stride is below 1, or the stride leaves pixels out.</exception>
    public float[] OcclusionOf(ReadOnlySpan<float> image, int score, OcclusionGrid grid, Action<int, int>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grid.Patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(grid.Stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grid.Stride, grid.Patch);
        Require(image, score);
        return (_occlusion ??= _occluded()).Of(image, score, grid, progress);
    }

    /// <summary>Frees the plans.</summary>
    public void Dispose()
    {
        _plan.Dispose();
        _occlusion?.Dispose();
    }

    /// <summary>The scores before a softmax.</summary>
    internal static Value Unnormalized(Value output) => output.Producer is { Operator: Softmax, Inputs: [var before] } ? before : output;

    private void Run(ReadOnlySpan<float> image, int score)
    {
        Require(image, score);
        var chosen = new float[Count];
        chosen[score] = 1;
        _plan.Input(Pixels).Write(image);
        _plan.Input(Chosen).Write(chosen);
        _plan.Run();
    }

    private void Require(ReadOnlySpan<float> image, int score)
    {
        if (image.Length != _shape.Count) throw new ArgumentException($"Saliency: {image.Length} numbers do not fill the picture {_shape}");
        ArgumentOutOfRangeException.ThrowIfNegative(score);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(score, Count);
    }

    /// <summary>As in the paper, which takes the last convolution: the pooling behind it would only make the map coarser.</summary>
    private static NetworkLayer LastWithMaps(IReadOnlyList<NetworkLayer> layers) =>
        layers.LastOrDefault(layer => layer.HasMaps && layer.Output.Producer!.Operator is not Pool) ?? throw new ShapeException("Saliency: the network has no feature maps before its scores");
}
