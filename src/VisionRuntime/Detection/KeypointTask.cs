using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>
/// Keypoint regression: the squared errors of the coordinates of visible points, and their mean distance from the true points as a
/// fraction of the image's size.
/// </summary>
/// <param name="Points">The number of keypoints.</param>
public sealed record KeypointTask(int Points) : TrainingTask
{
    /// <inheritdoc/>
    public override string ErrorName => "mean distance";

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets != TargetKind.Keypoints || dataset.TargetShape != Shape.Of(Points, 3))
            throw new DatasetException($"{dataset.Name}: its targets are {dataset.Targets} {dataset.TargetShape}, not {Points} keypoints");
    }

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets)
    {
        var (squares, visible) = Squares(output, targets);
        return PerPoint(squares, visible);
    }

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets)
    {
        var (squares, visible) = Squares(output, targets);
        return PerPoint(output.Graph.Map(Sqrt(Input(0)), squares), visible);
    }

    /// <summary>Computes the squared distance of each point and whether it is visible, [N, points, 1] each.</summary>
    private (Value Squares, Value Visible) Squares(Value output, Value targets)
    {
        int count = output.Shape[0];
        if (output.Shape.Count != 2L * count * Points)
            throw new DatasetException($"the network's output is {output.Shape}, which does not fit {Points} keypoints of x and y");
        var difference = output.Reshape([count, Points, 2]) - targets.Slice(2, 0, 2);
        return ((difference * difference).Sum(2), targets.Slice(2, 2, 1));
    }

    /// <summary>Computes the mean over the visible points of each image, [N]; 0 if none is visible.</summary>
    private static Value PerPoint(Value values, Value visible) =>
        values.Graph.Map(Input(0) / Max(Input(1), 1), (values * visible).Sum(1, 2), visible.Sum(1, 2)).Reshape([values.Shape[0]]);
}
