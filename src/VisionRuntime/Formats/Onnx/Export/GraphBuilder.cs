using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Builds an ONNX graph: unique names, nodes, and shared constants.</summary>
internal sealed class GraphBuilder(string name)
{
    /// <summary>Equal constants of up to this many elements are written once.</summary>
    private const int MaxShared = 64;

    private readonly HashSet<string> _valueNames = new(StringComparer.Ordinal), _nodeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<Value, string> _names = [];

    public GraphProto Proto { get; } = new() { Name = name };

    /// <summary>The name of a value in the file.</summary>
    public string NameOf(Value value) => _names[value];

    public void SetName(Value value, string nameInFile) => _names[value] = nameInFile;

    /// <summary>Reserves a name for a value, with a number added where it is taken.</summary>
    public string UniqueName(string wanted) => Unique(_valueNames, wanted);

    /// <summary>Reserves a name for a node, with a number added where it is taken. Nodes and values may have the same names.</summary>
    public string UniqueNodeName(string wanted) => Unique(_nodeNames, wanted);

    /// <summary>Reserves a name for a value as it is; false where it is taken.</summary>
    public bool TryReserve(string wanted) => _valueNames.Add(wanted);

    /// <summary>Adds a Constant node; only variables are written as initializers.</summary>
    public string Constant(OnnxTensor tensor, string? wanted = null)
    {
        string? key = tensor.Count <= MaxShared ? KeyOf(tensor) : null;
        if (key is not null && _constants.TryGetValue(key, out string? known)) return known;
        string output = UniqueName(wanted ?? "constant");
        var node = new NodeProto { OpType = "Constant", Name = UniqueNodeName(output) };
        node.Output.Add(output);
        node.Attribute.Add(Attributes.Tensor("value", TensorWriter.Write(tensor, output)));
        Proto.Node.Add(node);
        if (key is not null) _constants.Add(key, output);
        return output;
    }

    private static string KeyOf(OnnxTensor tensor) =>
        $"{tensor.Type} {tensor.Shape} {string.Join(' ', tensor.ToDoubles().Select(BitConverter.DoubleToInt64Bits))}";

    /// <summary>The declaration of an input or output.</summary>
    /// <param name="portName">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="batch">The symbol of the first dimension; null where its length is fixed.</param>
    public static ValueInfoProto Port(string portName, Shape shape, string? batch)
    {
        var dimensions = new TensorShapeProto();
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            bool isSymbolic = axis == 0 && batch is not null;
            dimensions.Dim.Add(isSymbolic ? new TensorShapeProto.Types.Dimension { DimParam = batch } : new() { DimValue = shape[axis] });
        }
        return new() { Name = portName, Type = new() { TensorType = new() { ElemType = (int)OnnxType.Float, Shape = dimensions } } };
    }

    /// <summary>
    /// Removes nodes whose results nothing reads, such as the parts of what was written as one operator, and their initializers.
    /// </summary>
    public void RemoveUnused()
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

    private static string Unique(HashSet<string> taken, string wanted)
    {
        string unique = wanted;
        for (int i = 2; !taken.Add(unique); i++) unique = $"{wanted}#{i}";
        return unique;
    }
}
