using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Literals;

/// <summary>The graph of a case and the inputs that its literal gives.</summary>
public sealed class Given(Literal literal, bool training)
{
    /// <summary>Gets the graph that the case is built in.</summary>
    public Graph Graph { get; } = new(training);

    /// <summary>Gets the input of a name, which is declared where it is first asked for.</summary>
    public Value this[string name] => Graph.Inputs.TryGetValue(name, out var input) ? input : Graph.Input(name, ShapeOf(name));

    /// <summary>Returns the input or variable of a name, after the case was built.</summary>
    public Value Find(string name) => Graph.Inputs.TryGetValue(name, out var input) ? input
        : Graph.Variables.TryGetValue(name, out var variable) ? variable.Value
        : throw new InvalidOperationException($"the case does not use {name}");

    /// <summary>Declares the variable of a name.</summary>
    public Value Variable(string name, VariableRole? role = null) => Graph.Variable(name, ShapeOf(name), role: role);

    private Shape ShapeOf(string name) => literal.Given.TryGetValue(name, out var tensor) ? tensor.Shape
        : throw new InvalidOperationException($"the literal does not give {name}");
}
