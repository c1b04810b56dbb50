using ShaderKernels.Backends.Cpu;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Formats;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CpuDevice _device = new();

    private string File => Path.Combine(_folder.Path, "agent.vision");

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_network_opened_from_a_file_runs_with_the_files_weights()
    {
        var definition = ModelCatalog.Find("dqn-small")!;
        float[] expected = Save(definition, seed: 7);
        using var others = new Variables(_device, seed: 8);
        Assert.Equal(expected, Evaluate(ModelFile.Open(File), others));
        using var same = new Variables(_device, seed: 8);
        Assert.NotEqual(expected, Evaluate(definition, same));
    }

    [Fact]
    public void The_number_of_outputs_the_labels_and_the_preprocessing_are_read_back()
    {
        var definition = ModelCatalog.Find("dqn-small")!.WithOutputs(4) with
        {
            Labels = ["left", "right", "jump", "wait"],
            Preprocessing = new(34, 42) { Resize = FrameResize.Stretch, Grayscale = true, Frames = 3, Quantize = true },
            InputShape = [1, 3, 42, 34],
        };
        float[] expected = Save(definition, seed: 3);
        var opened = ModelFile.Open(File);
        Assert.Equal(4, opened.Outputs);
        Assert.Equal(definition.Labels, opened.Labels.AsEnumerable());
        Assert.Equal(definition.Preprocessing, opened.Preprocessing);
        Assert.Equal(definition.InputShape, opened.InputShape);
        using var variables = new Variables(_device);
        Assert.Equal(expected, Evaluate(opened, variables));
    }

    [Theory]
    [InlineData("preprocessing", "{}", "invalid preprocessing")]
    [InlineData("labels", "[1]", "invalid labels")]
    [InlineData("outputs", "two", "outputs")]
    [InlineData("outputs", "5", "online/values/weights")]
    [InlineData("network", "dqn", "the network does not accept its input")]
    [InlineData("network", "autoencoder", "the network does not accept its input")]
    [InlineData("network", "perceptron", "which the zoo does not have")]
    public void A_file_whose_description_does_not_fit_is_refused_by_name(string fact, string value, string problem)
    {
        Save(ModelCatalog.Find("dqn-small")!, seed: 1, (fact, value));
        string message = Assert.Throws<CheckpointException>(() => ModelFile.Open(File)).Message;
        Assert.StartsWith(File, message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    private float[] Save(NetworkDefinition definition, int seed, (string Name, string Value)? fact = null)
    {
        using var variables = new Variables(_device, seed);
        float[] values = Evaluate(definition, variables);
        var facts = new Dictionary<string, string>(ModelFile.FactsOf(definition), StringComparer.Ordinal);
        if (fact is { } changed) facts[changed.Name] = changed.Value;
        Checkpoint.Save(File, variables, facts);
        return values;
    }

    private float[] Evaluate(NetworkDefinition definition, Variables variables)
    {
        using var plan = Plan.Compile(definition.ToGraph(), _device, variables);
        plan.Input(definition.InputName).Write([.. Enumerable.Range(0, (int)definition.InputShape.Count).Select(i => i % 7 / 7f)]);
        plan.Run();
        return plan.Output(definition.OutputName).ToArray();
    }
}
