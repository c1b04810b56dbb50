using Google.Protobuf;
using ShaderKernels.Cpu;
using VisionRuntime.Onnx;
using VisionRuntime.Onnx.Schema;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Onnx;

/// <summary>Models made by hand, and written into a folder of their own.</summary>
internal sealed class ModelFile : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public ModelProto Proto { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "g" } };

    public GraphProto Graph => Proto.Graph;

    public string Path => Folder.File("model.onnx");

    public ModelFile(long opset = 17) => Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });

    public ModelFile Input(string name, OnnxType type, params object[] dimensions)
    {
        Graph.Input.Add(Port(name, type, dimensions));
        return this;
    }

    public ModelFile Output(string name, OnnxType type = OnnxType.Float, params object[] dimensions)
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

    /// <summary>The message with which reading is refused; reading must not have taken much memory.</summary>
    public string Refusal()
    {
        File.WriteAllBytes(Path, Proto.ToByteArray());
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.ThrowsAny<OnnxException>(() => OnnxModel.Load(Path)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        return message;
    }

    /// <summary>The first output on the CPU.</summary>
    public OnnxTensor Run(params (string Name, OnnxTensor Tensor)[] inputs)
    {
        using var device = new CpuDevice(1);
        var given = inputs.ToDictionary(input => input.Name, input => (IReadOnlyList<OnnxTensor>)[input.Tensor], StringComparer.Ordinal);
        using var session = OnnxSession.For(Load(), device, given);
        return session.Run(given)[Graph.Output[0].Name][0];
    }

    public static AttributeProto Whole(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Wholes(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public void Dispose() => Folder.Dispose();

    private static ValueInfoProto Port(string name, OnnxType type, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dimensions.Select(dimension => dimension is string symbol ? new TensorShapeProto.Types.Dimension { DimParam = symbol } : new() { DimValue = Convert.ToInt64(dimension, System.Globalization.CultureInfo.InvariantCulture) }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
