using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// A tensor that a graph will compute: an input, a variable, a constant, or a node's output. Arithmetic on values adds
/// elementwise nodes to their graph.
/// </summary>
public sealed class Value
{
    internal Value(Graph graph, Shape shape, string name, ValueKind kind)
    {
        (Graph, Shape, Name, Kind) = (graph, shape, name, kind);
    }

    /// <summary>The graph that the value belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>The dimensions; images are [N, C, H, W].</summary>
    public Shape Shape { get; }

    /// <summary>The name that messages show.</summary>
    public string Name { get; }

    /// <summary>Where the value comes from.</summary>
    public ValueKind Kind { get; }

    /// <summary>The node that computes it; null for inputs, variables and constants.</summary>
    public Node? Producer { get; internal init; }

    /// <summary>The elementwise sum, with broadcasting.</summary>
    public static Value operator +(Value x, Value y) => x.Graph.Apply(new Map(Expression.Input(0) + Expression.Input(1)), "add", x, y)[0];

    /// <summary>The elementwise difference, with broadcasting.</summary>
    public static Value operator -(Value x, Value y) => x.Graph.Apply(new Map(Expression.Input(0) - Expression.Input(1)), "subtract", x, y)[0];

    /// <summary>The elementwise product, with broadcasting.</summary>
    public static Value operator *(Value x, Value y) => x.Graph.Apply(new Map(Expression.Input(0) * Expression.Input(1)), "multiply", x, y)[0];

    /// <summary>The elementwise quotient, with broadcasting.</summary>
    public static Value operator /(Value x, Value y) => x.Graph.Apply(new Map(Expression.Input(0) / Expression.Input(1)), "divide", x, y)[0];

    /// <summary>A number added to each element.</summary>
    public static Value operator +(Value x, float y) => x.Graph.Apply(new Map(Expression.Input(0) + y), "add", x)[0];

    /// <summary>A number subtracted from each element.</summary>
    public static Value operator -(Value x, float y) => x.Graph.Apply(new Map(Expression.Input(0) - y), "subtract", x)[0];

    /// <summary>Each element times a number.</summary>
    public static Value operator *(Value x, float y) => x.Graph.Apply(new Map(Expression.Input(0) * y), "multiply", x)[0];

    /// <summary>Each element subtracted from a number.</summary>
    public static Value operator -(float x, Value y) => y.Graph.Map(x - Expression.Input(0), y);

    /// <summary>Each element with its sign turned.</summary>
    public static Value operator -(Value x) => x.Graph.Map(-Expression.Input(0), x);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}";
}

/// <summary>Where a value comes from.</summary>
public enum ValueKind
{
    /// <summary>Given by the caller before each run.</summary>
    Input,

    /// <summary>Kept between runs and changed by updates: weights, moments, running statistics.</summary>
    Variable,

    /// <summary>Fixed numbers.</summary>
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

    /// <summary>The name that messages and layer tables show.</summary>
    public string Name { get; }

    /// <summary>The layer that it belongs to, with others where several nodes make up one; its own name where no layer was named.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>What is computed.</summary>
    public Operator Operator { get; }

    /// <summary>What it is computed from.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>What it computes.</summary>
    public IReadOnlyList<Value> Outputs { get; internal set; } = [];
}
