using VisionRuntime.Data;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>
/// Reconstruction of the input, or regression of values: the mean squared error over the elements of each sample.
/// </summary>
public sealed record ReconstructionTask : TrainingTask
{
    /// <inheritdoc/>
    public override string ErrorName => "mean squared error";

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets is not (TargetKind.None or TargetKind.Values))
            throw new DatasetException($"{dataset.Name}: its targets are {dataset.Targets}; reconstruct its inputs with WithoutTargets");
    }

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets)
    {
        if (output.Shape.Count != targets.Shape.Count)
            throw new DatasetException($"the network's output is {output.Shape}, and its target is {targets.Shape}");
        int count = output.Shape[0], length = (int)(output.Shape.Count / count);
        return Training.Losses.SquaredError(output.Reshape([count, length]), targets.Reshape([count, length])).Mean(1).Reshape([count]);
    }

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets) => Losses(output, targets);
}
