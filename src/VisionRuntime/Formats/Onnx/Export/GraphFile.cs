using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>An ONNX graph as it grows: names that are given once, nodes, and constants that are shared.</summary>
internal sealed class GraphFile(string name)
{
    /// <summary>Constants of up to this many elements are looked up before they are written again.</summary>
    private const int Small = 64;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal), _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<Value, string> _names = [];

    public GraphProto Proto { get; } = new() { Name = name };

    /// <summary>What the file calls a value.</summary>
    public string NameOf(Value value) => _names[value];

    public void SetName(Value value, string given) => _names[value] = given;

    /// <summary>A name that nothing has yet.</summary>
    public string Take(string wanted) => Free(_taken, wanted);

    /// <summary>A name that no node has yet; nodes have names apart from those of values.</summary>
    public string TakeNode(string wanted) => Free(_nodes, wanted);

    /// <summary>Takes a name as it is; false where it is given already.</summary>
    public bool TryTake(string wanted) => _taken.Add(wanted);

    /// <summary>Fixed numbers, as a node of their own: initializers are for what training changes.</summary>
    public string Constant(OnnxTensor tensor, string? wanted = null)
    {
        string? key = tensor.Count <= Small ? $"{tensor.Type} {tensor.Shape} {string.Join(' ', tensor.ToDoubles().Select(BitConverter.DoubleToInt64Bits))}" : null;
        if (key is not null && _constants.TryGetValue(key, out string? known)) return known;
        string given = Take(wanted ?? "constant");
        var node = new NodeProto { OpType = "Constant", Name = TakeNode(given) };
        node.Output.Add(given);
        node.Attribute.Add(Attributes.Tensor("value", TensorWriter.Write(tensor, given)));
        Proto.Node.Add(node);
        if (key is not null) _constants.Add(key, given);
        return given;
    }

    /// <summary>Declares an input or output.</summary>
    /// <param name="given">Its name.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="batch">What the first dimension is called where it is open; null where it is fixed.</param>
    public static ValueInfoProto Port(string given, Shape shape, string? batch)
    {
        var dimensions = new TensorShapeProto();
        for (int axis = 0; axis < shape.Rank; axis++)
            dimensions.Dim.Add(axis == 0 && batch is not null ? new TensorShapeProto.Types.Dimension { DimParam = batch } : new() { DimValue = shape[axis] });
        return new() { Name = given, Type = new() { TensorType = new() { ElemType = (int)OnnxType.Float, Shape = dimensions } } };
    }

    /// <summary>Drops nodes whose results nothing reads, such as the parts of what was written as one operator, and weights that only they read.</summary>
    public void RemoveDead()
    {
        var needed = Proto.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        for (int i = Proto.Node.Count - 1; i >= 0; i--)
        {
            if (Proto.Node[i].Output.Any(needed.Contains)) needed.UnionWith(Proto.Node[i].Input);
            else Proto.Node.RemoveAt(i);
        }
        for (int i = Proto.Initializer.Count - 1; i >= 0; i--)
        {
            if (!needed.Contains(Proto.Initializer[i].Name)) Proto.Initializer.RemoveAt(i);
        }
    }

    private static string Free(HashSet<string> taken, string wanted)
    {
        string given = wanted;
        for (int i = 2; !taken.Add(given); i++) given = $"{wanted}#{i}";
        return given;
    }
}
