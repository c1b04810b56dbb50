using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

/// <summary>Tasks whose targets are pictures: restoration, segmentation, style.</summary>
public sealed class PictureTaskTests : IDisposable
{
    private readonly CpuDevice _device = new(1);

    public void Dispose() => _device.Dispose();

    /// <summary>By hand: the squared differences are 0.01, 0.04, 0 and 0.25, their mean 0.075; 10 log10(1 / 0.075) is 11.2494 dB.</summary>
    [Fact]
    public void The_loss_of_restoration_is_the_mean_squared_error_of_each_image()
    {
        var graph = new Graph();
        var task = new RestorationTask();
        Value output = graph.Constant([1, 1, 2, 2], 0.1f, 0.2f, 0.5f, 1), target = graph.Constant([1, 1, 2, 2], 0.2f, 0.4f, 0.5f, 0.5f);
        Assert.Equal(0.075f, ValueOf(graph, task.Losses(output, target)), 1e-6f);
        Assert.Equal(11.2494, PeakSignalToNoiseRatio.Of(0.075), 4);
        Assert.Equal(11.2494, PeakSignalToNoiseRatio.Of([0.1f, 0.2f, 0.5f, 1], [0.2f, 0.4f, 0.5f, 0.5f]), 4);
        Assert.Equal(double.PositiveInfinity, PeakSignalToNoiseRatio.Of(0));
        Assert.Throws<ArgumentException>(() => PeakSignalToNoiseRatio.Of([1], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PeakSignalToNoiseRatio.Of(-1));
    }

    /// <summary>
    /// By hand, for 2 classes and 2 pixels: logits (1, 0) and (0, 2) with classes 0 and 0 lose log(1 + e^-1) = 0.313262 and
    /// log(1 + e^2) = 2.126928, in the mean 1.220095; the second is wrong.
    /// </summary>
    [Fact]
    public void The_loss_of_segmentation_is_the_mean_cross_entropy_of_the_pixels()
    {
        var graph = new Graph();
        var task = new SegmentationTask(2);
        Value output = graph.Constant([1, 2, 1, 2], 1, 0, 0, 2), target = graph.Constant([1, 1, 2], 0, 0);
        Assert.Equal(1.220095f, ValueOf(graph, task.Losses(output, target)), 1e-5f);
        Assert.Equal(0.5f, ValueOf(graph, task.Errors(output, target)), 1e-6f);
        var problem = Assert.Throws<DatasetException>(() => task.Losses(graph.Constant([1, 3, 1, 2], new float[6]), target));
        Assert.Equal("the network's output is [1, 3, 1, 2], and the masks need logits [1, 2, 1, 2]", problem.Message);
    }

    /// <summary>By hand: class 0 shares 3 of 5 pixels, class 1 2 of 4, and no pixel has or was given class 2: (0.6 + 0.5) / 2.</summary>
    [Fact]
    public void The_mean_intersection_over_union_leaves_out_classes_that_do_not_occur()
    {
        Assert.Equal(0.55, MeanIntersectionOverUnion.Of(new long[,] { { 3, 1, 0 }, { 1, 2, 0 }, { 0, 0, 0 } }), 12);
        Assert.Equal(double.NaN, MeanIntersectionOverUnion.Of(new long[2, 2]));
        var confusion = new long[2, 2];
        MeanIntersectionOverUnion.Count(confusion, [1, 0, 3, 0, 2, 3], [0, 1, 1]);
        Assert.Equal(new long[,] { { 1, 0 }, { 1, 1 } }, confusion);
    }

    /// <summary>By hand: channels (1, 2) and (3, 4) at two positions have the mean products 2.5, 5.5 and 12.5.</summary>
    [Fact]
    public void The_Gram_matrix_holds_the_mean_products_of_channels()
    {
        var graph = new Graph();
        graph.Output("gram", StyleFeatures.Gram(graph.Constant([1, 2, 1, 2], 1, 2, 3, 4)));
        using var variables = new Variables(_device);
        using var plan = Plan.Compile(graph, _device, variables);
        plan.Run();
        Assert.Equal([2.5f, 5.5f, 5.5f, 12.5f], plan.Output("gram").ToArray());
    }

    [Fact]
    public void A_picture_of_the_style_is_closer_to_it_than_another()
    {
        float[] stripes = Picture(24, (x, y) => x / 3 % 2), others = Picture(24, (x, y) => (x + 1) / 3 % 2);
        float[] flat = Picture(24, (_, _) => 0.5f);
        var task = new StyleTask(stripes, 24, 24) { ContentWeight = 0, VariationWeight = 0 };
        float own = Loss(stripes), shifted = Loss(others), gray = Loss(flat);
        Assert.InRange(own, 0, 1e-6f);
        Assert.InRange(shifted, 0, 0.3f * gray);
        Assert.Throws<ArgumentException>(() => new StyleTask(stripes, 24, 23));

        float Loss(float[] picture)
        {
            var graph = new Graph();
            var image = graph.Constant([1, 3, 24, 24], picture);
            return ValueOf(graph, task.Losses(image, image));
        }
    }

    [Fact]
    public void A_small_network_learns_to_tell_objects_from_the_background()
    {
        var data = Objects(DrawnScenes.Create(TargetKind.Mask, 3, 24, 1, 60, 20));
        using var variables = new Variables(_device, 1);
        using var trainer = new Trainer(
            x => x.Convolution("conv1", 8, 3, padding: 1).Relu().Convolution("conv2", 2, 1), new SegmentationTask(2), data.Training,
            data.Validation, new() { BatchSize = 10, Epochs = 30, Optimizer = new Adam { LearningRate = 2e-2f } }, variables);
        trainer.Run();
        var test = trainer.Evaluate(data.Test!, outputs: 20);
        var confusion = new long[2, 2];
        float[] image = new float[data.Test!.InputLength], mask = new float[data.Test.TargetLength];
        for (int i = 0; i < data.Test.Count; i++)
        {
            data.Test.Read(i, image, mask);
            MeanIntersectionOverUnion.Count(confusion, test.OutputOf(i), mask);
        }
        Assert.InRange(test.Error, 0, 0.02);
        Assert.Equal(test.Error, (confusion[0, 1] + confusion[1, 0]) / (double)(data.Test.Count * mask.Length), 6);
        Assert.InRange(MeanIntersectionOverUnion.Of(confusion), 0.93, 1);
    }

    [Fact]
    public void A_small_network_learns_to_remove_noise()
    {
        var random = new Random(2);
        float[] clean = [.. Enumerable.Range(0, 64 * 64).Select(i => i / 8 % 2 == 0 ? 0.2f : 0.8f)];
        float[] noisy = [.. clean.Select(value => value + 0.3f * (random.NextSingle() - 0.5f))];
        var data = new MemoryDataset("noisy", [1, 1, 8, 8], noisy, TargetKind.Values, [1, 8, 8], clean);
        using var variables = new Variables(_device, 1);
        using var trainer = new Trainer(
            x => x.Convolution("conv1", 8, 3, padding: 1).Relu().Convolution("conv2", 1, 3, padding: 1), new RestorationTask(), data, data,
            new() { BatchSize = 16, Epochs = 60, Optimizer = new Adam { LearningRate = 1e-2f } }, variables);
        double without = PeakSignalToNoiseRatio.Of(noisy, clean);
        trainer.Run();
        Assert.InRange(PeakSignalToNoiseRatio.Of(trainer.Evaluate(data).Error), without + 3, 60);
    }

    [Fact]
    public void Targets_of_another_kind_are_refused_by_name()
    {
        var digits = DrawnDigits.Create(12, 1, 10, 2).Training;
        Assert.Contains("needs images [C, H, W]", Refused(new RestorationTask()), StringComparison.Ordinal);
        Assert.Contains("segmentation needs masks", Refused(new SegmentationTask(3)), StringComparison.Ordinal);
        Assert.Contains("color images without targets", Refused(new StyleTask(new float[3 * 16 * 16], 16, 16)), StringComparison.Ordinal);

        string Refused(TrainingTask task) => Assert.Throws<DatasetException>(() => task.Require(digits)).Message;
    }

    /// <summary>The same scenes with one class for all shapes.</summary>
    private static DatasetSplits Objects(DatasetSplits scenes)
    {
        return new("objects", Of(scenes.Training), Of(scenes.Validation!), Of(scenes.Test!));

        static MemoryDataset Of(Dataset data)
        {
            float[] inputs = new float[data.Count * data.InputLength], masks = new float[data.Count * data.TargetLength];
            for (int i = 0; i < data.Count; i++)
                data.Read(i, inputs.AsSpan(i * data.InputLength, data.InputLength), masks.AsSpan(i * data.TargetLength, data.TargetLength));
            float[] merged = [.. masks.Select(label => MathF.Min(label, 1))];
            return new("objects", data.InputShape, inputs, TargetKind.Mask, data.TargetShape, merged);
        }
    }

    private float ValueOf(Graph graph, Value losses)
    {
        Assert.Equal(Shape.Of(1), losses.Shape);
        graph.Output("value" + graph.Outputs.Count, losses);
        using var variables = new Variables(_device);
        using var plan = Plan.Compile(graph, _device, variables);
        plan.Run();
        return plan.Output("value" + (graph.Outputs.Count - 1)).ToArray()[0];
    }

    private static float[] Picture(int side, Func<int, int, float> color) =>
        [.. Enumerable.Range(0, 3 * side * side).Select(i => color(i % side, i / side % side))];
}
