using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Detection;

/// <summary>The size of a box that a cell's guess begins from, in cells.</summary>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public readonly record struct Anchor(float Width, float Height);

/// <summary>
/// The second YOLO (Redmon and Farhadi 2017, "YOLO9000: better, faster, stronger"; the YOLOv2 detection layer of SAS Deep Learning): every cell of the grid
/// changes each of a few anchors into a box with a class of its own. A network puts out [N, anchors * (5 + Classes), Height, Width]: for each anchor tx, ty, tw, th,
/// to and a logit for each class. The box is sigmoid(tx), sigmoid(ty) from the cell's corner, exp(tw) and exp(th) times the anchor; its confidence is sigmoid(to).
/// </summary>
/// <param name="Height">The cells from top to bottom.</param>
/// <param name="Width">The cells from left to right.</param>
/// <param name="Anchors">The sizes that boxes begin from.</param>
/// <param name="Classes">The classes that are told apart.</param>
public sealed record YoloV2(int Height, int Width, IReadOnlyList<Anchor> Anchors, int Classes)
{
    /// <summary>The five anchors that the authors found by clustering the boxes of Pascal VOC, for a grid of 13 by 13 (yolov2-voc.cfg).</summary>
    public static IReadOnlyList<Anchor> VocAnchors { get; } = [new(1.3221f, 1.73145f), new(3.19275f, 4.00944f), new(5.05587f, 8.09892f), new(9.47112f, 4.84053f), new(11.2364f, 10.0071f)];

    /// <summary>The weight of places and sizes in the loss. The paper names none; these four and the threshold are the authors' own (yolov2-voc.cfg).</summary>
    public float LambdaCoordinates { get; init; } = 1;

    /// <summary>The weight of the confidence of boxes that have an object.</summary>
    public float LambdaObject { get; init; } = 5;

    /// <summary>The weight of the confidence of boxes that have none.</summary>
    public float LambdaNoObject { get; init; } = 1;

    /// <summary>The weight of the classes.</summary>
    public float LambdaClass { get; init; } = 1;

    /// <summary>A box that overlaps any object more than this is not told that it has none.</summary>
    public float IgnoreThreshold { get; init; } = 0.6f;

    /// <summary>The channels that the network must put out.</summary>
    public int Channels => Anchors.Count * (5 + Classes);

    /// <summary>The shape of the targets of so many images: for each anchor 1 where it has an object, x, y, tw, th as the network should put them, and 1 at the class.</summary>
    public Shape TargetShape(int images) => [images, Anchors.Count, 5 + Classes, Height, Width];

    /// <summary>
    /// Fills one image's targets, [anchors, 5 + Classes, Height, Width]. An object is learned by the cell in which its middle lies and by the anchor that is most like it in shape,
    /// if that one has not got an object yet.
    /// </summary>
    /// <returns>How many of the objects found an anchor.</returns>
    /// <exception cref="ArgumentException">The target has another size, or an object cannot be learned.</exception>
    public int Assign(IReadOnlyList<LabeledBox> objects, Span<float> target)
    {
        int cells = Height * Width, numbers = (5 + Classes) * cells, assigned = 0;
        if (target.Length != Anchors.Count * numbers) throw new ArgumentException($"YoloV2: a target of {target.Length} numbers; an image needs {Anchors.Count * numbers}");
        target.Clear();
        foreach (var item in objects)
        {
            GridValues.Check(item, Classes);
            float x = item.Box.X * Width, y = item.Box.Y * Height, width = item.Box.Width * Width, height = item.Box.Height * Height;
            int column = Math.Min((int)x, Width - 1), row = Math.Min((int)y, Height - 1), anchor = Nearest(width, height);
            var of = target.Slice(anchor * numbers, numbers);
            int cell = row * Width + column;
            if (of[cell] != 0) continue;
            ReadOnlySpan<float> values = [1, x - column, y - row, MathF.Log(width / Anchors[anchor].Width), MathF.Log(height / Anchors[anchor].Height)];
            for (int i = 0; i < 5; i++) of[i * cells + cell] = values[i];
            of[(5 + item.Class) * cells + cell] = 1;
            assigned++;
        }
        return assigned;
    }

    /// <summary>The boxes [N, anchors * Height * Width, 4] as x, y, width, height in fractions of the image, and their scores [N, Classes, anchors * Height * Width]: confidence times class.</summary>
    /// <exception cref="ShapeException">The prediction has another shape.</exception>
    public (Value Boxes, Value Scores) Decode(Value prediction)
    {
        var guesses = Split(prediction);
        int images = prediction.Shape[0], cells = Height * Width;
        var classes = guesses.Part(2, 5, Classes).Softmax(2).Reshape([images, Anchors.Count, Classes, cells]);
        var scores = guesses.Number(4).Sigmoid().Reshape([images, Anchors.Count, 1, cells]) * classes;
        return (InImage(guesses).Table(), scores.Transpose(0, 2, 1, 3).Reshape([images, Classes, Anchors.Count * cells]));
    }

    /// <summary>
    /// The loss of each image, [N, 1]: squared errors of sigmoid(tx), sigmoid(ty), tw and th where there is an object, of the confidence against the overlap with the object, which
    /// counts as a fixed number, or against 0, and the cross-entropy of the class.
    /// </summary>
    /// <param name="prediction">What the network puts out.</param>
    /// <param name="target">What <see cref="Assign"/> fills, of the shape <see cref="TargetShape"/>.</param>
    /// <param name="objects">All objects of each image, [N, most, 4] as x, y, width, height, missing ones 0; where null no box is spared by <see cref="IgnoreThreshold"/>.</param>
    /// <exception cref="ShapeException">The prediction, the target or the objects have another shape.</exception>
    public Value Loss(Value prediction, Value target, Value? objects = null)
    {
        var guesses = Split(prediction);
        var graph = prediction.Graph;
        if (target.Shape != TargetShape(prediction.Shape[0])) throw new ShapeException($"YoloV2: the target {target} must be {TargetShape(prediction.Shape[0])}");
        Value x = guesses.Number(0).Sigmoid(), y = guesses.Number(1).Sigmoid(), width = guesses.Number(2), height = guesses.Number(3), confidence = guesses.Number(4).Sigmoid();
        Value present = target.Number(0), trueX = target.Number(1), trueY = target.Number(2), trueWidth = target.Number(3), trueHeight = target.Number(4);

        // Both boxes are seen from the cell's corner, in cells.
        var overlap = new BoxValues(x, y, Sized(width, a => a.Width), Sized(height, a => a.Height))
            .IntersectionOverUnion(new(trueX, trueY, Sized(trueWidth, a => a.Width), Sized(trueHeight, a => a.Height))).Detach();
        var empty = objects is null ? 1f - present : graph.Map((1f - Input(0)) * (1f - Greater(Input(1), IgnoreThreshold)), present, Nearest(guesses, objects)).Detach();

        var place = graph.Map(Square(Input(0) - Input(1)) + Square(Input(2) - Input(3)), x, trueX, y, trueY);
        var size = graph.Map(Square(Input(0) - Input(1)) + Square(Input(2) - Input(3)), width, trueWidth, height, trueHeight);
        var box = graph.Map(
            Input(0) * (LambdaCoordinates * (Input(1) + Input(2)) + LambdaObject * Square(Input(3) - Input(4))) + LambdaNoObject * Input(5) * Square(Input(3)),
            present, place, size, confidence, overlap, empty);
        var classError = graph.Map(-LambdaClass * Input(0) * Input(1), target.Part(2, 5, Classes), guesses.Part(2, 5, Classes).LogSoftmax(2));
        return box.SumOfImage() + classError.SumOfImage();
    }

    /// <summary>The anchor that overlaps a size most where both have the same middle.</summary>
    private int Nearest(float width, float height) =>
        Enumerable.Range(0, Anchors.Count).MaxBy(i => new Box(0, 0, width, height).IntersectionOverUnion(new(0, 0, Anchors[i].Width, Anchors[i].Height)));

    /// <summary>How much each box overlaps the object that it overlaps most, [N, anchors, Height, Width].</summary>
    private Value Nearest(Value guesses, Value objects)
    {
        int images = guesses.Shape[0], boxes = Anchors.Count * Height * Width;
        if (objects.Shape.Rank != 3 || objects.Shape[0] != images || objects.Shape[2] != 4) throw new ShapeException($"YoloV2: the objects {objects} must be [{images}, most, 4]");
        var all = InImage(guesses);
        Value Row(Value value) => value.Reshape([images, 1, boxes]);
        var guessed = new BoxValues(Row(all.X), Row(all.Y), Row(all.Width), Row(all.Height));
        return guessed.IntersectionOverUnion(BoxValues.Of(objects)).Max(1).Reshape([images, Anchors.Count, Height, Width]);
    }

    /// <summary>The boxes in fractions of the image, each number [N, anchors, Height, Width].</summary>
    private BoxValues InImage(Value guesses)
    {
        var graph = guesses.Graph;
        var (column, row) = GridValues.Cells(graph, Height, Width);
        Value At(int number, Value cell, int cells) => graph.Map((Sigmoid(Input(0)) + Input(1)) * (1f / cells), guesses.Number(number), cell);
        return new(At(0, column, Width), At(1, row, Height), Sized(guesses.Number(2), a => a.Width / Width), Sized(guesses.Number(3), a => a.Height / Height));
    }

    /// <summary>exp(t) times a size of the anchors.</summary>
    private Value Sized(Value t, Func<Anchor, float> size) => t.Graph.Map(Exp(Input(0)) * Input(1), t, t.Graph.Constant([Anchors.Count, 1, 1], [.. Anchors.Select(size)]));

    /// <summary>[N, anchors, 5 + Classes, Height, Width].</summary>
    private Value Split(Value prediction)
    {
        var shape = prediction.Shape;
        if (shape.Rank != 4 || shape[1] != Channels || shape[2] != Height || shape[3] != Width)
            throw new ShapeException($"YoloV2: the prediction {prediction} must be [N, {Channels}, {Height}, {Width}]");
        return prediction.Reshape([shape[0], Anchors.Count, 5 + Classes, Height, Width]);
    }
}
