using System.Buffers.Binary;
using System.Text;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Formats;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-safetensors").FullName;
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        Directory.Delete(_folder, true);
    }

    private string Weights => Path.Combine(_folder, "weights.safetensors");

    [Fact]
    public void Weights_are_restored_by_name()
    {
        using var saved = Network(3, 4);
        SafeTensors.Save(Weights, saved, new Dictionary<string, string> { ["network"] = "small \"one\"" });
        using var other = Network(4, 4);
        using var file = SafeTensors.Open(Weights);
        Assert.Equal("small \"one\"", file.Metadata["network"]);
        Assert.Equal(saved.Names, file.Names);
        file.RestoreInto(other, _ => true);
        foreach (string name in saved.Names) Assert.Equal(saved.Read(name), other.Read(name));
        Assert.Equal(["weights.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Values_begin_at_a_multiple_of_eight_bytes_and_are_row_major()
    {
        using var saved = Network(3, 4);
        SafeTensors.Save(Weights, saved, chosen: name => name == "c/filters");
        byte[] bytes = File.ReadAllBytes(Weights);
        int start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, start % 8);
        Assert.StartsWith("""{"c/filters":{"dtype":"F32","shape":[3,2,3,3],"data_offsets":[0,216]}}""",
            Encoding.UTF8.GetString(bytes, 8, start - 8));
        Assert.Equal(saved.Read("c/filters")[1], BitConverter.ToSingle(bytes, start + 4));
    }

    [Theory]
    [InlineData("F16", "003C00C2", 1, -3)]
    [InlineData("BF16", "803F40C0", 1, -3)]
    [InlineData("F64", "000000000000F03F00000000000008C0", 1, -3)]
    [InlineData("I64", "0100000000000000FDFFFFFFFFFFFFFF", 1, -3)]
    [InlineData("I32", "01000000FDFFFFFF", 1, -3)]
    [InlineData("I16", "0100FDFF", 1, -3)]
    [InlineData("I8", "01FD", 1, -3)]
    [InlineData("U8", "01FD", 1, 253)]
    [InlineData("BOOL", "0100", 1, 0)]
    public void Every_type_is_read_as_float32(string type, string hex, float first, float second)
    {
        byte[] values = Convert.FromHexString(hex);
        Put($$$"""{"a":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{values.Length}}}]}}""", values);
        using var file = SafeTensors.Open(Weights);
        Assert.Equal([first, second], file.Read("a"));
    }

    [Fact]
    public void The_names_in_the_file_may_differ()
    {
        using var saved = Network(3, 4);
        SafeTensors.Save(Weights, saved);
        using var other = Network(4, 4);
        using var file = SafeTensors.Open(Weights);
        Assert.Contains("it has no model.c/bias", Assert.Throws<CheckpointException>(() =>
            file.RestoreInto(other, _ => true, name => "model." + name)).Message);
        file.RestoreInto(other, name => name == "d/bias", name => name == "d/bias" ? "d/bias" : "other");
        Assert.Equal(saved.Read("d/bias"), other.Read("d/bias"));
        Assert.NotEqual(saved.Read("c/filters"), other.Read("c/filters"));
    }

    [Fact]
    public void A_file_of_another_network_is_refused_and_changes_nothing()
    {
        using var saved = Network(3, 5);
        SafeTensors.Save(Weights, saved);
        using var other = Network(4, 4);
        float[] before = other.Read("c/filters");
        using var file = SafeTensors.Open(Weights);
        string message = Assert.Throws<CheckpointException>(() => file.RestoreInto(other, _ => true)).Message;
        Assert.Contains("another network: its d/bias is [5], not [4]", message);
        Assert.Equal(before, other.Read("c/filters"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,8]}}""", "a cannot have the shape [1099511627776]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "takes 12 bytes, but gets 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "begins at byte 8, not 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "from -8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "contiguous")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "damaged or truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "names a twice")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", "the unsupported type C64")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", "does not give")]
    [InlineData("""{"a":7}""", "")]
    [InlineData("""[1,2]""", "")]
    [InlineData("""{"a":""", "")]
    public void Hostile_headers_are_refused_with_one_sentence(string header, string why)
    {
        Put(header, new byte[8]);
        string message = Assert.Throws<CheckpointException>(() => SafeTensors.Open(Weights)).Message;
        Assert.StartsWith(Weights, message);
        Assert.Contains(why, message);
        Assert.DoesNotContain("\n", message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "too few")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127, 0 }, "header would be")]
    public void Files_of_another_format_are_refused(byte[] bytes, string why)
    {
        File.WriteAllBytes(Weights, bytes);
        Assert.Contains(why, Assert.Throws<CheckpointException>(() => SafeTensors.Open(Weights)).Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("does not exist", Assert.Throws<CheckpointException>(() =>
            SafeTensors.Open(Path.Combine(_folder, "none"))).Message);

    private void Put(string header, byte[] values)
    {
        byte[] length = new byte[8], text = Encoding.UTF8.GetBytes(header);
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        File.WriteAllBytes(Weights, [.. length, .. text, .. values]);
    }

    private Variables Network(int seed, int outputs)
    {
        var variables = new Variables(_device, seed);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 2, 5, 5]).Convolution("c", 3, 3).Flatten().Dense("d", outputs));
        Plan.Compile(graph, _device, variables).Dispose();
        return variables;
    }
}
