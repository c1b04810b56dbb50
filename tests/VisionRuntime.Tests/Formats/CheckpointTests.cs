using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Formats;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-checkpoint").FullName;
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        Directory.Delete(_folder, true);
    }

    private string File_ => Path.Combine(_folder, "a.vision");

    [Fact]
    public void What_was_saved_is_restored()
    {
        using var saved = Network(3, 4);
        Checkpoint.Save(File_, saved, new Dictionary<string, string> { ["game"] = "catch", ["steps"] = "123" });
        using var other = Network(4, 4);
        var checkpoint = Checkpoint.Load(File_);
        Assert.Equal("catch", checkpoint.Fact("game"));
        Assert.Equal(123, checkpoint.Number("steps"));
        Assert.NotEqual(saved.Read("c/filters"), other.Read("c/filters"));
        checkpoint.RestoreInto(other, _ => true);
        foreach (string name in saved.Names) Assert.Equal(saved.Read(name), other.Read(name));
        Assert.Equal(["a.vision"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_of_another_network_is_refused_and_changes_nothing()
    {
        using var saved = Network(3, 5);
        Checkpoint.Save(File_, saved, new Dictionary<string, string>());
        using var other = Network(4, 4);
        float[] before = other.Read("c/filters");
        string message = Assert.Throws<CheckpointException>(() => Checkpoint.Load(File_).RestoreInto(other, _ => true)).Message;
        Assert.Contains("another network", message);
        Assert.Equal(before, other.Read("c/filters"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(500)]
    public void A_truncated_file_is_refused_with_one_sentence(int length)
    {
        using var saved = Network(3, 4);
        Checkpoint.Save(File_, saved, new Dictionary<string, string>());
        byte[] bytes = File.ReadAllBytes(File_);
        File.WriteAllBytes(File_, bytes[..length]);
        string message = Assert.Throws<CheckpointException>(() => Checkpoint.Load(File_)).Message;
        Assert.StartsWith(File_, message);
        Assert.DoesNotContain("\n", message);
    }

    [Fact]
    public void Every_damaged_byte_is_detected()
    {
        using var saved = Network(3, 4);
        Checkpoint.Save(File_, saved, new Dictionary<string, string>());
        byte[] bytes = File.ReadAllBytes(File_);
        var random = new Random(1);
        for (int trial = 0; trial < 50; trial++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(File_, damaged);
            Assert.Throws<CheckpointException>(() => Checkpoint.Load(File_));
        }
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("does not exist", Assert.Throws<CheckpointException>(() => Checkpoint.Load(Path.Combine(_folder, "none"))).Message);

    private Variables Network(int seed, int outputs)
    {
        var variables = new Variables(_device, seed);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 2, 5, 5]).Convolution("c", 3, 3).Flatten().Dense("d", outputs));
        Plan.Compile(graph, _device, variables).Dispose();
        return variables;
    }
}
