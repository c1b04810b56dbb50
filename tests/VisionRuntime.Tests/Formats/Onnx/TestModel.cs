using Google.Protobuf;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Builds models node by node and writes them to a temporary folder.</summary>
internal sealed class TestModel : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public ModelProto Proto { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "g" } };

    public GraphProto Graph => Proto.Graph;

    public string Path => Folder.File("model.onnx");

    public TestModel(long opset = 17) => Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });

    public TestModel Input(string name, OnnxType type, params object[] dimensions)
    {
        Graph.Input.Add(Port(name, type, dimensions));
        return this;
    }

    public TestModel Output(string name, OnnxType type = OnnxType.Float, params object[] dimensions)
    {
        Graph.Output.Add(Port(name, type, dimensions));
        return this;
    }

    public NodeProto Node(string operation, string[] inputs, params string[] outputs)
    {
        var node = new NodeProto { OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        Graph.Node.Add(node);
        return node;
    }

    public TensorProto Weight(string name, OnnxTensor tensor)
    {
        var proto = TensorWriter.Write(tensor, name);
        Graph.Initializer.Add(proto);
        return proto;
    }

    public OnnxModel Load()
    {
        File.WriteAllBytes(Path, Proto.ToByteArray());
        return OnnxModel.Load(Path);
    }

    /// <summary>The message with which loading fails; loading must not have allocated much memory.</summary>
    public string Refusal()
    {
        File.WriteAllBytes(Path, Proto.ToByteArray());
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.ThrowsAny<OnnxException>(() => OnnxModel.Load(Path)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        return message;
    }

    /// <summary>Runs the model on the CPU and returns the first output.</summary>
    public OnnxTensor Run(params (string Name, OnnxTensor Tensor)[] inputs) => RunAll(inputs)[Graph.Output[0].Name][0];

    /// <summary>Runs the model on the CPU and returns all outputs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> RunAll(params (string Name, OnnxTensor Tensor)[] inputs)
    {
        using var device = new CpuDevice(1);
        return RunOn(device, inputs);
    }

    /// <summary>Runs the model on a device and returns all outputs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> RunOn(Device device, params (string Name, OnnxTensor Tensor)[] inputs)
    {
        var given = inputs.ToDictionary(input => input.Name, input => (IReadOnlyList<OnnxTensor>)[input.Tensor], StringComparer.Ordinal);
        using var session = OnnxSession.For(Load(), device, given);
        return session.Run(given);
    }

    /// <summary>
    /// A model of one node whose inputs are x0, x1, ... and whose outputs are y0, y1, ..., of the first input's type where none is
    /// named.
    /// </summary>
    public static TestModel Of(long opset, string operation, OnnxTensor?[] inputs, AttributeProto[] attributes, params OnnxType[] outputs)
    {
        var file = new TestModel(opset);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is { } input) file.Input($"x{i}", input.Type, [.. input.Shape.Select(length => (object)length)]);
        }
        if (outputs.Length == 0) outputs = [inputs[0]!.Type];
        for (int i = 0; i < outputs.Length; i++)
            file.Graph.Output.Add(new ValueInfoProto { Name = $"y{i}",
                Type = new() { TensorType = new() { ElemType = (int)outputs[i] } } });
        file.Node(operation, [.. inputs.Select((input, i) => input is null ? "" : $"x{i}")],
            [.. outputs.Select((_, i) => $"y{i}")]).Attribute.AddRange(attributes);
        return file;
    }

    /// <summary>Runs a model of one node on the CPU.</summary>
    public static OnnxTensor[] Compute(long opset, string operation, OnnxTensor?[] inputs, AttributeProto[] attributes,
        params OnnxType[] outputs)
    {
        using var device = new CpuDevice(1);
        return ComputeOn(device, opset, operation, inputs, attributes, outputs);
    }

    /// <summary>Runs a model of one node on a device.</summary>
    public static OnnxTensor[] ComputeOn(Device device, long opset, string operation, OnnxTensor?[] inputs, AttributeProto[] attributes,
        params OnnxType[] outputs)
    {
        using var file = Of(opset, operation, inputs, attributes, outputs);
        var results = file.RunOn(device, [.. inputs.Select((input, i) => ($"x{i}", input!)).Where(input => input.Item2 is not null)]);
        return [.. results.Values.Select(tensors => tensors[0])];
    }

    public static AttributeProto Float(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto String(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Subgraph(string name, GraphProto body) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = body };

    /// <summary>A one-dimensional int64 tensor.</summary>
    public static OnnxTensor Int64s(params long[] values) => OnnxTensor.Of(OnnxType.Int64, [values.Length], values);

    /// <summary>Random values in [-1, 1), the same for the same seed.</summary>
    public static OnnxTensor Random(Shape shape, int seed = 1)
    {
        var random = new Random(seed);
        return OnnxTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1))]);
    }

    public static void AssertClose(IEnumerable<double> expected, OnnxTensor actual, double tolerance = 1e-5)
    {
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, actual.Count);
        for (int i = 0; i < wanted.Length; i++)
            Assert.True(wanted[i].Equals(actual[i]) || Math.Abs(wanted[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(wanted[i])),
                $"{actual[i]:R} instead of {wanted[i]:R} at {i} of {actual.Shape}");
    }

    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public void Dispose() => Folder.Dispose();

    private static ValueInfoProto Port(string name, OnnxType type, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dimensions.Select(dimension => dimension is string symbol
            ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
            : new() { DimValue = Convert.ToInt64(dimension, System.Globalization.CultureInfo.InvariantCulture) }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
