using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>metadata_props of models.</summary>
public class MetadataTests
{
    [Fact]
    public void Metadata_is_written_and_read()
    {
        using var folder = new Insight.TemporaryFolder();
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 2]).Relu());
        var metadata = new Dictionary<string, string>
        {
            [OnnxMetadata.BitmapPixelFormat] = "Rgb8",
            [OnnxMetadata.ColorSpaceGamma] = "SRGB",
            [OnnxMetadata.NominalPixelRange] = "Normalized_0_1",
            ["vision.labels"] = "[\"Katze\",\"犬\"]",
            ["empty"] = "",
        };
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        OnnxExport.Save(folder.File("m.onnx"), graph, variables, new OnnxExportOptions { Metadata = metadata });
        var read = OnnxModel.Load(folder.File("m.onnx")).Metadata;
        Assert.Equal(metadata.OrderBy(entry => entry.Key), read.OrderBy(entry => entry.Key));
        Assert.Equal("Image.BitmapPixelFormat", OnnxMetadata.BitmapPixelFormat);
        Assert.Equal("Image.ColorSpaceGamma", OnnxMetadata.ColorSpaceGamma);
        Assert.Equal("Image.NominalPixelRange", OnnxMetadata.NominalPixelRange);
    }

    [Fact]
    public void A_key_with_two_values_is_refused()
    {
        using var file = Model(("labels", "a"), ("labels", "a"));
        Assert.Equal("a", file.Load().Metadata["labels"]); // a repetition is harmless
        file.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "labels", Value = "b" });
        Assert.Contains("the metadata key 'labels' has two values", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Huge_metadata_is_refused_in_a_short_message()
    {
        using var file = Model(("labels", new string('x', OnnxMetadata.MaxLength)));
        Assert.Contains("at most 4,194,304 are supported", Refusal(file), StringComparison.Ordinal);
        string longKey = new('k', 100_000);
        using var keys = Model((longKey, "a"), (longKey, "b"));
        Assert.InRange(Refusal(keys).Length, 1, 500);
    }

    [Fact]
    public void Metadata_that_cannot_be_read_again_is_not_written()
    {
        using var folder = new Insight.TemporaryFolder();
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 2]).Relu());
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        foreach (var (key, value) in new[] { ("", "a"), ("labels", new string('x', OnnxMetadata.MaxLength)) })
        {
            var options = new OnnxExportOptions { Metadata = new Dictionary<string, string> { [key] = value } };
            Assert.Throws<OnnxException>(() => OnnxExport.Save(folder.File("m.onnx"), graph, variables, options));
        }
        Assert.Empty(folder.Files);
    }

    private static string Refusal(TestModel file) => Assert.Throws<OnnxException>(() => file.Load()).Message;

    private static TestModel Model(params (string Key, string Value)[] metadata)
    {
        var file = new TestModel().Input("x", OnnxType.Float, 2).Output("y");
        file.Node("Relu", ["x"], "y");
        file.Proto.MetadataProps.AddRange(metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return file;
    }
}
