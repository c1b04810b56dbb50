using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Segmentation: the softmax cross-entropy of the class of each pixel, and the share of pixels whose largest logit is not that of their
/// class. How well the areas agree is measured by <see cref="MeanIntersectionOverUnion"/>.
/// </summary>
/// <param name="Classes">The number of classes.</param>
public sealed record SegmentationTask(int Classes) : TrainingTask
{
    /// <inheritdoc/>
    public override string ErrorName => "pixel error";

    /// <inheritdoc/>
    public override bool ErrorIsRate => true;

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets != TargetKind.Mask)
            throw new DatasetException($"{dataset.Name}: its targets are {dataset.Targets}, and segmentation needs masks");
        if (dataset.Classes.Length > Classes)
            throw new DatasetException($"{dataset.Name}: it has {dataset.Classes.Length} classes, and the network tells {Classes} apart");
    }

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets)
    {
        Require(output, targets);
        return LabelLosses.SoftmaxCrossEntropy(output, targets, reduction: LossReduction.None).Mean(1, 2).Reshape([output.Shape[0]]);
    }

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets)
    {
        Require(output, targets);
        var found = output.ArgMax(1).Reshape(targets.Shape);
        return output.Graph.Map(NotEqual(Input(0), Input(1)), found, targets).Mean(1, 2).Reshape([output.Shape[0]]);
    }

    private void Require(Value output, Value targets)
    {
        Shape expected = [targets.Shape[0], Classes, targets.Shape[1], targets.Shape[2]];
        if (output.Shape != expected)
            throw new DatasetException($"the network's output is {output.Shape}, and the masks need logits {expected}");
    }
}

/// <summary>
/// The mean over the classes of the intersection over union of the pixels that have a class and those that were given it (Everingham et al.
/// 2010).
/// </summary>
public static class MeanIntersectionOverUnion
{
    /// <summary>Computes it from pixel counts.</summary>
    /// <param name="confusion">
    /// [classes, classes]: how many pixels of the class of the row were given the class of the column. Classes that neither occur nor were
    /// given are left out.
    /// </param>
    /// <returns>From 0 to 1; NaN without any pixel.</returns>
    public static double Of(long[,] confusion)
    {
        int classes = confusion.GetLength(0), counted = 0;
        double sum = 0;
        for (int label = 0; label < classes; label++)
        {
            long row = 0, column = 0;
            for (int other = 0; other < classes; other++)
            {
                row += confusion[label, other];
                column += confusion[other, label];
            }
            long union = row + column - confusion[label, label];
            if (union == 0) continue;
            sum += (double)confusion[label, label] / union;
            counted++;
        }
        return counted == 0 ? double.NaN : sum / counted;
    }

    /// <summary>Adds the pixels of an image to the counts.</summary>
    /// <param name="confusion">The counts, [classes, classes].</param>
    /// <param name="logits">The logits of the image, [classes, H, W].</param>
    /// <param name="mask">The class of each pixel, [H, W].</param>
    public static void Count(long[,] confusion, ReadOnlySpan<float> logits, ReadOnlySpan<float> mask)
    {
        int classes = confusion.GetLength(0);
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            int best = 0;
            for (int label = 1; label < classes; label++)
                if (logits[label * mask.Length + pixel] > logits[best * mask.Length + pixel]) best = label;
            confusion[(int)mask[pixel], best]++;
        }
    }
}
