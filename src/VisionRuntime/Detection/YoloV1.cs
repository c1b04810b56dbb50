using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>
/// The first YOLO (Redmon et al. 2016, "You only look once"; the YOLO detection layer of SAS Deep Learning): a grid over the image whose cells each guess a
/// few boxes, how sure they are of each, and one class. A network puts out [N, Boxes * 5 + Classes, Grid, Grid]: for each box x and y of its middle within the
/// cell, the roots of its width and height as fractions of the image, its confidence; then a number for each class. All are linear.
/// </summary>
/// <param name="Grid">The cells along each side.</param>
/// <param name="Boxes">The boxes that a cell guesses.</param>
/// <param name="Classes">The classes that are told apart.</param>
public sealed record YoloV1(int Grid = 7, int Boxes = 2, int Classes = 20)
{
    /// <summary>The weight of the boxes' places and sizes in the loss.</summary>
    public float LambdaCoordinates { get; init; } = 5;

    /// <summary>The weight of the confidence of boxes that have no object.</summary>
    public float LambdaNoObject { get; init; } = 0.5f;

    /// <summary>The channels that the network must put out.</summary>
    public int Channels => Boxes * 5 + Classes;

    /// <summary>The shape of the targets of so many images: in each cell 1 where it has an object, x, y, width, height, and 1 at the class.</summary>
    public Shape TargetShape(int images) => [images, 5 + Classes, Grid, Grid];

    /// <summary>Fills one image's targets, [5 + Classes, Grid, Grid]. A cell learns one object: the first whose middle lies in it.</summary>
    /// <returns>How many of the objects found a cell.</returns>
    /// <exception cref="ArgumentException">The target has another size, or an object cannot be learned.</exception>
    public int Assign(IReadOnlyList<LabeledBox> objects, Span<float> target)
    {
        int cells = Grid * Grid, assigned = 0;
        if (target.Length != (5 + Classes) * cells) throw new ArgumentException($"YoloV1: a target of {target.Length} numbers; an image needs {(5 + Classes) * cells}");
        target.Clear();
        foreach (var item in objects)
        {
            GridValues.Check(item, Classes);
            int column = Math.Min((int)(item.Box.X * Grid), Grid - 1), row = Math.Min((int)(item.Box.Y * Grid), Grid - 1), cell = row * Grid + column;
            if (target[cell] != 0) continue;
            ReadOnlySpan<float> numbers = [1, item.Box.X * Grid - column, item.Box.Y * Grid - row, item.Box.Width, item.Box.Height];
            for (int i = 0; i < 5; i++) target[i * cells + cell] = numbers[i];
            target[(5 + item.Class) * cells + cell] = 1;
            assigned++;
        }
        return assigned;
    }

    /// <summary>The boxes [N, Boxes * Grid * Grid, 4] as x, y, width, height in fractions of the image, and their scores [N, Classes, Boxes * Grid * Grid]: confidence times class.</summary>
    /// <exception cref="ShapeException">The prediction has another shape.</exception>
    public (Value Boxes, Value Scores) Decode(Value prediction)
    {
        var (guesses, classes) = Split(prediction);
        var (graph, images) = (prediction.Graph, prediction.Shape[0]);
        var (column, row) = GridValues.Cells(graph, Grid, Grid);
        Value At(Value place, Value cell) => graph.Map((Input(0) + Input(1)) * (1f / Grid), place, cell);
        var boxes = new BoxValues(At(guesses.Number(0), column), At(guesses.Number(1), row), Squared(guesses.Number(2)), Squared(guesses.Number(3)));
        Value scores = guesses.Number(4).Reshape([images, Boxes, 1, Grid * Grid]) * classes.Reshape([images, 1, Classes, Grid * Grid]);
        return (boxes.Table(), scores.Transpose(0, 2, 1, 3).Reshape([images, Classes, Boxes * Grid * Grid]));
    }

    /// <summary>
    /// The sum of squared errors of equation 3 for each image, [N, 1]. Of a cell's boxes the one that overlaps the object most learns it, of equals the first;
    /// its confidence is to become that overlap, which counts as a fixed number, and the confidence of all others 0.
    /// </summary>
    /// <param name="prediction">What the network puts out.</param>
    /// <param name="target">What <see cref="Assign"/> fills, of the shape <see cref="TargetShape"/>.</param>
    /// <exception cref="ShapeException">The prediction or the target has another shape.</exception>
    public Value Loss(Value prediction, Value target)
    {
        var (guesses, classes) = Split(prediction);
        var graph = prediction.Graph;
        if (target.Shape != TargetShape(prediction.Shape[0])) throw new ShapeException($"YoloV1: the target {target} must be {TargetShape(prediction.Shape[0])}");
        Value Truth(int channel) => target.Part(1, channel, 1);
        Value x = guesses.Number(0), y = guesses.Number(1), width = guesses.Number(2), height = guesses.Number(3), confidence = guesses.Number(4);
        Value present = Truth(0), trueX = Truth(1), trueY = Truth(2), trueWidth = Truth(3), trueHeight = Truth(4);

        // Both boxes are seen from the cell's corner, in fractions of the image.
        var overlap = new BoxValues(x * (1f / Grid), y * (1f / Grid), Squared(width), Squared(height))
            .IntersectionOverUnion(new(trueX * (1f / Grid), trueY * (1f / Grid), trueWidth, trueHeight)).Detach();
        var rank = graph.Map(Equal(Input(0), Input(1)) * Input(2), overlap, overlap.Max(1), graph.Constant([Boxes, 1, 1], [.. Enumerable.Range(0, Boxes).Select(box => (float)(Boxes - box))]));
        var responsible = graph.Map(Input(0) * Equal(Input(1), Input(2)), present, rank, rank.Max(1)).Detach();

        var place = graph.Map(Square(Input(0) - Input(1)) + Square(Input(2) - Input(3)), x, trueX, y, trueY);
        var size = graph.Map(Square(Input(0) - Sqrt(Input(1))) + Square(Input(2) - Sqrt(Input(3))), width, trueWidth, height, trueHeight);
        var box = graph.Map(
            Input(0) * (LambdaCoordinates * (Input(1) + Input(2)) + Square(Input(3) - Input(4))) + LambdaNoObject * (1f - Input(0)) * Square(Input(3)),
            responsible, place, size, confidence, overlap);
        var classError = graph.Map(Input(0) * Square(Input(1) - Input(2)), present, classes, target.Part(1, 5, Classes));
        return box.SumOfImage() + classError.SumOfImage();
    }

    private static Value Squared(Value x) => x.Graph.Map(Square(Input(0)), x);

    /// <summary>The boxes' numbers [N, Boxes, 5, Grid, Grid] and the classes' [N, Classes, Grid, Grid].</summary>
    private (Value Guesses, Value Classes) Split(Value prediction)
    {
        var shape = prediction.Shape;
        if (shape.Rank != 4 || shape[1] != Channels || shape[2] != Grid || shape[3] != Grid)
            throw new ShapeException($"YoloV1: the prediction {prediction} must be [N, {Channels}, {Grid}, {Grid}]");
        return (prediction.Part(1, 0, Boxes * 5).Reshape([shape[0], Boxes, 5, Grid, Grid]), prediction.Part(1, Boxes * 5, Classes));
    }
}
