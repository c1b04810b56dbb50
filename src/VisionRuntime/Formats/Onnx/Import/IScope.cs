using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Where a node stands: the names that it can see, and a way to add the graphs among its attributes.</summary>
internal interface IScope
{
    /// <summary>What a name stands for; null where nothing gives it.</summary>
    Operand? Find(string name);

    /// <summary>Adds a graph's nodes, for some inputs, and gives its outputs.</summary>
    Operand[] Run(GraphProto body, IReadOnlyList<Operand> arguments);
}
