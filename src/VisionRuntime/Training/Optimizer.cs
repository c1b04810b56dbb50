using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// An algorithm that updates variables by their gradients. <see cref="Minimize"/> adds the nodes of one step to a training graph:
/// gradients, penalties, clipping, and the updates of the variables.
/// </summary>
public abstract record Optimizer
{
    /// <summary>
    /// Gets the step size of graphs that compute with a constant rate. A rate that changes from step to step is a value of the graph,
    /// given to <see cref="Minimize"/>.
    /// </summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Gets the weight of the penalty on the sum of absolute values.</summary>
    public float L1 { get; init; }

    /// <summary>Gets the weight of the penalty on half the sum of squares.</summary>
    public float L2 { get; init; }

    /// <summary>
    /// Gets which variables are penalized, and decayed by <see cref="Adam.WeightDecay"/>. By default those whose role is
    /// <see cref="VariableRole.Weight"/>: filters and matrices, not biases, and not the scales and shifts of normalization layers.
    /// </summary>
    public Func<VariableValue, bool> Penalized { get; init; } = variable => variable.Role == VariableRole.Weight;

    /// <summary>Gets the largest absolute value of an element of a gradient; larger ones are clipped. Unlimited if null.</summary>
    public float? ClipValue { get; init; }

    /// <summary>
    /// Gets the largest Euclidean norm of all gradients together; longer ones are scaled down (Pascanu, Mikolov and Bengio 2013).
    /// Unlimited if null.
    /// </summary>
    public float? ClipNorm { get; init; }

    /// <summary>Gets the name of the algorithm in lower case, with which the names of the optimizer's state begin.</summary>
    protected abstract string Algorithm { get; }

    /// <summary>Makes each run of the graph move the variables one step against the gradient of the loss.</summary>
    /// <param name="loss">A value with a single element.</param>
    /// <param name="variables">The variables to move.</param>
    /// <param name="name">
    /// The name of the optimizer's state, for example <c>generator</c> for <c>adam/generator/step</c>. If null, it is the scope that the
    /// names of all variables share: <c>generator</c> for <c>generator/conv1/filters</c> and <c>generator/conv2/filters</c>. If empty, or
    /// if they share none, the state is named after the algorithm alone, <c>adam/step</c>. The second optimizer without a given name and
    /// with the same scope in one graph keeps its state under <c>adam#2</c>.
    /// </param>
    /// <param name="learningRate">
    /// The step size as a value with a single element, for example an input that a schedule writes; <see cref="LearningRate"/> if null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The loss has more than one element or does not depend on one of the variables, a value is not a variable, the learning rate has
    /// more than one element, or the graph already has an optimizer of that algorithm and name.
    /// </exception>
    public void Minimize(Value loss, IReadOnlyList<Value> variables, string? name = null, Value? learningRate = null)
    {
        RequireVariables(variables);
        if (variables.Count > 0) ApplyGradients(variables, Gradients.Of(loss, variables), name, learningRate);
    }

    /// <summary>
    /// Makes each run of the graph move the variables one step against given gradients, for example sums over several batches. Penalties
    /// and clipping apply as in <see cref="Minimize"/>.
    /// </summary>
    /// <param name="variables">The variables to move.</param>
    /// <param name="gradients">The gradient of each, in its shape.</param>
    /// <param name="name">The name of the optimizer's state, as for <see cref="Minimize"/>.</param>
    /// <param name="learningRate">The step size, as for <see cref="Minimize"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is not one gradient for each variable, a value is not a variable, the learning rate has more than one element, or the graph
    /// already has an optimizer of that algorithm and name.
    /// </exception>
    public void ApplyGradients(
        IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients, string? name = null, Value? learningRate = null)
    {
        RequireVariables(variables);
        if (gradients.Count != variables.Count)
            throw new ArgumentException($"Optimizer: {gradients.Count} gradients for {variables.Count} variables; give one for each");
        if (learningRate is not null && learningRate.Shape.Count != 1)
            throw new ArgumentException($"Optimizer: the learning rate {learningRate} must have a single element");
        if (variables.Count == 0) return;
        gradients = [.. gradients.Zip(variables, Penalize)];
        if (ClipValue is { } limit) gradients = [.. gradients.Select(x => x.Graph.Map(Min(Max(Input(0), -limit), limit), x))];
        if (ClipNorm is { } longest) gradients = ClipByNorm(gradients, longest);
        var state = StateOf(variables[0].Graph, variables, name);
        state.LearningRate = learningRate?.Reshape(Shape.Scalar);
        Apply(variables, gradients, state);
    }

    /// <summary>Adds the updates of all variables.</summary>
    /// <param name="variables">The variables to move.</param>
    /// <param name="gradients">Their gradients, with penalties and clipping applied.</param>
    /// <param name="state">Declares what is kept from step to step.</param>
    protected abstract void Apply(IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients, OptimizerState state);

    /// <summary>Returns whether a variable is penalized.</summary>
    protected bool IsPenalized(Value variable) => Penalized(variable.Graph.Variables[variable.Name]);

    private static void RequireVariables(IReadOnlyList<Value> variables)
    {
        if (variables.FirstOrDefault(value => value.Kind != ValueKind.Variable) is { } other)
            throw new ArgumentException($"Optimizer: {other.Name} is not a variable and cannot be trained");
    }

    private static Value[] ClipByNorm(IReadOnlyList<Value> gradients, float longest)
    {
        var graph = gradients[0].Graph;
        var squares = gradients.Select(gradient => graph.Map(Square(Input(0)), gradient).Sum().Reshape(Shape.Scalar));
        var scale = graph.Map(Min(1f, longest / (Sqrt(Input(0)) + 1e-6f)), squares.Aggregate((x, y) => x + y));
        return [.. gradients.Select(gradient => gradient * scale)];
    }

    private OptimizerState StateOf(Graph graph, IReadOnlyList<Value> variables, string? name)
    {
        string prefix = (name ?? OptimizerState.CommonScope(variables)) is { Length: > 0 } own ? $"{Algorithm}/{own}" : Algorithm;
        if (name is not null) return new OptimizerState(graph, prefix, variables);
        string free = prefix;
        for (int number = 2; graph.IsReserved(free); number++) free = $"{prefix}#{number}";
        return new OptimizerState(graph, free, variables);
    }

    private Value Penalize(Value gradient, Value variable)
    {
        if (L1 == 0 && L2 == 0 || !IsPenalized(variable)) return gradient;
        var sign = Greater(Input(1), 0) - Greater(0, Input(1));
        return gradient.Graph.Map(Input(0) + L2 * Input(1) + L1 * sign, gradient, variable);
    }
}
