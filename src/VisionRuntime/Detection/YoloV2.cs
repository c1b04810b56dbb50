using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>An anchor box, the prior size of a prediction, in cells.</summary>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public readonly record struct Anchor(float Width, float Height);

/// <summary>
/// YOLO version 2 (Redmon and Farhadi 2017, "YOLO9000: better, faster, stronger"): each cell of a grid predicts one box with a class for
/// each anchor. The output of the network is [N, anchors * (5 + Classes), Height, Width]: tx, ty, tw, th, to and one logit for each class,
/// for each anchor. The center of the box is sigmoid(tx), sigmoid(ty) from the corner of the cell, its size is exp(tw) and exp(th) times
/// the anchor, and its confidence is sigmoid(to).
/// </summary>
/// <param name="Height">The number of rows of the grid.</param>
/// <param name="Width">The number of columns of the grid.</param>
/// <param name="Anchors">The anchor boxes.</param>
/// <param name="Classes">The number of classes.</param>
public sealed partial record YoloV2(int Height, int Width, IReadOnlyList<Anchor> Anchors, int Classes)
{
    /// <summary>
    /// Gets the five anchors for Pascal VOC and a grid of 13 by 13, which the authors found by clustering (yolov2-voc.cfg).
    /// </summary>
    public static IReadOnlyList<Anchor> VocAnchors { get; } = [new(1.3221f, 1.73145f), new(3.19275f, 4.00944f), new(5.05587f, 8.09892f),
        new(9.47112f, 4.84053f), new(11.2364f, 10.0071f)];

    /// <summary>
    /// Gets the weight of box coordinates in the loss. The defaults of the weights and the threshold are those of yolov2-voc.cfg.
    /// </summary>
    public float LambdaCoordinates { get; init; } = 1;

    /// <summary>Gets the weight of the confidence of boxes with an object.</summary>
    public float LambdaObject { get; init; } = 5;

    /// <summary>Gets the weight of the confidence of boxes without an object.</summary>
    public float LambdaNoObject { get; init; } = 1;

    /// <summary>Gets the weight of the classes.</summary>
    public float LambdaClass { get; init; } = 1;

    /// <summary>
    /// Gets the intersection over union with any object above which the confidence of a box without an object is not penalized.
    /// </summary>
    public float IgnoreThreshold { get; init; } = 0.6f;

    /// <summary>Gets the number of output channels that the network must have.</summary>
    public int Channels => Anchors.Count * (5 + Classes);

    /// <summary>
    /// Gets the target shape for a number of images. Each anchor of a cell has 1 if it has an object, x, y, tw, th, and the one-hot class.
    /// </summary>
    public Shape TargetShape(int images) => [images, Anchors.Count, 5 + Classes, Height, Width];

    /// <summary>
    /// Fills the target of one image, [anchors, 5 + Classes, Height, Width]. An object is assigned to the cell of its center and the anchor
    /// with the most similar size, if that has no object yet.
    /// </summary>
    /// <returns>The number of objects that were assigned.</returns>
    /// <exception cref="ArgumentException">The target has another size, or an object is invalid.</exception>
    public int Assign(IReadOnlyList<LabeledBox> objects, Span<float> target)
    {
        int cells = Height * Width, size = (5 + Classes) * cells, assigned = 0;
        if (target.Length != Anchors.Count * size) throw new ArgumentException($"YoloV2: the target has {target.Length} elements; "
            + $"an image needs {Anchors.Count * size}");
        target.Clear();
        foreach (var item in objects)
        {
            GridValues.Check(item, Classes);
            float x = item.Box.X * Width, y = item.Box.Y * Height, width = item.Box.Width * Width, height = item.Box.Height * Height;
            int column = Math.Min((int)x, Width - 1), row = Math.Min((int)y, Height - 1), anchor = Nearest(width, height);
            var of = target.Slice(anchor * size, size);
            int cell = row * Width + column;
            if (of[cell] != 0) continue;
            ReadOnlySpan<float> values = [1, x - column, y - row, MathF.Log(width / Anchors[anchor].Width),
                MathF.Log(height / Anchors[anchor].Height)];
            for (int i = 0; i < 5; i++) of[i * cells + cell] = values[i];
            of[(5 + item.Class) * cells + cell] = 1;
            assigned++;
        }
        return assigned;
    }

    /// <summary>
    /// Decodes the output of the network to boxes [N, anchors * Height * Width, 4], as (x, y, width, height) in fractions of the image, and
    /// scores [N, Classes, anchors * Height * Width], confidence times class.
    /// </summary>
    /// <exception cref="ShapeException">The prediction has another shape.</exception>
    public (Value Boxes, Value Scores) Decode(Value prediction)
    {
        var predictions = Split(prediction);
        int images = prediction.Shape[0], cells = Height * Width;
        var classes = predictions.Part(2, 5, Classes).Softmax(2).Reshape([images, Anchors.Count, Classes, cells]);
        var scores = predictions.Component(4).Sigmoid().Reshape([images, Anchors.Count, 1, cells]) * classes;
        return (InImage(predictions).Table(), scores.Transpose(0, 2, 1, 3).Reshape([images, Classes, Anchors.Count * cells]));
    }

    /// <summary>
    /// Computes the loss of each image, [N, 1]: the squared errors of sigmoid(tx), sigmoid(ty), tw and th of boxes with an object, the
    /// squared error of the confidence, whose target is the overlap with the object (without gradient) or 0, and the cross-entropy of the
    /// class.
    /// </summary>
    /// <param name="prediction">The output of the network.</param>
    /// <param name="target">The target from <see cref="Assign"/>, in the shape <see cref="TargetShape"/>.</param>
    /// <param name="objects">
    /// All objects of each image, [N, maximum, 4] as (x, y, width, height), filled up with 0; null to not apply
    /// <see cref="IgnoreThreshold"/>.
    /// </param>
    /// <exception cref="ShapeException">The prediction, the target or the objects have another shape.</exception>
    public Value Loss(Value prediction, Value target, Value? objects = null)
    {
        var predictions = Split(prediction);
        var graph = prediction.Graph;
        if (target.Shape != TargetShape(prediction.Shape[0])) throw new ShapeException($"YoloV2: the target {target} must be "
            + $"{TargetShape(prediction.Shape[0])}");
        Value x = predictions.Component(0).Sigmoid(), y = predictions.Component(1).Sigmoid(), width = predictions.Component(2),
            height = predictions.Component(3), confidence = predictions.Component(4).Sigmoid();
        Value present = target.Component(0), trueX = target.Component(1), trueY = target.Component(2), trueWidth = target.Component(3),
            trueHeight = target.Component(4);

        // Both boxes are relative to the corner of the cell, in cells.
        var overlap = new BoxValues(x, y, Sized(width, a => a.Width), Sized(height, a => a.Height))
            .IntersectionOverUnion(new(trueX, trueY, Sized(trueWidth, a => a.Width), Sized(trueHeight, a => a.Height))).Detach();
        var empty = objects is null ? 1f - present
            : graph.Map((1f - Input(0)) * (1f - Greater(Input(1), IgnoreThreshold)), present, Nearest(predictions, objects)).Detach();

        var position = graph.Map(Square(Input(0) - Input(1)) + Square(Input(2) - Input(3)), x, trueX, y, trueY);
        var size = graph.Map(Square(Input(0) - Input(1)) + Square(Input(2) - Input(3)), width, trueWidth, height, trueHeight);
        var box = graph.Map(
            Input(0) * (LambdaCoordinates * (Input(1) + Input(2)) + LambdaObject * Square(Input(3) - Input(4)))
                + LambdaNoObject * Input(5) * Square(Input(3)),
            present, position, size, confidence, overlap, empty);
        var classError = graph.Map(-LambdaClass * Input(0) * Input(1), target.Part(2, 5, Classes),
            predictions.Part(2, 5, Classes).LogSoftmax(2));
        return box.SumPerSample() + classError.SumPerSample();
    }

    /// <summary>Finds the anchor with the highest overlap with a size, both centered.</summary>
    private int Nearest(float width, float height) =>
        Enumerable.Range(0, Anchors.Count)
            .MaxBy(i => new Box(0, 0, width, height).IntersectionOverUnion(new(0, 0, Anchors[i].Width, Anchors[i].Height)));

    /// <summary>Computes the highest overlap of each box with any object, [N, anchors, Height, Width].</summary>
    private Value Nearest(Value predictions, Value objects)
    {
        int images = predictions.Shape[0], boxes = Anchors.Count * Height * Width;
        if (objects.Shape.Rank != 3 || objects.Shape[0] != images || objects.Shape[2] != 4) throw new ShapeException($"YoloV2: the "
            + $"objects {objects} must be [{images}, maximum, 4]");
        var all = InImage(predictions);
        Value Row(Value value) => value.Reshape([images, 1, boxes]);
        var predicted = new BoxValues(Row(all.X), Row(all.Y), Row(all.Width), Row(all.Height));
        return predicted.IntersectionOverUnion(BoxValues.Of(objects)).Max(1).Reshape([images, Anchors.Count, Height, Width]);
    }

    /// <summary>Computes the boxes in fractions of the image, [N, anchors, Height, Width] each.</summary>
    private BoxValues InImage(Value predictions)
    {
        var graph = predictions.Graph;
        var (column, row) = GridValues.Cells(graph, Height, Width);
        Value At(int component, Value cell, int cells) => graph.Map((Sigmoid(Input(0)) + Input(1)) * (1f / cells),
            predictions.Component(component), cell);
        return new(At(0, column, Width), At(1, row, Height), Sized(predictions.Component(2), a => a.Width / Width),
            Sized(predictions.Component(3), a => a.Height / Height));
    }

    /// <summary>Computes exp(t) times the size of the anchors.</summary>
    private Value Sized(Value t, Func<Anchor, float> size) =>
        t.Graph.Map(Exp(Input(0)) * Input(1), t, t.Graph.Constant([Anchors.Count, 1, 1], [.. Anchors.Select(size)]));

    /// <summary>Reshapes the prediction to [N, anchors, 5 + Classes, Height, Width].</summary>
    private Value Split(Value prediction)
    {
        var shape = prediction.Shape;
        if (shape.Rank != 4 || shape[1] != Channels || shape[2] != Height || shape[3] != Width)
            throw new ShapeException($"YoloV2: the prediction {prediction} must be [N, {Channels}, {Height}, {Width}]");
        return prediction.Reshape([shape[0], Anchors.Count, 5 + Classes, Height, Width]);
    }
}
