using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// A tensor of a graph: an input, a variable, a constant, or the output of a node. Arithmetic on values adds elementwise nodes to the
/// graph.
/// </summary>
public sealed class Value
{
    internal Value(Graph graph, Shape shape, string name, ValueKind kind)
    {
        (Graph, Shape, Name, Kind) = (graph, shape, name, kind);
    }

    /// <summary>Gets the graph that the value belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>Gets the dimensions; images are [N, C, H, W].</summary>
    public Shape Shape { get; }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets where the value comes from.</summary>
    public ValueKind Kind { get; }

    /// <summary>Gets the node that computes it, or null for inputs, variables and constants.</summary>
    public Node? Producer { get; internal init; }

    /// <summary>Adds two values elementwise, with broadcasting.</summary>
    public static Value operator +(Value x, Value y) =>
        x.Graph.Apply(new Map(Expression.Input(0) + Expression.Input(1)), "add", x, y)[0];

    /// <summary>Subtracts two values elementwise, with broadcasting.</summary>
    public static Value operator -(Value x, Value y) =>
        x.Graph.Apply(new Map(Expression.Input(0) - Expression.Input(1)), "subtract", x, y)[0];

    /// <summary>Multiplies two values elementwise, with broadcasting.</summary>
    public static Value operator *(Value x, Value y) =>
        x.Graph.Apply(new Map(Expression.Input(0) * Expression.Input(1)), "multiply", x, y)[0];

    /// <summary>Divides two values elementwise, with broadcasting.</summary>
    public static Value operator /(Value x, Value y) =>
        x.Graph.Apply(new Map(Expression.Input(0) / Expression.Input(1)), "divide", x, y)[0];

    /// <summary>Adds a constant to each element.</summary>
    public static Value operator +(Value x, float y) =>
        x.Graph.Apply(new Map(Expression.Input(0) + y), "add", x)[0];

    /// <summary>Subtracts a constant from each element.</summary>
    public static Value operator -(Value x, float y) =>
        x.Graph.Apply(new Map(Expression.Input(0) - y), "subtract", x)[0];

    /// <summary>Multiplies each element by a constant.</summary>
    public static Value operator *(Value x, float y) =>
        x.Graph.Apply(new Map(Expression.Input(0) * y), "multiply", x)[0];

    /// <summary>Subtracts each element from a constant.</summary>
    public static Value operator -(float x, Value y) => y.Graph.Map(x - Expression.Input(0), y);

    /// <summary>Negates each element.</summary>
    public static Value operator -(Value x) => x.Graph.Map(-Expression.Input(0), x);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}";
}

/// <summary>Where a value comes from.</summary>
public enum ValueKind
{
    /// <summary>Written by the caller before each run.</summary>
    Input,

    /// <summary>Kept between runs and changed by updates, such as weights, moments and running statistics.</summary>
    Variable,

    /// <summary>Fixed values.</summary>
    Constant,

    /// <summary>Computed by a node.</summary>
    Computed,
}

/// <summary>One operator applied to values.</summary>
public sealed class Node
{
    internal Node(string name, Operator @operator, IReadOnlyList<Value> inputs)
    {
        (Name, Operator, Inputs) = (name, @operator, inputs);
    }

    /// <summary>Gets the name, as messages and layer tables show it.</summary>
    public string Name { get; }

    /// <summary>Gets the name of the layer that the node is part of; its own name if none was given.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>Gets the operator.</summary>
    public Operator Operator { get; }

    /// <summary>Gets the operands.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>Gets the results.</summary>
    public IReadOnlyList<Value> Outputs { get; internal set; } = [];
}
