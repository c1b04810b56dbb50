using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Formats;

/// <summary>
/// Truncated and altered files of weights end in a <see cref="CheckpointException"/> that names the file, or load; nothing else.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-damaged").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void Files_truncated_anywhere_are_refused(string format)
    {
        byte[] whole = Saved(format);
        for (int length = 0; length < whole.Length; length += length < 400 ? 1 : 37)
            Assert.StartsWith(_folder, Assert.Throws<CheckpointException>(() => ReadAll(format, whole[..length])).Message);
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void Files_with_altered_bytes_are_refused_or_load(string format)
    {
        byte[] whole = Saved(format);
        var random = new Random(5);
        int refused = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            byte[] altered = [.. whole];
            // The header is where bytes mean something.
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                altered[random.Next(Math.Min(600, whole.Length))] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)'9',
                    _ => (byte)"[]{}\",:-0eE\\"[random.Next(12)],
                };
            }
            if (format == ".vision" && trial % 4 != 0) Sign(altered);
            try
            {
                ReadAll(format, altered);
            }
            catch (CheckpointException refusal)
            {
                Assert.StartsWith(_folder, refusal.Message);
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 2000, 4000);
    }

    [Theory]
    [InlineData("[65536,65536]", "more elements than one tensor can hold")]
    [InlineData("[0,65536,65536]", "more elements than one tensor can hold")]
    [InlineData("[2147483647,2147483647,2147483647]", "more elements than one tensor can hold")]
    [InlineData("[-1]", "negative dimension -1")]
    [InlineData("[3]", "the values of conv are missing")]
    [InlineData("[1]", "4 bytes belong to no variable")]
    [InlineData("null", "header cannot be parsed")]
    [InlineData("[2],\"Shape\":[99999999999]", "header cannot be parsed")]
    public void A_checkpoint_of_impossible_shapes_is_refused_by_name(string shape, string why)
    {
        string message = RefusalOf($$"""{"Facts":{},"Variables":[{"Name":"conv","Shape":{{shape}}}]}""");
        Assert.Contains(why.Replace("conv", "conv [3]", StringComparison.Ordinal), message);
        if (!why.StartsWith("header", StringComparison.Ordinal) && !why.StartsWith('4')) Assert.Contains("conv", message);
    }

    [Theory]
    [InlineData("""{"Facts":null,"Variables":[]}""")]
    [InlineData("""{"Facts":{},"Variables":null}""")]
    [InlineData("""{"Facts":{},"Variables":[null]}""")]
    [InlineData("""{"Facts":{"game":null},"Variables":[]}""")]
    [InlineData("""{"Facts":{},"Variables":[{"Name":null,"Shape":[2]}]}""")]
    [InlineData("""{"Facts":{},"Variables":[{"Shape":[2]}]}""")]
    [InlineData("""{"Facts":{}}""")]
    [InlineData("""{"Facts":{},"Variables":[{"Name":"\ud800","Shape":[2]}]}""")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("")]
    public void A_checkpoint_whose_header_is_incomplete_is_refused(string header) =>
        Assert.Contains("header cannot be parsed", RefusalOf(header));

    [Fact]
    public void A_checkpoint_with_two_variables_of_one_name_is_refused() => Assert.Contains(
        "two variables named conv", RefusalOf("""{"Facts":{},"Variables":[{"Name":"conv","Shape":[1]},{"Name":"conv","Shape":[1]}]}"""));

    [Theory]
    [InlineData("[65536,65536]", "more elements than one tensor can hold")]
    [InlineData("[0,65536,65536]", "more elements than one tensor can hold")]
    [InlineData("[-1]", "negative dimension -1")]
    [InlineData("[1.5]", "conv cannot have the shape [1.5]")]
    [InlineData("[99999999999]", "conv cannot have the shape [99999999999]")]
    public void A_safetensors_file_of_impossible_shapes_is_refused_by_name(string shape, string why)
    {
        byte[] header = Encoding.UTF8.GetBytes($$$"""{"conv":{"dtype":"F32","shape":{{{shape}}},"data_offsets":[0,8]}}""");
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        string message = Assert.Throws<CheckpointException>(() => ReadAll(".safetensors", [.. length, .. header, .. new byte[8]])).Message;
        Assert.Contains(why, message);
        Assert.StartsWith(Path.Combine(_folder, "altered.safetensors: conv "), message);
    }

    [Theory]
    [InlineData(".vision")]
    [InlineData(".safetensors")]
    public void A_folder_in_place_of_a_file_is_named(string format)
    {
        Func<object> open = format == ".vision" ? () => Checkpoint.Load(_folder) : () => SafeTensors.Open(_folder);
        Assert.Equal($"{_folder}: the file is a folder", Assert.Throws<CheckpointException>(open).Message);
    }

    /// <summary>Reads everything that a file says.</summary>
    private void ReadAll(string format, byte[] bytes)
    {
        string path = Path.Combine(_folder, $"altered{format}");
        File.WriteAllBytes(path, bytes);
        if (format == ".vision")
        {
            ReadTensors(Checkpoint.Load(path));
            return;
        }
        using var file = SafeTensors.Open(path);
        ReadTensors(file);
    }

    private static void ReadTensors(WeightsFile file)
    {
        foreach (string name in file.Names)
        {
            Assert.True(file.TryShapeOf(name, out var shape));
            Assert.Equal(shape.Rank, shape.Strides().Length);
            Assert.Equal(shape.Count, file.Read(name).Length);
        }
    }

    private string RefusalOf(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] file = [.. "VISIONCK"u8, .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(text.Length), .. text, .. new byte[8 + 32]];
        Sign(file);
        string message = Assert.Throws<CheckpointException>(() => ReadAll(".vision", file)).Message;
        Assert.StartsWith(Path.Combine(_folder, "altered.vision: "), message);
        return message;
    }

    /// <summary>Makes the checksum match, so that what comes before it is read.</summary>
    private static void Sign(byte[] checkpoint) => SHA256.HashData(checkpoint.AsSpan(..^32)).CopyTo(checkpoint, checkpoint.Length - 32);

    private byte[] Saved(string format)
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 1);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 2, 5, 5]).Convolution("c", 3, 3).Flatten().Dense("d", 4));
        variables.Add(graph);
        string path = Path.Combine(_folder, $"saved{format}");
        Dictionary<string, string> facts = new(StringComparer.Ordinal) { ["game"] = "catch" };
        if (format == ".vision") Checkpoint.Save(path, variables, facts);
        else SafeTensors.Save(path, variables, facts);
        return File.ReadAllBytes(path);
    }
}
