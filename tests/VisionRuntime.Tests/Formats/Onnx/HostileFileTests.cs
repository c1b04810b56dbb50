using Google.Protobuf;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Damaged and malicious files.</summary>
public class HostileFileTests
{
    [Fact]
    public void Random_and_empty_files_are_refused()
    {
        using var file = new TestModel();
        byte[] junk = new byte[5000];
        new Random(1).NextBytes(junk);
        File.WriteAllBytes(file.Path, junk);
        Assert.Contains("not an ONNX model", Assert.Throws<OnnxException>(() => OnnxModel.Load(file.Path)).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(file.Path, []);
        Assert.Contains("contains no graph", Assert.Throws<OnnxException>(() => OnnxModel.Load(file.Path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<OnnxException>(() => OnnxModel.Load(file.Folder.File("none"))).Message,
            StringComparison.Ordinal);
        Assert.Contains("a folder", Assert.Throws<OnnxException>(() => OnnxModel.Load(file.Folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncated_model_is_refused()
    {
        using var file = Relu();
        file.Weight("w", OnnxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6));
        byte[] bytes = file.Proto.ToByteArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(file.Path, bytes[..length]);
            Assert.ThrowsAny<OnnxException>(() => OnnxModel.Load(file.Path));
        }
    }

    [Fact]
    public void Corrupted_bytes_cause_no_other_exception()
    {
        using var file = Relu();
        file.Weight("w", OnnxTensor.Of([2], 1, 2));
        byte[] bytes = file.Proto.ToByteArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte mask in (byte[])[1, 0x80, 0xFF])
            {
                byte[] damaged = [.. bytes];
                damaged[i] ^= mask;
                File.WriteAllBytes(file.Path, damaged);
                var thrown = Record.Exception(() => OnnxModel.Load(file.Path).Import(new Graph()));
                Assert.True(thrown is null or OnnxException, $"byte {i}: {thrown}");
            }
        }
    }

    [Theory]
    [InlineData(new long[] { 1L << 40 }, "is too large")]
    [InlineData(new long[] { 1 << 20, 1 << 20, 1 << 20 }, "is too large")]
    [InlineData(new long[] { 3, -1 }, "negative dimension -1")]
    [InlineData(new long[] { 3 }, "8 bytes of data do not fill [3]")]
    [InlineData(new long[] { 1 << 28 }, "8 bytes of data do not fill")]
    [InlineData(new long[] { 0, 1L << 40 }, "is too large")]
    public void Dimensions_that_do_not_match_the_data_are_refused_without_allocating(long[] dimensions, string words)
    {
        using var file = Relu();
        var weight = file.Weight("w", OnnxTensor.Of([2], 1, 2));
        weight.Dims.Clear();
        weight.Dims.AddRange(dimensions);
        Assert.Contains(words, file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_data_must_match_the_shape()
    {
        using var file = Relu();
        var weight = new TensorProto { Name = "w", DataType = 1 };
        weight.Dims.Add(1 << 28);
        weight.FloatData.Add(1);
        file.Graph.Initializer.Add(weight);
        Assert.Contains("1 values do not fill", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_of_impossible_size_is_refused()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 1L << 40).Output("y");
        file.Node("Relu", ["x"], "y");
        Assert.Contains("1099511627776", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cycles_undefined_inputs_and_duplicate_names_are_refused()
    {
        using var circle = new TestModel().Input("x", OnnxType.Float, 2).Output("y");
        circle.Node("Add", ["x", "z"], "y");
        circle.Node("Relu", ["y"], "z");
        Assert.Contains("has a cycle", circle.Refusal(), StringComparison.Ordinal);

        using var missing = new TestModel().Input("x", OnnxType.Float, 2).Output("y");
        missing.Node("Add", ["x", "z"], "y");
        Assert.Contains("which is not defined", missing.Refusal(), StringComparison.Ordinal);

        using var twice = Relu();
        twice.Node("Abs", ["x"], "y");
        Assert.Contains("'y' is defined twice", twice.Refusal(), StringComparison.Ordinal);

        using var weights = Relu();
        weights.Weight("w", OnnxTensor.Of([1], 1));
        weights.Weight("w", OnnxTensor.Of([1], 1));
        Assert.Contains("given to two initializers", weights.Refusal(), StringComparison.Ordinal);

        using var output = Relu().Output("q");
        Assert.Contains("the output 'q' is not computed", output.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("C:\\secret.bin")]
    [InlineData("")]
    public void External_data_outside_the_folder_is_refused(string location)
    {
        using var file = Relu();
        External(file, location, null, null);
        Assert.Contains("own folder", file.Refusal(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need rights there");
        using var elsewhere = new Insight.TemporaryFolder();
        File.WriteAllBytes(elsewhere.File("data.bin"), new byte[8]);
        using var file = Relu();
        File.CreateSymbolicLink(file.Folder.File("link.bin"), elsewhere.File("data.bin"));
        External(file, "link.bin", null, null);
        Assert.Contains("a link that leads out", file.Refusal(), StringComparison.Ordinal);

        using var folder = Relu();
        Directory.CreateSymbolicLink(folder.Folder.File("sub"), elsewhere.Path);
        External(folder, "sub/data.bin", null, null);
        Assert.Contains("a link that leads out", folder.Refusal(), StringComparison.Ordinal);
        Directory.Delete(folder.Folder.File("sub"));
    }

    [Theory]
    [InlineData("4", "8", "exceed them")]
    [InlineData("9223372036854775807", "8", "exceed them")]
    [InlineData("0", "9223372036854775807", "exceed them")]
    [InlineData("-1", "8", "not a non-negative integer")]
    [InlineData("0", "4", "4 bytes of 'data.bin' do not fill the tensor, which takes 8")]
    public void External_data_must_lie_inside_the_file(string offset, string length, string words)
    {
        using var file = Relu();
        File.WriteAllBytes(file.Folder.File("data.bin"), new byte[10]);
        External(file, "data.bin", offset, length);
        Assert.Contains(words, file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_is_read()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 2).Output("y");
        file.Node("Add", ["x", "w"], "y");
        File.WriteAllBytes(file.Folder.File("data.bin"), [9, 9, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        External(file, "data.bin", "2", "8");
        Assert.Equal([2.5f, 0], file.Run(("x", OnnxTensor.Of([2], 1, 2))).ToFloats());
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(99)]
    public void Unsupported_opsets_are_refused(long opset)
    {
        using var file = Relu(opset);
        Assert.Contains($"opset version {opset}", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sparse_initializers_and_deep_nesting_are_refused()
    {
        using var sparse = Relu();
        sparse.Graph.SparseInitializer.Add(new SparseTensorProto());
        Assert.Contains("sparse", sparse.Refusal(), StringComparison.Ordinal);

        using var deep = Relu();
        var inner = deep.Graph;
        for (int i = 0; i < 60; i++)
        {
            var graph = new GraphProto { Name = "deeper" };
            var node = new NodeProto { OpType = "If" };
            node.Attribute.Add(new AttributeProto { Name = "then_branch", G = graph });
            inner.Node.Add(node);
            inner = graph;
        }
        Assert.Contains("not an ONNX model, or it is damaged", deep.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_unknown_operators_are_listed_at_once()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 2).Output("d");
        file.Node("Relu", ["x"], "a");
        file.Node("Frobnicate", ["a"], "b").Name = "first";
        var branch = file.Node("Abs", ["b"], "c"); // no operator of that name has a graph within
        branch.Attribute.Add(new AttributeProto { Name = "then_branch", G = new GraphProto() });
        file.Node("Relu", ["c"], "d").Domain = "com.example";
        var exception = Assert.Throws<OnnxUnsupportedException>(() => file.Load().Import(new Graph()));
        Assert.Equal(["Frobnicate", "Abs", "com.example.Relu"], exception.Operators);
        Assert.Contains("'first'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_cannot_fill_the_memory_at_import()
    {
        using var file = new TestModel().Output("y", OnnxType.Int64, "n");
        file.Weight("limit", OnnxTensor.Of(OnnxType.Int64, [], int.MaxValue));
        file.Weight("zero", OnnxTensor.Of(OnnxType.Int64, [], 0L));
        file.Weight("one", OnnxTensor.Of(OnnxType.Int64, [], 1L));
        file.Node("Range", ["zero", "limit", "one"], "y");
        string message = Assert.Throws<OnnxException>(() => file.Load().Import(new Graph())).Message;
        Assert.Contains("more than 16,777,216 elements", message, StringComparison.Ordinal);
    }

    private static TestModel Relu(long opset = 17)
    {
        var file = new TestModel(opset).Input("x", OnnxType.Float, 2).Output("y");
        file.Node("Relu", ["x"], "y");
        return file;
    }

    private static void External(TestModel file, string location, string? offset, string? length)
    {
        var weight = new TensorProto { Name = "w", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        weight.Dims.Add(2);
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset), ("length", length) })
        {
            if (value is not null) weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }
        file.Graph.Initializer.Add(weight);
    }
}
