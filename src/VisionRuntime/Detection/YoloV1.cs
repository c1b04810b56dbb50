using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>
/// YOLO version 1 (Redmon et al. 2016, "You only look once"): each cell of a grid over the image predicts a few boxes with confidences and
/// one class. The output of the network is [N, Boxes * 5 + Classes, Grid, Grid]: for each box the x and y of its center within the cell,
/// the square roots of its width and height as fractions of the image, and its confidence, followed by one value for each class. All are
/// linear.
/// </summary>
/// <param name="Grid">The number of cells along each side.</param>
/// <param name="Boxes">The number of boxes that a cell predicts.</param>
/// <param name="Classes">The number of classes.</param>
public sealed record YoloV1(int Grid = 7, int Boxes = 2, int Classes = 20)
{
    /// <summary>Gets the weight of box coordinates in the loss.</summary>
    public float LambdaCoordinates { get; init; } = 5;

    /// <summary>Gets the weight of the confidence of boxes without an object.</summary>
    public float LambdaNoObject { get; init; } = 0.5f;

    /// <summary>Gets the number of output channels that the network must have.</summary>
    public int Channels => Boxes * 5 + Classes;

    /// <summary>
    /// Gets the target shape for a number of images. Each cell has 1 if it has an object, x, y, width, height, and the one-hot class.
    /// </summary>
    public Shape TargetShape(int images) => [images, 5 + Classes, Grid, Grid];

    /// <summary>
    /// Fills the target of one image, [5 + Classes, Grid, Grid]. An object is assigned to the cell of its center if that has no object yet.
    /// </summary>
    /// <returns>The number of objects that were assigned.</returns>
    /// <exception cref="ArgumentException">The target has another size, or an object is invalid.</exception>
    public int Assign(IReadOnlyList<LabeledBox> objects, Span<float> target)
    {
        int cells = Grid * Grid, assigned = 0;
        if (target.Length != (5 + Classes) * cells) throw new ArgumentException($"YoloV1: the target has {target.Length} elements; "
            + $"an image needs {(5 + Classes) * cells}");
        target.Clear();
        foreach (var item in objects)
        {
            GridValues.Check(item, Classes);
            int column = Math.Min((int)(item.Box.X * Grid), Grid - 1), row = Math.Min((int)(item.Box.Y * Grid), Grid - 1),
                cell = row * Grid + column;
            if (target[cell] != 0) continue;
            ReadOnlySpan<float> values = [1, item.Box.X * Grid - column, item.Box.Y * Grid - row, item.Box.Width, item.Box.Height];
            for (int i = 0; i < 5; i++) target[i * cells + cell] = values[i];
            target[(5 + item.Class) * cells + cell] = 1;
            assigned++;
        }
        return assigned;
    }

    /// <summary>
    /// Decodes the output of the network to boxes [N, Boxes * Grid * Grid, 4], as (x, y, width, height) in fractions of the image, and
    /// scores [N, Classes, Boxes * Grid * Grid], confidence times class.
    /// </summary>
    /// <exception cref="ShapeException">The prediction has another shape.</exception>
    public (Value Boxes, Value Scores) Decode(Value prediction)
    {
        var (predictions, classes) = Split(prediction);
        var (graph, images) = (prediction.Graph, prediction.Shape[0]);
        var (column, row) = GridValues.Cells(graph, Grid, Grid);
        Value At(Value offset, Value cell) => graph.Map((Input(0) + Input(1)) * (1f / Grid), offset, cell);
        var boxes = new BoxValues(At(predictions.Component(0), column), At(predictions.Component(1), row),
            Squared(predictions.Component(2)), Squared(predictions.Component(3)));
        Value scores = predictions.Component(4)
            .Reshape([images, Boxes, 1, Grid * Grid]) * classes.Reshape([images, 1, Classes, Grid * Grid]);
        return (boxes.Table(), scores.Transpose(0, 2, 1, 3).Reshape([images, Classes, Boxes * Grid * Grid]));
    }

    /// <summary>
    /// Computes the loss of each image, [N, 1], the sum of squared errors of equation 3. The box of a cell with the highest overlap, the
    /// first of equals, is responsible for its object; the target of its confidence is the overlap, through which no gradient is
    /// propagated, and that of all others is 0.
    /// </summary>
    /// <param name="prediction">The output of the network.</param>
    /// <param name="target">The target from <see cref="Assign"/>, in the shape <see cref="TargetShape"/>.</param>
    /// <exception cref="ShapeException">The prediction or the target has another shape.</exception>
    public Value Loss(Value prediction, Value target)
    {
        var (predictions, classes) = Split(prediction);
        var graph = prediction.Graph;
        if (target.Shape != TargetShape(prediction.Shape[0])) throw new ShapeException($"YoloV1: the target {target} must be "
            + $"{TargetShape(prediction.Shape[0])}");
        Value Truth(int channel) => target.Part(1, channel, 1);
        Value x = predictions.Component(0), y = predictions.Component(1), width = predictions.Component(2),
            height = predictions.Component(3), confidence = predictions.Component(4);
        Value present = Truth(0), trueX = Truth(1), trueY = Truth(2), trueWidth = Truth(3), trueHeight = Truth(4);

        // Both boxes are relative to the corner of the cell, in fractions of the image.
        var overlap = new BoxValues(x * (1f / Grid), y * (1f / Grid), Squared(width), Squared(height))
            .IntersectionOverUnion(new(trueX * (1f / Grid), trueY * (1f / Grid), trueWidth, trueHeight)).Detach();
        var rank = graph.Map(Equal(Input(0), Input(1)) * Input(2), overlap, overlap.Max(1),
            graph.Constant([Boxes, 1, 1], [.. Enumerable.Range(0, Boxes).Select(box => (float)(Boxes - box))]));
        var responsible = graph.Map(Input(0) * Equal(Input(1), Input(2)), present, rank, rank.Max(1)).Detach();

        var position = graph.Map(Square(Input(0) - Input(1)) + Square(Input(2) - Input(3)), x, trueX, y, trueY);
        var size = graph.Map(Square(Input(0) - Sqrt(Input(1))) + Square(Input(2) - Sqrt(Input(3))), width, trueWidth, height, trueHeight);
        var box = graph.Map(
            Input(0) * (LambdaCoordinates * (Input(1) + Input(2)) + Square(Input(3) - Input(4)))
                + LambdaNoObject * (1f - Input(0)) * Square(Input(3)),
            responsible, position, size, confidence, overlap);
        var classError = graph.Map(Input(0) * Square(Input(1) - Input(2)), present, classes, target.Part(1, 5, Classes));
        return box.SumPerSample() + classError.SumPerSample();
    }

    private static Value Squared(Value x) => x.Graph.Map(Square(Input(0)), x);

    /// <summary>Splits the prediction into boxes [N, Boxes, 5, Grid, Grid] and classes [N, Classes, Grid, Grid].</summary>
    private (Value Boxes, Value Classes) Split(Value prediction)
    {
        var shape = prediction.Shape;
        if (shape.Rank != 4 || shape[1] != Channels || shape[2] != Grid || shape[3] != Grid)
            throw new ShapeException($"YoloV1: the prediction {prediction} must be [N, {Channels}, {Grid}, {Grid}]");
        return (prediction.Part(1, 0, Boxes * 5).Reshape([shape[0], Boxes, 5, Grid, Grid]), prediction.Part(1, Boxes * 5, Classes));
    }
}
