using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>
/// Keypoint regression: the coordinates of points in an image, such as a hand or a corner of the field, as outputs of a network (the
/// keypoints layer of SAS Deep Learning).
/// </summary>
public static class Keypoints
{
    /// <summary>Applies a fully connected layer that outputs the x and y of each keypoint: [N, features] to [N, keypoints, 2].</summary>
    /// <param name="features">The features of each image.</param>
    /// <param name="name">The name of the layer. Its variables are name/weights and name/bias.</param>
    /// <param name="keypoints">The number of keypoints.</param>
    public static Value KeypointHead(this Value features, string name, int keypoints) =>
        features.Dense(name, keypoints * 2).Reshape([features.Shape[0], keypoints, 2]);

    /// <summary>Computes the mean loss over the coordinates of all visible keypoints, a scalar; 0 if none is visible.</summary>
    /// <param name="prediction">[N, keypoints, 2].</param>
    /// <param name="target">The target, in the same shape; keypoints that are not visible may have any finite coordinates.</param>
    /// <param name="visible">1 for visible keypoints, 0 for others: [N, keypoints, 1].</param>
    /// <param name="delta">
    /// The threshold of the Huber loss (1 is the smooth L1 loss of Girshick 2015), or null for the squared error.
    /// </param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    public static Value KeypointLoss(Value prediction, Value target, Value visible, float? delta = null)
    {
        var shape = prediction.Shape;
        if (shape.Rank != 3 || target.Shape != shape || visible.Shape.Rank != 3 || visible.Shape[0] != shape[0]
            || visible.Shape[1] != shape[1] || visible.Shape[2] != 1)
            throw new ShapeException($"KeypointLoss: prediction {shape}, target {target.Shape}, visible {visible.Shape}; "
                + "they must be [N, keypoints, 2], [N, keypoints, 2] and [N, keypoints, 1]");
        var error = delta is { } limit ? Losses.Huber(prediction, target, limit) : Losses.SquaredError(prediction, target);
        var sum = (error * visible).Sum().Reshape(Shape.Scalar);
        var count = (visible.Sum() * shape[2]).Reshape(Shape.Scalar);
        return prediction.Graph.Map(Input(0) / Max(Input(1), 1), sum, count);
    }
}
