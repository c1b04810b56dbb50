using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>Boxes as values of a graph: their middles and sizes, each of one shape or of shapes that broadcast.</summary>
/// <param name="X">The middles, from the left.</param>
/// <param name="Y">The middles, from above.</param>
/// <param name="Width">The widths.</param>
/// <param name="Height">The heights.</param>
public sealed record BoxValues(Value X, Value Y, Value Width, Value Height)
{
    private const float LeastUnion = 1e-20f;

    /// <summary>Boxes whose four numbers (x, y, width, height) lie along the last axis; that axis stays with length 1.</summary>
    /// <exception cref="ShapeException">The last axis is not 4 long.</exception>
    public static BoxValues Of(Value boxes)
    {
        if (boxes.Shape.Rank == 0 || boxes.Shape[-1] != 4) throw new ShapeException($"BoxValues: {boxes} does not end in the 4 numbers of a box");
        int last = boxes.Shape.Rank - 1;
        return new(boxes.Part(last, 0, 1), boxes.Part(last, 1, 1), boxes.Part(last, 2, 1), boxes.Part(last, 3, 1));
    }

    /// <summary>The area that both cover over the area that either covers, for each pair of boxes that broadcasting brings together; 0 where neither has an area.</summary>
    public Value IntersectionOverUnion(BoxValues other)
    {
        var both = Shared(X, Width, other.X, other.Width) * Shared(Y, Height, other.Y, other.Height);
        return X.Graph.Map(Input(0) / Max(Input(1) * Input(2) + Input(3) * Input(4) - Input(0), LeastUnion), both, Width, Height, other.Width, other.Height);
    }

    /// <summary>The length that two stretches share.</summary>
    private static Value Shared(Value a, Value lengthA, Value b, Value lengthB) =>
        a.Graph.Map(Max(Min(Input(0) + 0.5f * Input(1), Input(2) + 0.5f * Input(3)) - Max(Input(0) - 0.5f * Input(1), Input(2) - 0.5f * Input(3)), 0), a, lengthA, b, lengthB);
}

/// <summary>What the detectors take from and make of the grids that networks put out.</summary>
internal static class GridValues
{
    /// <summary>A stretch of one axis.</summary>
    public static Value Part(this Value x, int axis, int start, int length)
    {
        var lengths = x.Shape.Dimensions.ToArray();
        var starts = new int[lengths.Length];
        (starts[axis], lengths[axis]) = (start, length);
        return x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
    }

    /// <summary>One number of each box: of [N, B, numbers, H, W] to [N, B, H, W].</summary>
    public static Value Number(this Value boxes, int index)
    {
        var shape = boxes.Shape;
        return boxes.Part(2, index, 1).Reshape([shape[0], shape[1], shape[3], shape[4]]);
    }

    /// <summary>The column of each cell, [W], and its row, [H, 1].</summary>
    public static (Value Column, Value Row) Cells(Graph graph, int height, int width) =>
        (graph.Constant([width], [.. Enumerable.Range(0, width).Select(i => (float)i)]), graph.Constant([height, 1], [.. Enumerable.Range(0, height).Select(i => (float)i)]));

    /// <summary>Joins the four numbers of boxes [N, B, H, W] to [N, B * H * W, 4].</summary>
    public static Value Table(this BoxValues boxes)
    {
        var shape = boxes.X.Shape;
        Shape column = [shape[0], shape[1] * shape[2] * shape[3], 1];
        Value[] columns = [.. new[] { boxes.X, boxes.Y, boxes.Width, boxes.Height }.Select(value => value.Reshape(column))];
        return boxes.X.Graph.Apply(StridedCopy.Concatenate(2, column, column, column, column), columns);
    }

    /// <summary>The sum over each image, [N, 1].</summary>
    public static Value SumOfImage(this Value x) => x.Sum([.. Enumerable.Range(1, x.Shape.Rank - 1)]).Reshape([x.Shape[0], 1]);

    /// <summary>Throws unless an object can be learned.</summary>
    public static void Check(LabeledBox item, int classes)
    {
        var box = item.Box;
        if (item.Class < 0 || item.Class >= classes) throw new ArgumentOutOfRangeException(nameof(item), item.Class, $"an object of class {item.Class}; there are classes 0 to {classes - 1}");
        if (!(box is { X: >= 0 and <= 1, Y: >= 0 and <= 1, Width: > 0 and <= 2, Height: > 0 and <= 2 }))
            throw new ArgumentOutOfRangeException(nameof(item), box, $"{box} cannot be learned; its middle must lie in the image, its size must be positive, all in fractions of the image");
    }
}
