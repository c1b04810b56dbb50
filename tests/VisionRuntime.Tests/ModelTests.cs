using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests;

public sealed class ModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CpuDevice _device = new();

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("agent.vision")]
    [InlineData("agent.onnx")]
    public void A_saved_model_is_loaded_with_its_weights_preprocessing_and_labels(string file)
    {
        string path = Path.Combine(_folder.Path, file);
        var model = new Model(ModelCatalog.Find("dqn-small")!.WithOutputs(4)).WithLabels(["up", "down", "left", "right"]);
        using var trained = new Worker(model, _device, new() { Seed = 5 });
        float[] input = [.. Enumerable.Range(0, (int)model.InputShape.Count).Select(i => i % 11 / 11f)];
        trained.Run(input);
        model.Save(path, trained.Weights);

        var loaded = Model.Load(path);
        using var worker = new Worker(loaded, _device);
        worker.Run(input);
        Assert.Equal(trained.Output().ToArray(), worker.Output().ToArray(), (x, y) => MathF.Abs(x - y) < 1e-5f);
        Assert.Equal(model.Labels, loaded.Labels.AsEnumerable());
        Assert.Equal(model.Preprocessing, loaded.Preprocessing);
        Assert.Equal("right", loaded.LabelOf(3));
    }

    [Fact]
    public void Two_workers_do_not_share_weights_unless_they_are_told_to()
    {
        var model = Model.Load("dqn-small");
        using var first = new Worker(model, _device, new() { Seed = 1 });
        using var second = new Worker(model, _device, new() { Seed = 2 });
        using var shared = new Worker(model, _device, new() { Weights = first.Weights });
        var input = new float[model.InputShape.Count];
        Array.Fill(input, 0.5f);
        first.Run(input);
        float[] before = first.Output().ToArray();
        second.Run(input);
        Assert.NotEqual(before, second.Output().ToArray());
        first.Weights.Write("online/values/bias", [1, 2, 3]);
        shared.Run(input);
        second.Run(input);
        Assert.Equal([1, 2, 3], shared.Output().ToArray().Zip(before, (after, was) => MathF.Round(after - was, 4)));
        Assert.Equal([0f, 0, 0], second.Weights.Read("online/values/bias"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_classifier_gets_probabilities_whether_or_not_it_ends_in_a_softmax(bool softmax)
    {
        string path = SaveClassifier(x => softmax ? x.Softmax(1) : x);
        var model = Model.Load(path);
        Assert.Equal(ModelTask.Classification, model.Task);
        using var worker = new Worker(model, _device);
        worker.Run(new float[3 * 8 * 8]);
        // The bias alone, 0 1 2 3 4: softmax is 0.011656, 0.031685, 0.086129, 0.234122, 0.636409.
        Assert.Equal([0.011656f, 0.031685f, 0.086129f, 0.234122f, 0.636409f], worker.Output("probabilities").ToArray(), (x, y) => MathF.Abs(x - y) < 1e-5f);
    }

    [Fact]
    public void Scores_of_one_position_are_scores()
    {
        var model = Model.Load(SaveClassifier(x => x.Reshape([1, 5, 1, 1])));
        Assert.Equal(ModelTask.Classification, model.Task);
        Assert.Equal<Shape>([1, 5], model.ToGraph().Outputs["probabilities"].Shape);
    }

    [Fact]
    public void Labels_must_match_the_outputs()
    {
        var model = Model.Load("lenet5");
        Assert.Contains("3 labels for 10 outputs", Assert.Throws<ArgumentException>(() => model.WithLabels(["a", "b", "c"])).Message, StringComparison.Ordinal);
        Assert.Equal("7", model.LabelOf(7));
    }

    [Fact]
    public void Preprocessing_must_match_the_channels()
    {
        var model = Model.Load("lenet5");
        Assert.Throws<ArgumentException>(() => model.WithPreprocessing(new(28, 28)));
        Assert.Equal<Shape>([1, 1, 28, 28], model.WithPreprocessing(new(28, 28) { Grayscale = true }).InputShape);
    }

    [Fact]
    public void Images_of_224_by_224_and_a_thousand_classes_are_normalized_as_ImageNet_is()
    {
        Assert.Equal(Preprocessing.ImageNet(), Model.Load("resnet18").Preprocessing);
        Assert.Equal(new(8, 8), Model.Load(SaveClassifier(x => x)).Preprocessing);
    }

    private string SaveClassifier(Func<Value, Value> end)
    {
        string path = Path.Combine(_folder.Path, "classifier.onnx");
        using var weights = new Variables(_device, 1);
        var graph = new Graph();
        graph.Output("scores", end(graph.Input("pixels", [1, 3, 8, 8]).Flatten().Dense("scores", 5)));
        weights.Add(graph);
        weights.Write("scores/bias", [0, 1, 2, 3, 4]);
        OnnxExport.Save(path, graph, weights);
        return path;
    }
}
