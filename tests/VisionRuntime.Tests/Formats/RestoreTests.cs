using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Formats;

/// <summary>Both formats restore weights by the same rules.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-restore").FullName;
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        Directory.Delete(_folder, true);
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void Everything_but_a_new_head_is_loaded(string format)
    {
        using var saved = Network(3, classes: 5);
        using var other = Network(4, classes: 4);
        float[] head = other.Read("head/weights");
        var result = Open(format, saved, file => file.RestoreInto(other, name => !name.StartsWith("head/", StringComparison.Ordinal)));
        Assert.Equal(["conv/bias", "conv/filters"], result.Loaded);
        Assert.Equal(["head/bias", "head/weights"], result.LeftOut);
        Assert.Empty(result.Missing);
        Assert.Empty(result.Unused);
        Assert.Equal("2 variables loaded; of another shape in the file: head/bias, head/weights", result.ToString());
        Assert.Equal(saved.Read("conv/filters"), other.Read("conv/filters"));
        Assert.Equal(head, other.Read("head/weights"));
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void What_the_file_lacks_and_what_it_has_too_much_is_listed(string format)
    {
        using var saved = Network(3, classes: 4, head: "old");
        using var other = Network(4, classes: 4, head: "new");
        var result = Open(format, saved, file => file.RestoreInto(other, name => name.StartsWith("conv/", StringComparison.Ordinal)));
        Assert.Equal(["conv/bias", "conv/filters"], result.Loaded);
        Assert.Equal(["new/bias", "new/weights"], result.Missing);
        Assert.Equal(["old/bias", "old/weights"], result.Unused);
        Assert.Empty(result.LeftOut);
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void A_needed_variable_of_another_shape_is_refused_and_nothing_changes(string format)
    {
        using var saved = Network(3, classes: 5);
        using var other = Network(4, classes: 4);
        var before = other.Names.ToDictionary(name => name, other.Read);
        var refusal = Assert.Throws<CheckpointException>(() => Open(format, saved, file => file.RestoreInto(other)));
        Assert.EndsWith($"weights{format}: the file is of another network: its head/bias is [5], not [4]", refusal.Message);
        Assert.All(before, variable => Assert.Equal(variable.Value, other.Read(variable.Key)));
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void A_needed_variable_that_is_missing_is_refused_and_nothing_changes(string format)
    {
        using var saved = Network(3, classes: 4, head: "old");
        using var other = Network(4, classes: 4, head: "new");
        var before = other.Names.ToDictionary(name => name, other.Read);
        var refusal = Assert.Throws<CheckpointException>(() => Open(format, saved, file => file.RestoreInto(other)));
        Assert.Contains("it has no new/bias", refusal.Message);
        Assert.All(before, variable => Assert.Equal(variable.Value, other.Read(variable.Key)));
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void The_file_may_have_other_names(string format)
    {
        using var saved = Network(3, classes: 4, head: "old");
        using var other = Network(4, classes: 4, head: "new");
        Func<string, string> nameOf = name => name.Replace("new/", "old/", StringComparison.Ordinal);
        var result = Open(format, saved, file => file.RestoreInto(other, nameOf: nameOf));
        Assert.Equal(other.Names, result.Loaded);
        Assert.Empty(result.Unused);
        Assert.Equal(saved.Read("old/weights"), other.Read("new/weights"));
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void A_file_gives_a_graph_its_initial_values_and_origin(string format)
    {
        using var saved = Network(3, classes: 5);
        var graph = GraphOf(classes: 4, "head");
        var result = Open(format, saved, file => file.Initialize(graph, name => name.StartsWith("conv/", StringComparison.Ordinal)));
        Assert.Equal(["head/weights", "head/bias"], result.LeftOut);
        Assert.EndsWith($"weights{format}", graph.Variables["conv/filters"].Origin!.ToString());
        Assert.Null(graph.Variables["head/weights"].Origin);
        using var variables = new Variables(_device);
        variables.Add(graph);
        Assert.Equal(saved.Read("conv/filters"), variables.Read("conv/filters"));
        var refusal = Assert.Throws<CheckpointException>(() => Open(format, saved, file => file.Initialize(GraphOf(classes: 4, "head"))));
        Assert.Contains("its head/weights is", refusal.Message);
    }

    private RestoreResult Open(string format, Variables saved, Func<WeightsFile, RestoreResult> use)
    {
        string path = Path.Combine(_folder, $"weights{format}");
        if (format == ".vision")
        {
            Checkpoint.Save(path, saved, new Dictionary<string, string>());
            return use(Checkpoint.Load(path));
        }
        SafeTensors.Save(path, saved);
        using var file = SafeTensors.Open(path);
        return use(file);
    }

    private Variables Network(int seed, int classes, string head = "head")
    {
        var variables = new Variables(_device, seed);
        variables.Add(GraphOf(classes, head));
        return variables;
    }

    private static Graph GraphOf(int classes, string head)
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 2, 5, 5]).Convolution("conv", 3, 3).Flatten().Dense(head, classes));
        return graph;
    }
}
