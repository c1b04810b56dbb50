using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>An algorithm that moves each number by its own gradient and what is kept of it, written down as elementwise expressions.</summary>
public abstract record ElementwiseOptimizer : Optimizer
{
    /// <inheritdoc/>
    protected sealed override void Apply(IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients)
    {
        var shared = Shared(variables[0].Graph);
        for (int i = 0; i < variables.Count; i++) Step(variables[i], gradients[i], shared);
    }

    /// <summary>Adds what the updates of all variables share, such as corrections that depend on the number of the step.</summary>
    protected virtual Value[] Shared(Graph graph) => [];

    /// <summary>Adds the update of one variable.</summary>
    protected abstract void Step(Value variable, Value gradient, Value[] shared);

    /// <summary>Replaces a variable and what is kept of it by expressions of them, in one pass.</summary>
    protected void Update(Value[] changed, Expression[] newValues, params IReadOnlyList<Value> operands)
    {
        var updated = changed[0].Graph.Apply(new Map(newValues), $"{Prefix}/{changed[0].Name}", operands);
        for (int i = 0; i < changed.Length; i++) changed[i].Graph.Update(changed[i], updated[i]);
    }
}
