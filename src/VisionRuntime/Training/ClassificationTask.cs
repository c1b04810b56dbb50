using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Classification: the softmax cross-entropy of logits [N, classes], and the share of samples whose largest logit is not that of their
/// class.
/// </summary>
/// <param name="Classes">The number of classes.</param>
public sealed record ClassificationTask(int Classes) : TrainingTask
{
    /// <summary>
    /// Gets the share of the label's probability that is spread over all classes in training (Szegedy et al. 2016, section 7). 0 is none.
    /// </summary>
    public float LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override string ErrorName => "error";

    /// <inheritdoc/>
    public override bool ErrorIsRate => true;

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets != TargetKind.Class)
            throw new DatasetException($"{dataset.Name}: its targets are {dataset.Targets}, and a classifier needs classes");
        float[] input = new float[dataset.InputLength], label = new float[1];
        // Files are checked when they are loaded; what is read from the file system at each use has its labels from the folders.
        if (dataset.Classes.IsEmpty)
        {
            for (int i = 0; i < dataset.Count; i++)
            {
                dataset.Read(i, input, label);
                if (label[0] >= Classes)
                    throw new DatasetException($"{dataset.Name}: the label {label[0]} of sample {i} is beyond the {Classes} classes");
            }
        }
        else if (dataset.Classes.Length > Classes)
        {
            throw new DatasetException($"{dataset.Name}: it has {dataset.Classes.Length} classes, and the network tells {Classes} apart");
        }
    }

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets)
    {
        var logits = Logits(output);
        var loss = LabelLosses.SoftmaxCrossEntropy(logits, targets, reduction: LossReduction.None);
        if (LabelSmoothing == 0 || !output.Graph.Training) return loss;
        var spread = (-logits.LogSoftmax(1)).Mean(1).Reshape(loss.Shape);
        return output.Graph.Map((1 - LabelSmoothing) * Input(0) + LabelSmoothing * Input(1), loss, spread);
    }

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets) =>
        output.Graph.Map(NotEqual(Input(0), Input(1)), Logits(output).ArgMax(1).Reshape(targets.Shape), targets);

    private Value Logits(Value output)
    {
        int count = output.Shape[0];
        if (output.Shape.Count != (long)count * Classes)
        {
            throw new DatasetException(
                $"the network's output is {output.Shape}, which does not fit {Classes} classes; give it a head of {Classes} outputs");
        }
        return output.Reshape([count, Classes]);
    }
}
