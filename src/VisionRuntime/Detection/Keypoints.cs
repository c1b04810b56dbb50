using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>Keypoints: places in an image (a hand, a corner of the field) that a network learns as numbers; a regression with several interval targets (the keypoints layer of SAS Deep Learning).</summary>
public static class Keypoints
{
    /// <summary>A fully connected layer that gives the x and y of each keypoint: [N, features] to [N, keypoints, 2].</summary>
    /// <param name="features">One row an image.</param>
    /// <param name="name">The variables are called name/weights and name/bias.</param>
    /// <param name="keypoints">How many.</param>
    public static Value KeypointHead(this Value features, string name, int keypoints) => features.Dense(name, keypoints * 2).Reshape([features.Shape[0], keypoints, 2]);

    /// <summary>The mean error over the coordinates of all visible keypoints, a single number; 0 where none is visible.</summary>
    /// <param name="prediction">[N, keypoints, 2].</param>
    /// <param name="target">Where they are, of the same shape; what is not visible may lie anywhere, but must be a number.</param>
    /// <param name="visible">1 where a keypoint can be seen and its place is known, else 0: [N, keypoints, 1].</param>
    /// <param name="delta">Null squares the errors; otherwise they are those of Huber, linear beyond delta (1 is the smooth L1 of Girshick 2015).</param>
    /// <exception cref="ShapeException">The shapes do not belong together.</exception>
    public static Value KeypointLoss(Value prediction, Value target, Value visible, float? delta = null)
    {
        var shape = prediction.Shape;
        if (shape.Rank != 3 || target.Shape != shape || visible.Shape.Rank != 3 || visible.Shape[0] != shape[0] || visible.Shape[1] != shape[1] || visible.Shape[2] != 1)
            throw new ShapeException($"KeypointLoss: prediction {shape}, target {target.Shape}, visible {visible.Shape}; they must be [N, keypoints, 2] twice and [N, keypoints, 1]");
        var error = delta is { } limit ? Losses.Huber(prediction, target, limit) : Losses.SquaredError(prediction, target);
        var sum = (error * visible).Sum().Reshape(Shape.Scalar);
        var count = (visible.Sum() * shape[2]).Reshape(Shape.Scalar);
        return prediction.Graph.Map(Input(0) / Max(Input(1), 1), sum, count);
    }
}
