using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Properties;

/// <summary>An operator or a layer, with a way to build a small network around it from any geometry.</summary>
/// <param name="Name">What the table of results calls it.</param>
/// <param name="Build">Adds inputs, variables and the layer to the graph and gives its output.</param>
/// <param name="Tolerance">How far the devices may be from double precision, relative (DESIGN.md: 1e-4).</param>
public sealed record Family(string Name, Func<Graph, Choices, Value> Build, double Tolerance = 1e-4)
{
    /// <summary>Whether the graph trains.</summary>
    public bool Training { get; init; }

    /// <summary>
    /// Whether the layer means what it detaches to count as fixed numbers, as losses do that measure a confidence against an overlap; central differences then hold it.
    /// Elsewhere what is detached must make no difference to the gradient, and central differences see to that.
    /// </summary>
    public bool HoldsDetached { get; init; }

    /// <summary>The network's input.</summary>
    public static Value X(Graph graph, params ReadOnlySpan<int> shape) => graph.Input("x", Shape.Of(shape));

    /// <summary>A variable named <c>w</c>.</summary>
    public static Value W(Graph graph, params ReadOnlySpan<int> shape) => graph.Variable("w", Shape.Of(shape));

    /// <summary>Two outputs as one.</summary>
    public static Value Both(Value first, Value second)
    {
        Shape a = [(int)first.Shape.Count], b = [(int)second.Shape.Count];
        return first.Graph.Apply(StridedCopy.Concatenate(0, a, b), first.Reshape(a), second.Reshape(b));
    }
}
