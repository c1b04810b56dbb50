using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>An optimizer that moves each element by its own gradient and its own state, written as elementwise expressions.</summary>
public abstract record ElementwiseOptimizer : Optimizer
{
    /// <inheritdoc/>
    protected sealed override void Apply(IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients, OptimizerState state)
    {
        var shared = Shared(variables[0].Graph, state);
        for (int i = 0; i < variables.Count; i++) Step(variables[i], gradients[i], shared, state);
    }

    /// <summary>Adds what the updates of all variables share, such as corrections that depend on the number of the step.</summary>
    protected virtual Value[] Shared(Graph graph, OptimizerState state) => [];

    /// <summary>Adds the update of one variable.</summary>
    /// <param name="variable">The variable to move.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="shared">What <see cref="Shared"/> returned.</param>
    /// <param name="state">Declares what is kept from step to step.</param>
    protected abstract void Step(Value variable, Value gradient, Value[] shared, OptimizerState state);

    /// <summary>
    /// Returns the step size as an expression of the operands of an update, and the operands, to which it is added where it is a value of
    /// the graph.
    /// </summary>
    protected (Expression Rate, Value[] Operands) WithRate(OptimizerState state, params Value[] operands) =>
        state.LearningRate is { } rate ? (Expression.Input(operands.Length), [.. operands, rate]) : (LearningRate, operands);

    /// <summary>Replaces a variable and its state by expressions of the operands, in one pass.</summary>
    protected void Update(Value[] changed, Expression[] newValues, params IReadOnlyList<Value> operands)
    {
        var updated = changed[0].Graph.Apply(new Map(newValues), $"{Algorithm}/{changed[0].Name}", operands);
        for (int i = 0; i < changed.Length; i++) changed[i].Graph.Update(changed[i], updated[i]);
    }
}
