using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>Boxes as values of a graph: their centers and sizes, in shapes that broadcast.</summary>
/// <param name="X">The x coordinates of the centers.</param>
/// <param name="Y">The y coordinates of the centers.</param>
/// <param name="Width">The widths.</param>
/// <param name="Height">The heights.</param>
internal sealed record BoxValues(Value X, Value Y, Value Width, Value Height)
{
    private const float SmallestUnion = 1e-20f;

    /// <summary>Splits boxes (x, y, width, height) along the last axis, which keeps length 1.</summary>
    /// <exception cref="ShapeException">The last axis does not have length 4.</exception>
    public static BoxValues Of(Value boxes)
    {
        if (boxes.Shape.Rank == 0 || boxes.Shape[-1] != 4) throw new ShapeException($"BoxValues: the last axis of {boxes} must have "
            + "length 4: x, y, width and height");
        int last = boxes.Shape.Rank - 1;
        return new(boxes.Part(last, 0, 1), boxes.Part(last, 1, 1), boxes.Part(last, 2, 1), boxes.Part(last, 3, 1));
    }

    /// <summary>Computes the intersection over union of each pair of boxes, with broadcasting; 0 if neither has an area.</summary>
    public Value IntersectionOverUnion(BoxValues other)
    {
        var intersection = Overlap(X, Width, other.X, other.Width) * Overlap(Y, Height, other.Y, other.Height);
        return X.Graph.Map(Input(0) / Max(Input(1) * Input(2) + Input(3) * Input(4) - Input(0), SmallestUnion), intersection, Width,
            Height, other.Width, other.Height);
    }

    /// <summary>Computes the length of the overlap of two intervals.</summary>
    private static Value Overlap(Value a, Value lengthA, Value b, Value lengthB) =>
        a.Graph.Map(Max(Min(Input(0) + 0.5f * Input(1), Input(2) + 0.5f * Input(3))
            - Max(Input(0) - 0.5f * Input(1), Input(2) - 0.5f * Input(3)), 0), a, lengthA, b, lengthB);
}

/// <summary>The operations that detectors share.</summary>
internal static class GridValues
{
    /// <summary>Slices one axis.</summary>
    public static Value Part(this Value x, int axis, int start, int length)
    {
        var lengths = x.Shape.Dimensions.ToArray();
        var starts = new int[lengths.Length];
        (starts[axis], lengths[axis]) = (start, length);
        return x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
    }

    /// <summary>Selects one value of each box: [N, B, values, H, W] to [N, B, H, W].</summary>
    public static Value Component(this Value boxes, int index)
    {
        var shape = boxes.Shape;
        return boxes.Part(2, index, 1).Reshape([shape[0], shape[1], shape[3], shape[4]]);
    }

    /// <summary>Creates constants with the column of each cell, [W], and its row, [H, 1].</summary>
    public static (Value Column, Value Row) Cells(Graph graph, int height, int width) =>
        (graph.Constant([width], [.. Enumerable.Range(0, width).Select(i => (float)i)]),
            graph.Constant([height, 1], [.. Enumerable.Range(0, height).Select(i => (float)i)]));

    /// <summary>Joins boxes of shape [N, B, H, W] to [N, B * H * W, 4].</summary>
    public static Value Table(this BoxValues boxes)
    {
        var shape = boxes.X.Shape;
        Shape column = [shape[0], shape[1] * shape[2] * shape[3], 1];
        Value[] columns = [.. new[] { boxes.X, boxes.Y, boxes.Width, boxes.Height }.Select(value => value.Reshape(column))];
        return boxes.X.Graph.Apply(StridedCopy.Concatenate(2, column, column, column, column), columns);
    }

    /// <summary>Sums over each sample: [N, ...] to [N, 1].</summary>
    public static Value SumPerSample(this Value x) => x.Sum([.. Enumerable.Range(1, x.Shape.Rank - 1)]).Reshape([x.Shape[0], 1]);

    /// <summary>Throws if a labeled object is invalid.</summary>
    public static void Check(LabeledBox item, int classes)
    {
        var box = item.Box;
        if (item.Class < 0 || item.Class >= classes) throw new ArgumentOutOfRangeException(nameof(item), item.Class, $"the class of an "
            + $"object is {item.Class}; it must be from 0 to {classes - 1}");
        if (!(box is { X: >= 0 and <= 1, Y: >= 0 and <= 1, Width: > 0 and <= 2, Height: > 0 and <= 2 }))
            throw new ArgumentOutOfRangeException(nameof(item), box, $"the box {box} is invalid; "
                + "its center must lie inside the image and its size must be positive, in fractions of the image");
    }
}
