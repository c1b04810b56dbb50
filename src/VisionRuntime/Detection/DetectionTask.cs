using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Detection;

/// <summary>Detection with YOLO version 2: its loss. How good the boxes are is measured by <see cref="MeanAveragePrecision"/>.</summary>
/// <param name="Yolo">The grid, the anchors and the classes.</param>
public sealed record DetectionTask(YoloV2 Yolo) : TrainingTask
{
    /// <inheritdoc/>
    public override string ErrorName => "loss";

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets != TargetKind.Boxes)
            throw new DatasetException($"{dataset.Name}: its targets are {dataset.Targets}, and a detector needs boxes");
        if (dataset.Classes.Length > Yolo.Classes)
        {
            throw new DatasetException(
                $"{dataset.Name}: it has {dataset.Classes.Length} classes, and the detector tells {Yolo.Classes} apart");
        }
    }

    /// <inheritdoc/>
    protected internal override Shape TargetShape(Dataset dataset) => [.. Yolo.TargetShape(1).Skip(1)];

    /// <inheritdoc/>
    protected internal override void Prepare(ReadOnlySpan<float> target, Span<float> prepared) => Yolo.Assign(ObjectsOf(target), prepared);

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets) => Yolo.Loss(output, targets).Reshape([output.Shape[0]]);

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets) => Losses(output, targets);

    /// <summary>Returns the objects of a target of <see cref="TargetKind.Boxes"/>.</summary>
    public static IReadOnlyList<LabeledBox> ObjectsOf(ReadOnlySpan<float> target)
    {
        var objects = new List<LabeledBox>();
        for (int at = 0; at < target.Length; at += 5)
        {
            if (target[at] < 0) continue;
            objects.Add(new(new Box(target[at + 1], target[at + 2], target[at + 3], target[at + 4]), (int)target[at]));
        }
        return objects;
    }
}
