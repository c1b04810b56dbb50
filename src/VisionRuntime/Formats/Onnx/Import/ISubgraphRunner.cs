using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// What the importer of a node needs of the graph around it: the names that the node can see, and a way to import its subgraphs.
/// </summary>
internal interface ISubgraphRunner
{
    /// <summary>The operand of a name; null where it is not defined.</summary>
    Operand? Find(string name);

    /// <summary>Imports the nodes of a subgraph for the given inputs and returns its outputs.</summary>
    Operand[] Run(GraphProto body, IReadOnlyList<Operand> inputs);
}
