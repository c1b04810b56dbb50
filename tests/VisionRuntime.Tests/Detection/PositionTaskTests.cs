using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Detection;

public sealed class PositionTaskTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_network_learns_where_the_points_of_a_face_are()
    {
        var faces = DrawnFaces.Create(20, 1, 1_000, 60);
        using var variables = new Variables(_device, 1);
        using var trainer = new Trainer(
            x => x.Flatten().Dense("fc1", 64).Tanh().Dense("fc2", 10), new KeypointTask(5), faces.Training, faces.Validation,
            new() { BatchSize = 40, Epochs = 40, Optimizer = new Adam { LearningRate = 2e-3f } }, variables);
        double before = trainer.Evaluate(faces.Test!).Error;
        trainer.Run();
        double after = trainer.Evaluate(faces.Test!).Error;
        Assert.True(after < 0.06 && before > 0.3, $"{before} before, {after} after");
    }

    /// <summary>
    /// Distances by hand: point 1 is off by (0.3, 0.4), which is 0.5; point 2 is hidden; so the error is 0.5 and the loss 0.25.
    /// </summary>
    [Fact]
    public void Hidden_points_do_not_count()
    {
        var graph = new Graph();
        var task = new KeypointTask(2);
        Value output = graph.Constant([1, 4], 0.5f, 0.5f, 0.9f, 0.9f), target = graph.Constant([1, 2, 3], 0.2f, 0.1f, 1, 0, 0, 0);
        graph.Output("loss", task.Losses(output, target));
        graph.Output("error", task.Errors(output, target));
        using var variables = new Variables(_device);
        using var plan = Plan.Compile(graph, _device, variables);
        plan.Run();
        Assert.Equal(0.25f, plan.Output("loss").ToArray()[0], 1e-6f);
        Assert.Equal(0.5f, plan.Output("error").ToArray()[0], 1e-6f);
    }

    [Fact]
    public void Boxes_decoded_on_the_host_are_those_of_the_graph()
    {
        var yolo = new YoloV2(2, 3, [new(0.7f, 1.1f), new(1.6f, 0.9f)], 3);
        var random = new Random(4);
        float[] output = [.. Enumerable.Range(0, yolo.Channels * 6).Select(_ => random.NextSingle() * 4 - 2)];
        var graph = new Graph();
        var (boxes, scores) = yolo.Decode(graph.Input("output", [1, yolo.Channels, 2, 3]));
        graph.Output("boxes", boxes);
        graph.Output("scores", scores);
        using var variables = new Variables(_device);
        using var plan = Plan.Compile(graph, _device, variables);
        plan.Input("output").Write(output);
        plan.Run();
        float[] ofGraph = plan.Output("boxes").ToArray(), scoresOfGraph = plan.Output("scores").ToArray();
        // Without suppression, every box of every class is there.
        var found = yolo.Detect(output, image: 2, leastScore: 0, largestOverlap: 2);
        Assert.Equal(2 * 6 * 3, found.Count);
        Assert.Equal(found.OrderByDescending(item => item.Score), found);
        foreach (var item in found)
        {
            Assert.Equal(2, item.Image);
            int index = Enumerable.Range(0, 12).First(
                i => Math.Abs(ofGraph[4 * i] - item.Box.X) + Math.Abs(ofGraph[4 * i + 2] - item.Box.Width) < 1e-4);
            Assert.Equal(scoresOfGraph[item.Class * 12 + index], item.Score, 1e-5f);
            Assert.Equal(ofGraph[4 * index + 3], item.Box.Height, 1e-4f);
        }
        Assert.True(yolo.Detect(output, leastScore: 0, largestOverlap: 0.2f).Count < found.Count);
    }

    /// <summary>
    /// By hand: two objects; found in the order right, wrong, right. Precision is 1, 1/2, 2/3 at recall 1/2, 1/2, 1; made monotonic, the
    /// area is 1/2 * 1 + 1/2 * 2/3 = 5/6. The second class has one object that was not found: 0.
    /// </summary>
    [Fact]
    public void The_average_precision_is_the_area_under_the_monotonic_curve()
    {
        Box left = new(0.25f, 0.5f, 0.2f, 0.2f), right = new(0.75f, 0.5f, 0.2f, 0.2f), nowhere = new(0.5f, 0.1f, 0.1f, 0.1f);
        IReadOnlyList<IReadOnlyList<LabeledBox>> objects = [[new(left, 0)], [new(right, 0), new(left, 1)]];
        DetectedObject[] found = [new(0, 0, 0.9f, left), new(1, 0, 0.8f, nowhere), new(1, 0, 0.7f, right)];
        Assert.Equal(5.0 / 6, MeanAveragePrecision.Of(found, [objects[0], [objects[1][0]]], 2), 1e-9);
        Assert.Equal(5.0 / 12, MeanAveragePrecision.Of(found, objects, 2), 1e-9);
        // A second box on the same object is wrong.
        Assert.Equal(1, MeanAveragePrecision.Of([found[0]], [objects[0]], 1), 1e-9);
        Assert.Equal(1, MeanAveragePrecision.Of([found[0], new(0, 0, 0.5f, left)], [objects[0]], 1), 1e-9);
        Assert.Equal(0.5, MeanAveragePrecision.Of([new(0, 0, 0.95f, nowhere), found[0]], [objects[0]], 1), 1e-9);
        Assert.True(double.IsNaN(MeanAveragePrecision.Of([], [[]], 1)));
    }

    [Fact]
    public void The_loss_of_a_detector_falls_on_drawn_scenes()
    {
        var scenes = DrawnScenes.Create(TargetKind.Boxes, 3, 32, 1, 64, 16);
        var yolo = new YoloV2(4, 4, [new(1, 1), new(2, 2)], 3);
        using var variables = new Variables(_device, 1);
        using var trainer = new Trainer(
            x => x.Convolution("conv1", 12, 4, 4).LeakyRelu(0.1f).Convolution("conv2", 24, 2, 2).LeakyRelu(0.1f)
                .Convolution("conv3", yolo.Channels, 1), new DetectionTask(yolo), scenes.Training, scenes.Validation,
            new() { BatchSize = 16, Epochs = 20, Optimizer = new Adam { LearningRate = 5e-3f } }, variables);
        double before = trainer.Evaluate(scenes.Test!).Loss;
        trainer.Run();
        Assert.True(trainer.Evaluate(scenes.Test!).Loss < 0.7 * before);
        var digits = DrawnDigits.Create(32, 1, 64, 16).Training;
        Assert.Contains("a detector needs boxes", Assert.Throws<DatasetException>(
            () => new Trainer(x => x, new DetectionTask(yolo), digits, null, new(), variables)).Message, StringComparison.Ordinal);
        var flips = new TrainerOptions { BatchSize = 16, Augmentation = new() { Flip = true } };
        var moved = Assert.Throws<ArgumentException>(
            () => new Trainer(x => x, new DetectionTask(yolo), scenes.Training, null, flips, variables));
        Assert.Contains("the Boxes of scenes would not move with them", moved.Message, StringComparison.Ordinal);
    }
}
