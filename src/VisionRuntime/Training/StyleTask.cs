using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Style transfer by perceptual losses (Johnson, Alahi and Fei-Fei 2016): the output has the features of the input, and the Gram matrices
/// of a style image. The features are those of a network with fixed random weights. From those that are compared with the style, the mean
/// features of the style are subtracted, so that not the mean color alone decides. Both losses are relative to the features of the style
/// image, which makes the weights of all layers comparable.
/// </summary>
public sealed record StyleTask : TrainingTask
{
    private readonly StyleFeatures _features;
    private readonly (Shape Shape, float[] Values)[] _means, _grams;
    private readonly float[] _scales;

    /// <summary>Computes the Gram matrices of a style image.</summary>
    /// <param name="style">The image [1, 3, H, W] with values from 0 to 1, the rows of each channel one after the other.</param>
    /// <param name="height">The height of the image; 16 or more.</param>
    /// <param name="width">The width of the image; 16 or more.</param>
    /// <param name="seed">The random seed of the features.</param>
    /// <exception cref="ArgumentException">The image has another number of elements.</exception>
    public StyleTask(float[] style, int height, int width, int seed = 0)
    {
        if (style.Length != 3 * height * width)
            throw new ArgumentException($"StyleTask: {style.Length} elements are not an image of {width} by {height} with 3 channels");
        _features = new(seed);
        var graph = new Graph();
        var features = _features.Of(graph.Input("style", [1, 3, height, width]));
        for (int i = 0; i < features.Count; i++)
        {
            var mean = features[i].Mean(2, 3);
            graph.Output($"mean{i}", mean);
            graph.Output($"gram{i}", StyleFeatures.Gram(features[i] - mean));
            graph.Output($"scale{i}", features[i].SumSquare());
        }
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("style").Write(style);
        plan.Run();
        (_means, _grams) = ([.. features.Select((_, i) => Read($"mean{i}"))], [.. features.Select((_, i) => Read($"gram{i}"))]);
        _scales = [.. features.Select((value, i) => Read($"scale{i}").Values[0] / value.Shape.Count)];

        (Shape Shape, float[] Values) Read(string name) => (graph.Outputs[name].Shape, plan.Output(name).ToArray());
    }

    /// <summary>Gets the weight of the features of the input.</summary>
    public float ContentWeight { get; init; } = 1;

    /// <summary>Gets the weight of the Gram matrices of the style.</summary>
    public float StyleWeight { get; init; } = 1;

    /// <summary>Gets the weight of the mean absolute difference of neighboring pixels, which keeps areas smooth.</summary>
    public float VariationWeight { get; init; } = 0.02f;

    /// <inheritdoc/>
    public override string ErrorName => "perceptual loss";

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets != TargetKind.None || dataset.InputShape is not { Rank: 4 } shape || shape[1] != 3)
            throw new DatasetException($"{dataset.Name}: style transfer needs color images without targets");
    }

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets)
    {
        if (output.Shape != targets.Shape)
            throw new DatasetException($"the network's output is {output.Shape}, and its input is {targets.Shape}");
        var graph = output.Graph;
        var drawn = _features.Of(output);
        var seen = _features.Of(targets);
        const int content = StyleFeatures.ContentLayer;
        var loss = Mean(Training.Losses.SquaredError(drawn[content], seen[content].Detach())) * (ContentWeight / _scales[content]);
        for (int i = 0; i < drawn.Count; i++)
        {
            var (shape, values) = _grams[i];
            var mean = graph.Constant(_means[i].Shape, _means[i].Values);
            // Relative to the mean square of the style's own matrix.
            float scale = shape.Count / (float)values.Sum(value => (double)value * value);
            var difference = Training.Losses.SquaredError(StyleFeatures.Gram(drawn[i] - mean), graph.Constant(shape, values));
            loss += Mean(difference) * (StyleWeight * scale / drawn.Count);
        }
        return loss + Variation(output) * VariationWeight;
    }

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets) => Losses(output, targets);

    private static Value Variation(Value images)
    {
        int height = images.Shape[2], width = images.Shape[3];
        return Mean(Difference(images.Slice(2, 1, height - 1), images.Slice(2, 0, height - 1)))
            + Mean(Difference(images.Slice(3, 1, width - 1), images.Slice(3, 0, width - 1)));

        static Value Difference(Value a, Value b) => a.Graph.Map(Abs(Input(0) - Input(1)), a, b);
    }

    /// <summary>The mean over each sample, [N].</summary>
    private static Value Mean(Value x) => x.Mean([.. Enumerable.Range(1, x.Shape.Rank - 1)]).Reshape([x.Shape[0]]);
}
