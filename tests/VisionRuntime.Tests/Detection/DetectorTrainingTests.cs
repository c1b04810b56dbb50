using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Detection;

/// <summary>
/// Object detection from end to end: a small network is trained with both YOLO losses on images of bright and dark bars, then its
/// detections are read.
/// </summary>
public class DetectorTrainingTests
{
    private const int Images = 8, Size = 24, Grid = 3;

    [Fact]
    public void YoloV1_decodes_boxes_and_scores()
    {
        var yolo = new YoloV1(Grid, 2, 2);
        Learn(yolo.Channels, yolo.TargetShape(Images), yolo.Assign, (prediction, target, _) => yolo.Loss(prediction, target), yolo.Decode);
    }

    [Fact]
    public void YoloV2_decodes_boxes_and_scores()
    {
        var yolo = new YoloV2(Grid, Grid, [new(0.5f, 1), new(1, 0.5f)], 2) { LambdaCoordinates = 5 };
        Learn(yolo.Channels, yolo.TargetShape(Images), yolo.Assign, yolo.Loss, yolo.Decode);
    }

    private delegate int Assignment(IReadOnlyList<LabeledBox> objects, Span<float> target);

    private static void Learn(int channels, ShaderKernels.Tensors.Shape targetShape, Assignment assign, Func<Value, Value, Value,
        Value> loss, Func<Value, (Value, Value)> decode)
    {
        var (pictures, objects) = Bars();
        var target = new float[targetShape.Count];
        for (int n = 0; n < Images; n++) Assert.Equal(objects[n].Length,
            assign(objects[n], target.AsSpan(n * target.Length / Images, target.Length / Images)));
        using var opened = new CpuDevice();
        using var variables = new Variables(opened, 5);
        var graph = new Graph(training: true);
        var total = loss(Network(graph, channels), graph.Input("target", targetShape), graph.Input("objects", [Images, 2, 4])).Mean();
        new Adam { LearningRate = 0.005f }.Minimize(total, [.. graph.Variables.Values.Where(v => v.Trainable).Select(v => v.Value)]);
        using (var training = Plan.Compile(graph, opened, variables))
        {
            training.Input("x").Write(pictures);
            training.Input("target").Write(target);
            if (graph.Nodes.Any(node => node.Inputs.Contains(graph.Inputs["objects"])))
                training.Input("objects")
                    .Write([.. objects.SelectMany(image => image.SelectMany(o => (float[])[o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height]))]);
            for (int step = 0; step < 400; step++) training.Run();
        }

        var inference = new Graph();
        var (boxes, scores) = decode(Network(inference, channels));
        var output = DetectionOutput.Add("found", boxes, scores, 10, 0.4f, 0.4f);
        using var plan = Plan.Compile(inference, opened, variables);
        plan.Input("x").Write(pictures);
        plan.Run();
        var found = output.Read(plan);
        Assert.Equal(objects.Sum(image => image.Length), found.Count);
        for (int n = 0; n < Images; n++)
        {
            foreach (var item in objects[n])
                Assert.True(found.Any(f => f.Image == n && f.Class == item.Class
                    && f.Box.IntersectionOverUnion(item.Box) > 0.6f), $"image {n}: {item} is not among {string.Join("; "
                    + "", found.Where(f => f.Image == n))}");
        }
    }

    private static Value Network(Graph graph, int channels) => graph.Input("x", [Images, 1, Size, Size])
        .Convolution("a", 12, 4, 4, 0, ShaderKernels.Operators.Activation.Relu)
        .Convolution("b", 24, 3, 1, 1, ShaderKernels.Operators.Activation.Relu)
        .Convolution("c", 32, 2, 2, 0, ShaderKernels.Operators.Activation.Relu).Convolution("d", channels, 1);

    /// <summary>Two bars in each picture, in cells of different columns: class 0 is tall and bright, class 1 wide and dark.</summary>
    private static (float[] Pictures, LabeledBox[][] Objects) Bars()
    {
        var random = new Random(6);
        var pictures = new float[Images * Size * Size];
        var objects = new LabeledBox[Images][];
        for (int n = 0; n < Images; n++)
        {
            int first = random.Next(3), second = (first + 1 + random.Next(2)) % 3;
            objects[n] = [Bar(n, first, 0, 4, 8), Bar(n, second, 1, 8, 4)];
        }
        return (pictures, objects);

        LabeledBox Bar(int n, int column, int label, int width, int height)
        {
            int left = column * 8 + (8 - width) / 2, top = random.Next(3) * 8 + (8 - height) / 2;
            for (int y = top; y < top + height; y++)
            {
                for (int x = left; x < left + width; x++) pictures[(n * Size + y) * Size + x] = label == 0 ? 1 : -1;
            }
            return new(Box.FromCorners((float)left / Size, (float)top / Size, (float)(left + width) / Size, (float)(top + height) / Size),
                label);
        }
    }
}
