using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Greedy non-maximum suppression, as ONNX's NonMaxSuppression: for each image and class, the box with the highest score is selected, boxes
/// that overlap it too much are removed, and so on. The inputs are the boxes [N, B, 4] and their scores [N, C, B]. The outputs are the
/// selected boxes and their number [1]. The selection is [N * C * min(MaximumBoxes, B), 3], rows of (image, class, box) ordered by image,
/// class and descending score, filled up with -1. No gradient is propagated.
/// </summary>
/// <param name="MaximumBoxes">The maximum number of boxes selected for each image and class.</param>
/// <param name="IouThreshold">The intersection over union with a selected box above which a box is removed.</param>
/// <param name="ScoreThreshold">The score that a box must exceed; NaN never does.</param>
/// <param name="CenterPointBox">
/// Whether boxes are (center x, center y, width, height) instead of two opposite corners (y, x, y, x) in either order.
/// </param>
public sealed record NonMaxSuppression(int MaximumBoxes, float IouThreshold = 0.5f, float ScoreThreshold = float.NegativeInfinity,
    bool CenterPointBox = false) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        Shape boxes = inputs[0], scores = inputs[1];
        RequireRank("boxes", boxes, 3);
        RequireRank("scores", scores, 3);
        if (boxes[2] != 4) throw new ShapeException($"{Name}: boxes {boxes} have {boxes[2]} values each; a box needs 4");
        if (scores[0] != boxes[0]) throw new ShapeException($"{Name}: boxes {boxes} for {boxes[0]} images and scores {scores} for "
            + $"{scores[0]}; the number of images must be equal");
        if (scores[2] != boxes[1]) throw new ShapeException($"{Name}: scores {scores} for {scores[2]} boxes and boxes {boxes}; "
            + $"there must be {boxes[1]} scores for each class");
        if (MaximumBoxes < 0) throw new ShapeException($"{Name}: MaximumBoxes is {MaximumBoxes}; it must be 0 or more");
        if (!(IouThreshold is >= 0 and <= 1)) throw new ShapeException($"{Name}: IouThreshold is {IouThreshold}; "
            + "it must be between 0 and 1");
        long rows = (long)scores[0] * scores[1] * Math.Min(MaximumBoxes, boxes[1]);
        if (rows > 1 << 24) throw new ShapeException($"{Name}: {rows} boxes could be selected, a float counts to {1 << 24}; "
            + $"use a lower MaximumBoxes than {MaximumBoxes}");
        return [[(int)rows, 3], [1]];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;
}
