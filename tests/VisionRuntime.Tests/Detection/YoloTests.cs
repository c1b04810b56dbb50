using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Detection;

/// <summary>
/// The object detection layer of SAS Deep Learning, which "uses YOLO1 and YOLOv2 algorithms to detect the bounding boxes and to classify the
/// objects within each box".
/// </summary>
public class YoloTests
{
    private const int Images = 3;

    private static readonly YoloV1 First = new(5, 3, 4);
    private static readonly YoloV2 Second = new(4, 5, [new(0.7f, 1.1f), new(2, 1.5f), new(1.5f, 3)], 3) { LambdaCoordinates = 2,
        LambdaClass = 0.7f, IgnoreThreshold = 0.3f };

    private static readonly LabeledBox[][] Objects =
    [
        [new(new(0.5f, 0.5f, 0.3f, 0.4f), 2), new(new(0.05f, 0.95f, 0.2f, 0.15f), 0)],
        [],
        [new(new(1, 1, 0.5f, 0.25f), 1), new(new(0.31f, 0.12f, 0.9f, 0.9f), 1), new(new(0.62f, 0.3f, 0.1f, 0.2f), 0)],
    ];

    [Fact]
    public void The_constants_of_the_papers_are_the_defaults()
    {
        var first = new YoloV1();
        Assert.Equal((7, 2, 20, 30, 5f, 0.5f),
            (first.Grid, first.Boxes, first.Classes, first.Channels, first.LambdaCoordinates, first.LambdaNoObject));
        Assert.Equal(125, new YoloV2(13, 13, YoloV2.VocAnchors, 20).Channels);
    }

    [Fact]
    public void YoloV1_losses_equal_the_reference_and_their_gradients_central_differences()
    {
        var (graph, prediction, target, loss, gradient) = Build(First);
        double[] t = Targets(First.TargetShape(Images), First.Assign), p = Guesses((int)prediction.Shape.Count, 1);
        Alike(p, First);
        var held = YoloReferences.Overlaps(First, Images, p, t);
        Check(graph, new() { ["prediction"] = p, ["target"] = t }, loss, gradient, q => YoloReferences.Loss(First, Images, q, t, held));
        Assert.Equal(target.Shape, First.TargetShape(Images));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void YoloV2_losses_equal_the_reference_and_their_gradients_central_differences(bool spared)
    {
        var (graph, prediction, _, loss, gradient) = Build(Second, spared);
        double[] t = Targets(Second.TargetShape(Images), Second.Assign), p = Guesses((int)prediction.Shape.Count, 2);
        double[]? objects = spared ? Table() : null;
        var held = YoloReferences.Overlaps(Second, Images, p, t, objects);
        if (spared) Assert.Contains(held.Best.Cast<double>(), overlap => overlap > Second.IgnoreThreshold);
        Dictionary<string, double[]> given = new() { ["prediction"] = p, ["target"] = t };
        if (spared) given["objects"] = objects!;
        Check(graph, given, loss, gradient, q => YoloReferences.Loss(Second, Images, q, t, held));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Devices_agree_with_the_reference(string device)
    {
        using var opened = TestDevices.Open(device);
        {
            var (graph, prediction, _, loss, gradient) = Build(First);
            double[] t = Targets(First.TargetShape(Images), First.Assign), p = Guesses((int)prediction.Shape.Count, 3);
            var (boxes, scores) = First.Decode(prediction);
            var results = Run(opened, graph, new() { ["prediction"] = p, ["target"] = t }, loss, gradient, boxes, scores);
            Agreement.Compare(YoloReferences.Loss(First, Images, p, t, YoloReferences.Overlaps(First, Images, p, t)), results[0],
                1e-5, "loss");
            Agreement.Compare(ReferenceInterpreter.Run(graph, new Dictionary<string, double[]> { ["prediction"] = p, ["target"] = t },
                gradient)[0], results[1], 1e-5, "gradient");
            var decoded = YoloReferences.Decode(First, Images, p);
            Agreement.Compare(decoded.Boxes, results[2], 1e-5, "boxes");
            Agreement.Compare(decoded.Scores, results[3], 1e-5, "scores");
        }
        {
            var (graph, prediction, _, loss, gradient) = Build(Second, true);
            double[] t = Targets(Second.TargetShape(Images), Second.Assign), p = Guesses((int)prediction.Shape.Count, 4), objects = Table();
            Dictionary<string, double[]> given = new() { ["prediction"] = p, ["target"] = t, ["objects"] = objects };
            var (boxes, scores) = Second.Decode(prediction);
            var results = Run(opened, graph, given, loss, gradient, boxes, scores);
            Agreement.Compare(YoloReferences.Loss(Second, Images, p, t, YoloReferences.Overlaps(Second, Images, p, t, objects)),
                results[0], 1e-5, "loss");
            Agreement.Compare(ReferenceInterpreter.Run(graph, given, gradient)[0], results[1], 1e-5, "gradient");
            var decoded = YoloReferences.Decode(Second, Images, p);
            Agreement.Compare(decoded.Boxes, results[2], 1e-5, "boxes");
            Agreement.Compare(decoded.Scores, results[3], 1e-5, "scores");
        }
    }

    [Fact]
    public void YoloV1_assigns_an_object_to_the_cell_of_its_center()
    {
        var yolo = new YoloV1(7, 2, 3);
        var target = new float[8 * 49];
        // (0.5, 0.25) lies in column 3 and row 1: 3.5 and 1.75. The second object of that cell finds no place.
        Assert.Equal(2,
            yolo.Assign([new(new(0.5f, 0.25f, 0.36f, 0.49f), 2), new(new(0.51f, 0.2f, 0.1f, 0.1f), 0), new(new(1, 0, 1, 1), 1)], target));
        int cell = 1 * 7 + 3, corner = 6;
        Assert.Equal([1, 0.5f, 0.75f, 0.36f, 0.49f, 0, 0, 1], Enumerable.Range(0, 8).Select(channel => target[channel * 49 + cell]));
        Assert.Equal([1, 1, 0, 1, 1, 0, 1, 0], Enumerable.Range(0, 8).Select(channel => target[channel * 49 + corner]));
        Assert.Equal(2, target[..49].Sum());
    }

    [Fact]
    public void YoloV2_assigns_an_object_to_the_anchor_of_its_size()
    {
        var yolo = new YoloV2(4, 4, [new(1, 1), new(1, 3), new(3, 1)], 2);
        var target = new float[3 * 7 * 16];
        // Tall, wide, and tall again in the same cell (column 1, row 2).
        Assert.Equal(2,
            yolo.Assign([new(new(0.375f, 0.5f, 0.25f, 0.5f), 1), new(new(0.4f, 0.6f, 0.75f, 0.25f), 0),
                new(new(0.4f, 0.6f, 0.25f, 0.7f), 0)], target));
        float[] Of(int anchor) => [.. Enumerable.Range(0, 7).Select(channel => target[(anchor * 7 + channel) * 16 + 9])];
        Assert.All(Of(0), number => Assert.Equal(0, number));
        Assert.Equal([1, 0.5f, 0, 0, MathF.Log(2f / 3), 0, 1], Of(1), (e, a) => Math.Abs(e - a) < 1e-6);
        Assert.Equal([1, 0.6f, 0.4f, 0, 0, 1, 0], Of(2), (e, a) => Math.Abs(e - a) < 1e-6);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Decoding_an_assigned_target_gives_its_objects(string device)
    {
        using var opened = TestDevices.Open(device);
        foreach (var objects in Objects)
        {
            double[] t = One(First.TargetShape(1), First.Assign, objects), p = new double[First.Channels * 25];
            for (int cell = 0; cell < 25; cell++)
            {
                for (int i = 0; i < 5; i++) p[i * 25 + cell] = i switch { 0 or 1 => t[(i + 1) * 25 + cell],
                    2 or 3 => Math.Sqrt(t[(i + 1) * 25 + cell]), _ => t[cell] };
                for (int c = 0; c < 4; c++) p[(15 + c) * 25 + cell] = t[(5 + c) * 25 + cell];
            }
            Found(opened, First.Decode, [1, First.Channels, 5, 5], p, objects);

            t = One(Second.TargetShape(1), Second.Assign, objects);
            p = new double[t.Length];
            for (int i = 0; i < p.Length; i++)
            {
                int channel = i / 20 % 8;
                double present = t[i - channel * 20], value = t[i];
                // In the targets the objectness comes first, in the predictions fifth.
                int from = i / 20 / 8 * 160 + i % 20;
                p[i] = channel switch
                {
                    0 or 1 => Logit(t[from + (channel + 1) * 20]),
                    2 or 3 => t[from + (channel + 1) * 20],
                    4 => present == 1 ? 12 : -12,
                    _ => value == 1 ? 12 : 0,
                };
            }
            Found(opened, Second.Decode, [1, Second.Channels, 4, 5], p, objects);
        }

        static double Logit(double x) => Math.Log(Math.Clamp(x, 1e-6, 1 - 1e-6) / (1 - Math.Clamp(x, 1e-6, 1 - 1e-6)));
    }

    [Fact]
    public void Invalid_shapes_and_objects_are_reported()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 30, 7, 7]);
        Assert.Contains("must be [N, 19, 5, 5]", Assert.Throws<ShapeException>(() => First.Decode(x)).Message);
        Assert.Contains("must be [1, 25, 7, 7]", Assert.Throws<ShapeException>(() => new YoloV1().Loss(x, x)).Message);
        Assert.Contains($"must be [N, {Second.Channels}, 4, 5]", Assert.Throws<ShapeException>(() => Second.Decode(x)).Message);
        Assert.Contains("it must be from 0 to 3",
            Assert.Throws<ArgumentOutOfRangeException>(() => First.Assign([new(new(0.5f, 0.5f, 1, 1), 4)], new float[9 * 25])).Message);
        Assert.Contains("is invalid",
            Assert.Throws<ArgumentOutOfRangeException>(() => First.Assign([new(new(1.5f, 0.5f, 1, 1), 0)], new float[9 * 25])).Message);
        Assert.Contains("is invalid",
            Assert.Throws<ArgumentOutOfRangeException>(() => Second.Assign([new(new(0.5f, 0.5f, 0, 1), 0)], new float[480])).Message);
        Assert.Contains("an image needs 225", Assert.Throws<ArgumentException>(() => First.Assign([], new float[7])).Message);
        Assert.Contains("an image needs 480", Assert.Throws<ArgumentException>(() => Second.Assign([], new float[7])).Message);
    }

    private static (Graph, Value Prediction, Value Target, Value Loss, Value Gradient) Build(YoloV1 yolo)
    {
        var graph = new Graph(training: true);
        Value prediction = graph.Input("prediction", [Images, yolo.Channels, yolo.Grid, yolo.Grid]),
            target = graph.Input("target", yolo.TargetShape(Images));
        var loss = yolo.Loss(prediction, target);
        return (graph, prediction, target, loss, Gradients.Of(loss.Sum(), prediction)[0]);
    }

    private static (Graph, Value Prediction, Value Target, Value Loss, Value Gradient) Build(YoloV2 yolo, bool spared)
    {
        var graph = new Graph(training: true);
        Value prediction = graph.Input("prediction", [Images, yolo.Channels, yolo.Height, yolo.Width]),
            target = graph.Input("target", yolo.TargetShape(Images));
        var loss = yolo.Loss(prediction, target, spared ? graph.Input("objects", [Images, 3, 4]) : null);
        return (graph, prediction, target, loss, Gradients.Of(loss.Sum(), prediction)[0]);
    }

    private delegate int Assignment(IReadOnlyList<LabeledBox> objects, Span<float> target);

    private static double[] Targets(Shape shape, Assignment assign) =>
        [.. Objects.SelectMany(objects => One(shape, assign, objects, Images))];

    private static double[] One(Shape shape, Assignment assign, LabeledBox[] objects, int images = 1)
    {
        // Dirty, since whoever calls uses it again and again.
        var target = Enumerable.Repeat(7f, (int)shape.Count / images).ToArray();
        Assert.Equal(objects.Length, assign([.. objects.Select(o => o with { Class = o.Class % 3 })], target));
        return [.. target.Select(value => (double)value)];
    }

    private static double[] Table() =>
        [.. Objects.SelectMany(objects => Enumerable.Range(0, 3)
            .SelectMany(i => i < objects.Length
            ? (double[])[objects[i].Box.X, objects[i].Box.Y, objects[i].Box.Width, objects[i].Box.Height] : [0, 0, 0, 0]))];

    private static double[] Guesses(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)(random.NextDouble() * 1.4 - 0.4))];
    }

    /// <summary>Makes all guesses of the cell of the first object equal: the first of them is responsible.</summary>
    private static void Alike(double[] p, YoloV1 yolo)
    {
        int cell = 2 * yolo.Grid + 2, cells = yolo.Grid * yolo.Grid;
        for (int i = 5; i < yolo.Boxes * 5; i++) p[i * cells + cell] = p[i % 5 * cells + cell];
    }

    private static void Check(Graph graph, Dictionary<string, double[]> given, Value loss, Value gradient, Func<double[],
        double[]> reference)
    {
        double[] p = given["prediction"];
        double[][] found = ReferenceInterpreter.Run(graph, given, loss, gradient);
        Agreement.Compare(reference(p), found[0], 1e-6, "loss"); // Not closer, since the weights are floats here and there.
        for (int at = 0; at < p.Length; at++)
        {
            double kept = p[at], step = 1e-5;
            p[at] = kept + step;
            double above = reference(p).Sum();
            p[at] = kept - step;
            double below = reference(p).Sum();
            p[at] = kept;
            double numeric = (above - below) / (2 * step);
            Assert.True(Math.Abs(numeric - found[1][at]) <= 1e-5 * Math.Max(1, Math.Abs(numeric)), $"d loss / d prediction[{at}] is "
                + $"{found[1][at]}, central differences give {numeric}");
        }
    }

    private static double[][] Run(ShaderKernels.Devices.Device device, Graph graph, Dictionary<string, double[]> given,
        params Value[] wanted)
    {
        using var variables = new Variables(device);
        foreach (var (i, value) in wanted.Index()) graph.Output($"{i}", value);
        using var plan = Plan.Compile(graph, device, variables);
        foreach (var (name, numbers) in given) plan.Input(name).Write([.. numbers.Select(number => (float)number)]);
        plan.Run();
        return [.. wanted.Select((_, i) => plan.Output($"{i}").ToArray().Select(number => (double)number).ToArray())];
    }

    private static void Found(ShaderKernels.Devices.Device device, Func<Value, (Value, Value)> decode, Shape shape, double[] p,
        LabeledBox[] objects)
    {
        using var variables = new Variables(device);
        var graph = new Graph();
        var (boxes, scores) = decode(graph.Input("p", shape));
        var output = DetectionOutput.Add("found", boxes, scores);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("p").Write([.. p.Select(value => (float)value)]);
        plan.Run();
        var found = output.Read(plan);
        Assert.Equal(objects.Length, found.Count);
        foreach (var item in objects)
        {
            var match = found.MaxBy(f => f.Class == item.Class % 3 ? f.Box.IntersectionOverUnion(item.Box) : -1);
            Assert.True(match.Class == item.Class % 3 && match.Box.IntersectionOverUnion(item.Box) > 0.999f
                && match.Score > 0.99f, $"{item} was found as {match}");
        }
    }
}
