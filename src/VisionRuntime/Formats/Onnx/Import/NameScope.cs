namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>The names of a graph and their operands. A subgraph also sees the names of the graph around it.</summary>
internal sealed class NameScope(NameScope? parent = null)
{
    private readonly Dictionary<string, Operand> _operands = new(StringComparer.Ordinal);

    /// <summary>The names of the graph around this one; null for the main graph.</summary>
    public NameScope? Parent => parent;

    public Operand? Find(string name) => _operands.TryGetValue(name, out var operand) ? operand : parent?.Find(name);

    public Operand this[string name] => Find(name) ?? throw new OnnxException($"'{name}' is not defined");

    public void Add(string name, Operand operand)
    {
        if (!_operands.TryAdd(name, operand)) throw new OnnxException($"the name '{name}' is defined twice");
    }
}
