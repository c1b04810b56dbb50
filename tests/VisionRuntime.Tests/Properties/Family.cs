using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Properties;

/// <summary>An operator or a layer, with a way to build a small network around it from any geometry.</summary>
/// <param name="Name">What the table of results calls it.</param>
/// <param name="Build">Adds inputs, variables and the layer to the graph and gives its output.</param>
/// <param name="Tolerance">How far the devices may be from double precision, relative (DESIGN.md: 1e-4).</param>
public sealed record Family(string Name, Func<Graph, Choices, Value> Build, double Tolerance = 1e-4)
{
    /// <summary>The network's input.</summary>
    public static Value X(Graph graph, params ReadOnlySpan<int> shape) => graph.Input("x", ShaderKernels.Tensors.Shape.Of(shape));

    /// <summary>A variable called <c>w</c>.</summary>
    public static Value W(Graph graph, params ReadOnlySpan<int> shape) => graph.Variable("w", ShaderKernels.Tensors.Shape.Of(shape));
}
