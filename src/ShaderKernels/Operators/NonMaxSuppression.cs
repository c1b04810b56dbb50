using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Greedy non-maximum suppression, as ONNX's operator of that name: for each image and each class the box of the highest score is taken, boxes that overlap
/// it too much are dropped, and so on. Inputs are the boxes [N, B, 4] and their scores [N, C, B].
/// Outputs are the boxes taken, rows of (image, class, box) ordered by image, by class, by falling score, of equals the first, in a table
/// [N * C * min(MaximumBoxes, B), 3] whose remaining rows are -1, and their number [1]. No gradient flows through the choice.
/// </summary>
/// <param name="MaximumBoxes">The most boxes taken of a class of an image.</param>
/// <param name="IouThreshold">A box is dropped if its intersection over union with a box already taken is greater than this.</param>
/// <param name="ScoreThreshold">Only boxes of a greater score are looked at; one that is not a number never is.</param>
/// <param name="CenterPointBox">Boxes are (x, y, width, height) with x and y in their middle, rather than two opposite corners (y, x, y, x) in either order.</param>
public sealed record NonMaxSuppression(int MaximumBoxes, float IouThreshold = 0.5f, float ScoreThreshold = float.NegativeInfinity, bool CenterPointBox = false) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        Shape boxes = inputs[0], scores = inputs[1];
        RequireRank("boxes", boxes, 3);
        RequireRank("scores", scores, 3);
        if (boxes[2] != 4) throw new ShapeException($"{Name}: boxes {boxes} have {boxes[2]} numbers each; a box needs 4");
        if (scores[0] != boxes[0]) throw new ShapeException($"{Name}: boxes {boxes} of {boxes[0]} images against scores {scores} of {scores[0]}; both must be of the same images");
        if (scores[2] != boxes[1]) throw new ShapeException($"{Name}: scores {scores} of {scores[2]} boxes against boxes {boxes}; there must be {boxes[1]} scores a class");
        if (MaximumBoxes < 0) throw new ShapeException($"{Name}: at most {MaximumBoxes} boxes; 0 or more can be taken");
        if (!(IouThreshold is >= 0 and <= 1)) throw new ShapeException($"{Name}: an intersection over union of {IouThreshold} cannot be reached; the threshold must be from 0 to 1");
        long rows = (long)scores[0] * scores[1] * Math.Min(MaximumBoxes, boxes[1]);
        if (rows > 1 << 24) throw new ShapeException($"{Name}: {rows} boxes could be taken, floats count to {1 << 24}; lower MaximumBoxes, {MaximumBoxes}");
        return [[(int)rows, 3], [1]];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;
}
