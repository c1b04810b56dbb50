namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>What the names of one graph stand for; those of the graph around it can be read too.</summary>
internal sealed class Names(Names? around = null)
{
    private readonly Dictionary<string, Operand> _operands = new(StringComparer.Ordinal);

    /// <summary>The names of the graph around this one.</summary>
    public Names? Around => around;

    public Operand? Find(string name) => _operands.TryGetValue(name, out var operand) ? operand : around?.Find(name);

    public Operand this[string name] => Find(name) ?? throw new OnnxException($"'{name}' is read, which nothing gives");

    public void Add(string name, Operand operand)
    {
        if (!_operands.TryAdd(name, operand)) throw new OnnxException($"the name '{name}' is given twice");
    }
}
