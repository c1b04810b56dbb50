using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

public sealed partial class Graph
{
    private readonly Dictionary<string, VariableValue> _variables = [];
    private string _scope = "";

    /// <summary>Gets the variables by their full names. Their values are kept between runs.</summary>
    public IReadOnlyDictionary<string, VariableValue> Variables => _variables;

    /// <summary>Gets the number of trainable parameters: the elements of all trainable variables.</summary>
    public long Parameters => _variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count);

    /// <summary>The prefix that names get now: the surrounding scopes, each followed by a slash.</summary>
    internal string ScopePrefix => _scope;

    /// <summary>
    /// Puts <c>name/</c> before the names of the variables, nodes and layers that are added until the scope is disposed, so that two copies
    /// of one network live side by side in one graph and one <see cref="Graphs.Variables"/>: <c>using (graph.Scope("left"))</c>.
    /// Scopes nest. Inputs and outputs keep their names.
    /// </summary>
    /// <param name="name">The prefix without the slash that follows it; it may contain slashes.</param>
    /// <exception cref="ArgumentException">The name is empty, or begins or ends with a slash.</exception>
    public NameScope Scope(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.StartsWith('/') || name.EndsWith('/'))
            throw new ArgumentException($"Graph: the scope '{name}' begins or ends with a slash; leave it out", nameof(name));
        var scope = new NameScope(this, _scope);
        _scope = $"{_scope}{name}/";
        return scope;
    }

    /// <summary>Declares a variable, or returns the existing one of that name.</summary>
    /// <param name="name">
    /// The name under which plans that use the same <see cref="Graphs.Variables"/> share it, for example <c>online/conv1/filters</c>;
    /// the surrounding <see cref="Scope"/> comes before it.
    /// </param>
    /// <param name="shape">Its dimensions; filters are [O, C, KH, KW].</param>
    /// <param name="initializer">Its initial values; zeros if null.</param>
    /// <param name="trainable">Whether training changes it by its gradient.</param>
    /// <param name="role">What it is for, which decides whether it is penalized; inferred from the operator that reads it if null.</param>
    /// <param name="origin">What the initial values come from, for example a file; null if the initializer alone decides.</param>
    /// <exception cref="ArgumentException">A variable of that name exists with another shape or another origin.</exception>
    public Value Variable(
        string name, Shape shape, Initializer? initializer = null, bool trainable = true, VariableRole? role = null,
            object? origin = null) =>
        Declare(_scope + name, shape, initializer ?? Initializers.Zeros, trainable, role, origin);

    /// <summary>
    /// Declares a variable that belongs to no <see cref="Scope"/>, or returns the existing one of that name: one that the whole graph
    /// shares, such as a counter of runs. It is not trained by gradients.
    /// </summary>
    /// <param name="name">The full name.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="initializer">Its initial values; zeros if null.</param>
    /// <param name="origin">What it belongs to; null if all graphs may share it.</param>
    /// <exception cref="ArgumentException">A variable of that name exists with another shape or another origin.</exception>
    public Value GlobalVariable(string name, Shape shape, Initializer? initializer = null, object? origin = null) =>
        Declare(name, shape, initializer ?? Initializers.Zeros, trainable: false, VariableRole.State, origin);

    /// <summary>Declares a variable like one of another graph, with its full name, initial values, role and origin.</summary>
    /// <exception cref="ArgumentException">A variable of that name exists with another shape or another origin.</exception>
    public Value Variable(VariableValue other) =>
        Declare(other.Name, other.Value.Shape, other.Initializer, other.Trainable, other.DeclaredRole, other.Origin);

    /// <summary>Replaces the initial values of a declared variable, for example by those of a file.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="initializer">The new initial values.</param>
    /// <param name="origin">What they come from.</param>
    /// <exception cref="KeyNotFoundException">The graph has no variable of that name.</exception>
    public void Initialize(string name, Initializer initializer, object? origin)
    {
        if (!_variables.TryGetValue(name, out var variable)) throw new KeyNotFoundException($"Graph: no variable is named {name}");
        _variables[name] = variable with { Initializer = initializer, Origin = origin };
    }

    private Value Declare(string name, Shape shape, Initializer initializer, bool trainable, VariableRole? role, object? origin)
    {
        var value = new Value(this, shape, name, ValueKind.Variable);
        var declared = new VariableValue(value, initializer, trainable) { DeclaredRole = role, Origin = origin };
        if (_variables.TryAdd(name, declared)) return value;
        var existing = _variables[name];
        if (existing.Value.Shape != shape)
            throw new ArgumentException($"Graph: the variable {name} is {existing.Value.Shape}, not {shape}");
        if (!declared.Accepts(existing.Origin)) throw new ArgumentException(VariableValue.Conflict("Graph", name, existing.Origin, origin));
        return existing.Value;
    }

    /// <summary>A name scope.</summary>
    public readonly ref struct NameScope
    {
        private readonly Graph _graph;
        private readonly string _outer;

        internal NameScope(Graph graph, string outer) => (_graph, _outer) = (graph, outer);

        /// <summary>Ends the scope: names that follow get the prefix of the scope around it.</summary>
        public void Dispose() => _graph._scope = _outer;
    }
}
