using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>
/// Declares what one optimizer keeps from step to step, as variables of its own: <c>adam/generator/step</c>,
/// <c>adam/generator/mean/generator/conv1/filters</c>. Checkpoints save and restore them like weights.
/// </summary>
public sealed class OptimizerState
{
    private readonly Graph _graph;
    private readonly Owner _owner;

    internal OptimizerState(Graph graph, string name, IReadOnlyList<Value> variables)
    {
        if (!graph.Reserve(name))
            throw new ArgumentException($"Optimizer: the graph already has an optimizer named {name}; pass another name to Minimize");
        (_graph, Name) = (graph, name);
        string[] names = [.. variables.Select(variable => variable.Name).Order(StringComparer.Ordinal)];
        string text = names.Length == 1 ? names[0] : $"{names[0]} and {names.Length - 1} other variables";
        _owner = new Owner(name, string.Join(", ", names), text);
    }

    /// <summary>Gets the step size as a value of the graph, a scalar; null if it is <see cref="Optimizer.LearningRate"/>.</summary>
    public Value? LearningRate { get; internal set; }

    /// <summary>Gets the name of the optimizer, with which the names of its variables begin.</summary>
    public string Name { get; }

    /// <summary>Declares a state with an element for each of a variable's, such as a moment or a velocity, initially zeros.</summary>
    /// <param name="what">The name of the state.</param>
    /// <param name="variable">The variable that it belongs to.</param>
    public Value Of(string what, Value variable) => _graph.GlobalVariable($"{Name}/{what}/{variable.Name}", variable.Shape);

    /// <summary>
    /// Declares a state of all variables together, such as the number of the step, initially zeros. Plans compiled with the same
    /// <see cref="Variables"/> share it only if optimizers of the same name move the same variables.
    /// </summary>
    /// <param name="what">The name of the state.</param>
    /// <param name="shape">Its dimensions.</param>
    public Value Shared(string what, Shape shape) => _graph.GlobalVariable($"{Name}/{what}", shape, origin: _owner);

    /// <summary>Returns the scope that the names of all variables share, without their last parts; empty if there is none.</summary>
    internal static string CommonScope(IReadOnlyList<Value> variables)
    {
        string[] common = variables[0].Name.Split('/')[..^1];
        foreach (var variable in variables)
        {
            string[] parts = variable.Name.Split('/')[..^1];
            int shared = common.AsSpan().CommonPrefixLength(parts, StringComparer.Ordinal);
            common = common[..shared];
        }
        return string.Join('/', common);
    }

    /// <summary>What a shared state belongs to. Two are equal if optimizers of one name move the same variables.</summary>
    private sealed record Owner(string Name, string Variables, string Text)
    {
        public override string ToString() => $"the optimizer {Name} of {Text}";
    }
}
