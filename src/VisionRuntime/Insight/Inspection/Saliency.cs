using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// Which pixels a classifier's score hangs on: the score's gradient by the pixels (Simonyan, Vedaldi and Zisserman 2014), Grad-CAM
/// (Selvaraju et al. 2017), and what the score loses when a patch is covered (Zeiler and Fergus 2014).
/// </summary>
public sealed class Saliency : IDisposable
{
    private const string Pixels = "pixels", Chosen = "chosen", Scores = "scores", Gradient = "gradient", Cam = "cam";

    private readonly Plan _plan;
    private readonly Shape _shape;

    /// <summary>Prepares the maps for a network.</summary>
    /// <param name="device">Where they are computed.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="shape">The picture, [1, C, H, W].</param>
    /// <param name="network">Builds the network on its input; it must give scores for one picture. A softmax at its end is left out of the gradients, which it would flatten.</param>
    /// <exception cref="ShapeException">The picture is not one of rank 4.</exception>
    public Saliency(Device device, Variables variables, Shape shape, Func<Value, Value> network)
    {
        if (shape.Rank != 4 || shape[0] != 1) throw new ShapeException($"Saliency: the input {shape} is no picture [1, C, H, W]");
        _shape = shape;
        var graph = new Graph();
        var x = graph.Input(Pixels, shape);
        var output = network(x);
        graph.Output(Scores, output);
        var logits = output.Producer is { Operator: Softmax, Inputs: [var before] } ? before : output;
        logits = logits.Reshape([1, (int)logits.Shape.Count]);
        var score = (logits * graph.Input(Chosen, logits.Shape)).Sum();
        var maps = LastMaps(graph, logits);
        var gradients = Gradients.Of(score, [x, maps]);
        graph.Output(Gradient, graph.Map(Abs(Input(0)), gradients[0]).Max(1));
        var cam = (gradients[1].Mean(2, 3) * maps).Sum(1);
        graph.Output(Cam, graph.Map(Max(Input(0), 0), cam).Resize(shape[2], shape[3]));
        Classes = logits.Shape[1];
        _plan = Plan.Compile(graph, device, variables);
    }

    /// <summary>The number of scores.</summary>
    public int Classes { get; }

    /// <summary>The scores of a picture, as the network gives them.</summary>
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

    /// <summary>Grad-CAM: the last layer's feature maps weighed by their mean gradients, what speaks for the score, enlarged to [H, W].</summary>
    /// <param name="image">C * H * W numbers, row-major.</param>
    /// <param name="score">Which score, from 0.</param>
    public float[] GradCamOf(ReadOnlySpan<float> image, int score)
    {
        Run(image, score);
        return _plan.Output(Cam).ToArray();
    }

    /// <summary>What the score loses when a patch is covered by the picture's mean, at most at each pixel and at least 0, [H, W].</summary>
    /// <param name="image">C * H * W numbers, row-major.</param>
    /// <param name="score">Which score, from 0.</param>
    /// <param name="patch">The height and width of the patch.</param>
    /// <param name="stride">The step between patches, at most the patch so that none is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patch or the stride is impossible.</exception>
    public float[] OcclusionOf(ReadOnlySpan<float> image, int score, int patch, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, patch);
        int height = _shape[2], width = _shape[3], plane = height * width;
        float whole = ScoresOf(image)[score], mean = 0;
        foreach (float number in image) mean += number / image.Length;
        var losses = new float[plane];
        var covered = new float[image.Length];
        for (int top = 0; top < height; top += stride)
        {
            for (int left = 0; left < width; left += stride)
            {
                image.CopyTo(covered);
                int bottom = Math.Min(height, top + patch), right = Math.Min(width, left + patch);
                for (int channel = 0; channel < _shape[1]; channel++)
                {
                    for (int y = top; y < bottom; y++) covered.AsSpan(channel * plane + y * width + left, right - left).Fill(mean);
                }
                float loss = whole - ScoresOf(covered)[score];
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++) losses[y * width + x] = Math.Max(losses[y * width + x], loss);
                }
            }
        }
        return losses;
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => _plan.Dispose();

    private void Run(ReadOnlySpan<float> image, int score)
    {
        if (image.Length != _shape.Count) throw new ArgumentException($"Saliency: {image.Length} numbers do not fill the picture {_shape}");
        ArgumentOutOfRangeException.ThrowIfNegative(score);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(score, Classes);
        var chosen = new float[Classes];
        chosen[score] = 1;
        _plan.Input(Pixels).Write(image);
        _plan.Input(Chosen).Write(chosen);
        _plan.Run();
    }

    /// <summary>The last feature maps with more than one pixel that the scores depend on.</summary>
    private static Value LastMaps(Graph graph, Value scores)
    {
        var needed = new HashSet<Value> { scores };
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(needed.Contains)) continue;
            if (node.Outputs[0].Shape is { Rank: 4 } shape && shape[2] * shape[3] > 1) return node.Outputs[0];
            needed.UnionWith(node.Inputs);
        }
        throw new ShapeException("Saliency: the network has no feature maps before its scores");
    }
}
