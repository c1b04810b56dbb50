using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// Operators joined into a computation, independent of any device. Built once, by adding nodes in order; compiled by
/// <c>Plan.Compile</c>. A training step is such a graph too: its gradients are nodes, its updates write variables.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Value> _inputs = [];
    private readonly Dictionary<string, VariableValue> _variables = [];
    private readonly Dictionary<Value, float[]> _constants = [];
    private readonly Dictionary<string, Value> _outputs = [];
    private readonly List<(Value Variable, Value NewValue)> _updates = [];
    private readonly Dictionary<string, int> _names = [];
    private string? _layer;

    /// <summary>Begins an empty graph.</summary>
    /// <param name="training">Whether layers that differ between training and scoring behave as in training.</param>
    public Graph(bool training = false) => Training = training;

    /// <summary>
    /// Whether layers that differ behave as in training: normalization by the mini-batch's statistics, dropout and random slopes at work.
    /// False is scoring, which is also what a graph that does not train wants.
    /// </summary>
    public bool Training { get; }

    /// <summary>The nodes in the order they were added, which is an order they can run in.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>What the caller gives before each run, by name.</summary>
    public IReadOnlyDictionary<string, Value> Inputs => _inputs;

    /// <summary>What is kept between runs, by name.</summary>
    public IReadOnlyDictionary<string, VariableValue> Variables => _variables;

    /// <summary>What the caller may read after each run, by name.</summary>
    public IReadOnlyDictionary<string, Value> Outputs => _outputs;

    /// <summary>The fixed numbers of each constant.</summary>
    public IReadOnlyDictionary<Value, float[]> Constants => _constants;

    /// <summary>The variables that a run changes and their new values. All are computed from the old values.</summary>
    public IReadOnlyList<(Value Variable, Value NewValue)> Updates => _updates;

    /// <summary>The number of trainable parameters: those of all variables that training changes by their gradient.</summary>
    public long Parameters => _variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count);

    /// <summary>Names the layer that the nodes added until the end of the scope belong to, where several make up one: <c>using (graph.Layer("norm1"))</c>.</summary>
    public LayerScope Layer(string name)
    {
        var scope = new LayerScope(this, _layer);
        _layer = name;
        return scope;
    }

    /// <summary>Declares an input.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Value Input(string name, Shape shape)
    {
        var value = new Value(this, shape, name, ValueKind.Input);
        if (!_inputs.TryAdd(name, value)) throw new ArgumentException($"Graph: an input called {name} is already there");
        return value;
    }

    /// <summary>Declares a variable, or finds the one of that name.</summary>
    /// <param name="name">The name under which plans of the same variables share it, for example <c>online/conv1/filters</c>.</param>
    /// <param name="shape">Its dimensions; filters are [O, C, KH, KW].</param>
    /// <param name="initializer">Its first numbers; zeros where null.</param>
    /// <param name="trainable">Whether training changes it by its gradient.</param>
    /// <exception cref="ArgumentException">A variable of that name has another shape.</exception>
    public Value Variable(string name, Shape shape, Initializer? initializer = null, bool trainable = true)
    {
        if (_variables.TryGetValue(name, out var known))
        {
            if (known.Value.Shape != shape) throw new ArgumentException($"Graph: the variable {name} is {known.Value.Shape}, not {shape}");
            return known.Value;
        }
        var value = new Value(this, shape, name, ValueKind.Variable);
        _variables.Add(name, new VariableValue(value, initializer ?? Initializers.Zeros, trainable));
        return value;
    }

    /// <summary>Lets a declared variable begin with other values, those of a file for example.</summary>
    internal void SetInitializer(string name, Initializer initializer) => _variables[name] = _variables[name] with { Initializer = initializer };

    /// <summary>Adds fixed numbers.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public Value Constant(Shape shape, params float[] values)
    {
        if (values.Length != shape.Count) throw new ArgumentException($"Graph: {values.Length} values do not fill {shape}, which holds {shape.Count}");
        var value = new Value(this, shape, Unique("constant"), ValueKind.Constant);
        _constants.Add(value, values);
        return value;
    }

    /// <summary>Applies an operator.</summary>
    /// <param name="operator">What is computed.</param>
    /// <param name="name">The node's name; the operator's with a number where null.</param>
    /// <param name="inputs">What it is computed from.</param>
    /// <exception cref="ShapeException">The operator cannot work on such inputs; the message names the node.</exception>
    public IReadOnlyList<Value> Apply(Operator @operator, string? name, params IReadOnlyList<Value> inputs)
    {
        name = Unique(name ?? @operator.Name.ToLowerInvariant());
        foreach (var input in inputs)
        {
            if (input.Graph != this) throw new ArgumentException($"{name}: its input {input} belongs to another graph");
        }
        IReadOnlyList<Shape> shapes;
        try
        {
            shapes = @operator.InferShapes([.. inputs.Select(input => input.Shape)]);
        }
        catch (ShapeException exception)
        {
            throw new ShapeException($"{PathTo(name, inputs)}: {exception.Message}", exception);
        }
        var node = new Node(name, @operator, [.. inputs]) { Layer = _layer ?? name };
        node.Outputs = [.. shapes.Select((shape, i) => new Value(this, shape, i == 0 ? name : $"{name}:{i}", ValueKind.Computed) { Producer = node })];
        _nodes.Add(node);
        return node.Outputs;
    }

    /// <summary>Applies an operator with one output.</summary>
    public Value Apply(Operator @operator, params IReadOnlyList<Value> inputs) => Apply(@operator, null, inputs)[0];

    /// <summary>Applies an elementwise expression of the inputs, which broadcast.</summary>
    public Value Map(Expression expression, params IReadOnlyList<Value> inputs) => Apply(new Map(expression), inputs);

    /// <summary>Names a value that the caller reads after each run.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Output(string name, Value value)
    {
        if (!_outputs.TryAdd(name, value)) throw new ArgumentException($"Graph: an output called {name} is already there");
    }

    /// <summary>Makes each run store a new value into a variable, after everything that reads the old one.</summary>
    /// <exception cref="ArgumentException">The first is no variable, the shapes differ, or the variable is already updated.</exception>
    public void Update(Value variable, Value newValue)
    {
        if (variable.Kind != ValueKind.Variable) throw new ArgumentException($"Graph: {variable.Name} is no variable and cannot be updated");
        if (variable.Shape != newValue.Shape) throw new ArgumentException($"Graph: {newValue} cannot be stored into the variable {variable}");
        if (_updates.Exists(update => update.Variable == variable)) throw new ArgumentException($"Graph: the variable {variable.Name} is already updated");
        // A map of its own, so that storing one variable into another reads the old numbers whatever else is stored in the same run.
        _updates.Add((variable, newValue.Producer is null or { Operator: Reshape or Detach } ? Map(Expression.Input(0), newValue) : newValue));
    }

    /// <summary>The end of a layer's scope.</summary>
    public readonly ref struct LayerScope
    {
        private readonly Graph _graph;
        private readonly string? _outer;

        internal LayerScope(Graph graph, string? outer) => (_graph, _outer) = (graph, outer);

        /// <summary>The nodes that follow belong to the layer around.</summary>
        public void Dispose() => _graph._layer = _outer;
    }

    private string Unique(string name)
    {
        int count = _names[name] = _names.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}#{count}";
    }

    /// <summary>The node's name and the chain of first inputs that leads to it, so that a shape error says where the shape came from.</summary>
    private static string PathTo(string name, IReadOnlyList<Value> inputs)
    {
        var path = new List<string> { name };
        for (var value = inputs.Count > 0 ? inputs[0] : null; value is not null && path.Count < 6; value = value.Producer is { Inputs: [var first, ..] } ? first : null) path.Add($"{value.Name} {value.Shape}");
        return string.Join(" <- ", path);
    }
}

/// <summary>A variable with what is needed to make it.</summary>
/// <param name="Value">The value that nodes read.</param>
/// <param name="Initializer">Its first numbers.</param>
/// <param name="Trainable">Whether training changes it by its gradient.</param>
public sealed record VariableValue(Value Value, Initializer Initializer, bool Trainable);
