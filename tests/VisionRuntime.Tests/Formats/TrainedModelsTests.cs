using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Formats;

namespace VisionRuntime.Tests.Formats;

/// <summary>The trained models do what their names say, on samples that they were not trained on.</summary>
public sealed class TrainedModelsTests
{
    /// <summary>Another seed than that of the samples they were trained on.</summary>
    private const int OtherSeed = 77;

    public static TheoryData<string> Names => [.. TrainedModels.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_model_is_found_by_its_name_with_its_weights(string name)
    {
        var model = Model.Load(name);
        Assert.True(model.Definition.HasWeights);
        Assert.NotNull(model.Preprocessing);
        Assert.Same(model.Definition, Model.Load(name).Definition);
    }

    [Fact]
    public void A_name_that_no_model_has_lists_those_that_there_are()
    {
        string message = Assert.Throws<UnknownModelException>(() => Model.Load("digit")).Message;
        Assert.StartsWith("Unknown model 'digit': there is no such file; trained models are ", message, StringComparison.Ordinal);
        Assert.Contains("digits, faces", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_are_read()
    {
        var samples = DrawnDigits.Create(28, OtherSeed, 300, 1).Training;
        var model = Model.Load("digits");
        Assert.Equal("0123456789", string.Concat(model.Labels));
        int wrong = 0;
        Run(model, samples, (worker, target) =>
        {
            if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax(worker.Output()) != (int)target[0]) wrong++;
        });
        Assert.InRange(wrong, 0, 3);
    }

    [Fact]
    public void Keypoints_of_faces_are_found_within_a_pixel_in_the_mean()
    {
        var samples = DrawnFaces.Create(39, OtherSeed, 100, 1).Training;
        double sum = 0;
        Run(Model.Load("faces"), samples, (worker, target) =>
        {
            for (int i = 0; i < 5; i++)
                sum += 39 * Math.Sqrt(Square(worker.Output()[2 * i] - target[3 * i]) + Square(worker.Output()[2 * i + 1] - target[3 * i + 1]));
        });
        Assert.InRange(sum / (5 * samples.Count), 0, 1);

        static double Square(double value) => value * value;
    }

    [Fact]
    public void Shapes_are_found_with_the_anchors_of_the_file()
    {
        var samples = DrawnScenes.Create(TargetKind.Boxes, 3, 96, OtherSeed, 60, 1).Training;
        var model = Model.Load("shapes");
        Assert.Equal(["disc", "square", "triangle"], model.Labels.ToArray());
        Assert.Equal(3, model.Definition.Anchors.Length);
        var yolo = new YoloV2(6, 6, model.Definition.Anchors, 3);
        var found = new List<DetectedObject>();
        var objects = new List<IReadOnlyList<LabeledBox>>();
        Run(model, samples, (worker, target) =>
        {
            found.AddRange(yolo.Detect(worker.Output(), objects.Count));
            objects.Add(DetectionTask.ObjectsOf(target));
        });
        Assert.InRange(MeanAveragePrecision.Of(found, objects, 3), 0.9, 1);
        Assert.NotNull(new ScreenDetector("shapes"));
    }

    private static void Run(Model model, Dataset samples, Action<Worker, float[]> use)
    {
        using var device = new CpuDevice(1);
        using var worker = new Worker(model, device);
        float[] input = new float[samples.InputLength], target = new float[samples.TargetLength];
        for (int i = 0; i < samples.Count; i++)
        {
            samples.Read(i, input, target);
            worker.Run(input);
            use(worker, target);
        }
    }
}
