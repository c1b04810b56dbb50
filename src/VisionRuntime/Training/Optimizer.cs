using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// How variables follow their gradients. <see cref="Minimize"/> adds the nodes of one step to a training graph: gradients, penalties, clipping, and the
/// variables' updates, which are the algorithm's.
/// </summary>
public abstract record Optimizer
{
    /// <summary>The step size.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>The weight of the penalty on the sum of magnitudes.</summary>
    public float L1 { get; init; }

    /// <summary>The weight of the penalty on half the sum of squares.</summary>
    public float L2 { get; init; }

    /// <summary>Which variables are penalized, by name: filters and weights; not biases, and not the scales and shifts of normalization.</summary>
    public Func<string, bool> Penalized { get; init; } = name => name.EndsWith("/filters", StringComparison.Ordinal) || name.EndsWith("/weights", StringComparison.Ordinal);

    /// <summary>The largest magnitude that an element of a gradient keeps; unlimited where null.</summary>
    public float? ClipValue { get; init; }

    /// <summary>The largest length that all gradients together keep (Pascanu, Mikolov and Bengio 2013); unlimited where null.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>Where the optimizer keeps its numbers: the first part of its variables' names.</summary>
    protected abstract string Prefix { get; }

    /// <summary>Makes each run of the graph move the variables one step against the loss's gradient.</summary>
    /// <param name="loss">A single number.</param>
    /// <param name="variables">What to move.</param>
    /// <exception cref="ArgumentException">The loss is no single number or does not depend on one of the variables.</exception>
    public void Minimize(Value loss, IReadOnlyList<Value> variables)
    {
        if (variables.Count == 0) return;
        Value[] gradients = [.. Gradients.Of(loss, variables).Zip(variables, Penalize)];
        if (ClipValue is { } limit) gradients = [.. gradients.Select(gradient => gradient.Graph.Map(Min(Max(Input(0), -limit), limit), gradient))];
        if (ClipNorm is { } longest) gradients = Shorten(gradients, longest);
        Apply(variables, gradients);
    }

    /// <summary>Adds the updates of all variables.</summary>
    protected abstract void Apply(IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients);

    /// <summary>A number for each of a variable's own, kept from step to step: a moment, a velocity, a sum. Zeros at first.</summary>
    protected Value Kept(string what, Value variable) => variable.Graph.Variable($"{Prefix}/{what}/{variable.Name}", variable.Shape, trainable: false);

    private static Value[] Shorten(Value[] gradients, float longest)
    {
        var graph = gradients[0].Graph;
        var squares = gradients.Select(gradient => graph.Map(Square(Input(0)), gradient).Sum().Reshape(Shape.Scalar)).Aggregate((x, y) => x + y);
        var scale = graph.Map(Min(1f, longest / (Sqrt(Input(0)) + 1e-6f)), squares);
        return [.. gradients.Select(gradient => gradient * scale)];
    }

    private Value Penalize(Value gradient, Value variable)
    {
        if (L1 == 0 && L2 == 0 || !Penalized(variable.Name)) return gradient;
        return gradient.Graph.Map(Input(0) + L2 * Input(1) + L1 * (Greater(Input(1), 0) - Greater(0, Input(1))), gradient, variable);
    }
}
