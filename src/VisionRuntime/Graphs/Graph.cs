using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// A computation: operators applied to values, independent of any device. Built once by adding nodes in order, then compiled by
/// <c>Plan.Compile</c>. A training step is such a graph too: gradients are nodes, and updates write variables.
/// </summary>
public sealed partial class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Value> _inputs = [];
    private readonly Dictionary<Value, float[]> _constants = [];
    private readonly Dictionary<string, Value> _outputs = [];
    private readonly List<(Value Variable, Value NewValue)> _updates = [];
    private readonly Dictionary<string, int> _names = [];
    private readonly HashSet<string> _optimizers = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, object> _defaults = [];
    private string? _layer;

    /// <summary>Creates an empty graph.</summary>
    /// <param name="training">Whether layers that differ between training and inference behave as in training.</param>
    public Graph(bool training = false) => Training = training;

    /// <summary>
    /// Gets whether layers behave as in training: batch normalization uses the statistics of the mini-batch, and dropout and random
    /// slopes are active. False is inference.
    /// </summary>
    public bool Training { get; }

    /// <summary>Gets the nodes in the order they were added, which is an order they can run in.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Gets the inputs by name. The caller writes them before each run.</summary>
    public IReadOnlyDictionary<string, Value> Inputs => _inputs;

    /// <summary>Gets the outputs by name. The caller may read them after each run.</summary>
    public IReadOnlyDictionary<string, Value> Outputs => _outputs;

    /// <summary>Gets the values of each constant.</summary>
    public IReadOnlyDictionary<Value, float[]> Constants => _constants;

    /// <summary>Gets the variables that each run changes, with their new values, all computed from the old values.</summary>
    public IReadOnlyList<(Value Variable, Value NewValue)> Updates => _updates;

    /// <summary>
    /// Names the layer to which the nodes belong that are added until the scope is disposed, for layers of several nodes:
    /// <c>using (graph.Layer("norm1"))</c>.
    /// </summary>
    public LayerScope Layer(string name)
    {
        var scope = new LayerScope(this, _layer);
        _layer = _scope + name;
        return scope;
    }

    /// <summary>
    /// Sets what layers that are added from now on use where an option of that type is not given to them, for example
    /// <c>BatchStatistics.LastEpoch</c> for batch normalization.
    /// </summary>
    /// <typeparam name="T">The type of the option.</typeparam>
    /// <param name="option">The option.</param>
    public void SetDefault<T>(T option) where T : class => _defaults[typeof(T)] = option;

    /// <summary>Returns what <see cref="SetDefault"/> has set for a type of options; null if nothing.</summary>
    internal T? DefaultOf<T>() where T : class => _defaults.GetValueOrDefault(typeof(T)) as T;

    /// <summary>Declares an input.</summary>
    /// <exception cref="ArgumentException">An input of that name already exists.</exception>
    public Value Input(string name, Shape shape)
    {
        var value = new Value(this, shape, name, ValueKind.Input);
        if (!_inputs.TryAdd(name, value)) throw new ArgumentException($"Graph: an input named {name} already exists");
        return value;
    }

    /// <summary>Adds a constant.</summary>
    /// <exception cref="ArgumentException">The number of values differs from the number of elements of the shape.</exception>
    public Value Constant(Shape shape, params float[] values)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"Graph: {values.Length} values do not fill {shape}, which holds {shape.Count}");
        var value = new Value(this, shape, Unique("constant"), ValueKind.Constant);
        _constants.Add(value, values);
        return value;
    }

    /// <summary>Applies an operator.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="name">The node's name; the operator's name if null. A number is added if it is taken.</param>
    /// <param name="inputs">The operands.</param>
    /// <exception cref="ShapeException">The operator does not accept inputs of these shapes; the message names the node.</exception>
    public IReadOnlyList<Value> Apply(Operator @operator, string? name, params IReadOnlyList<Value> inputs)
    {
        name = Unique(_scope + (name ?? @operator.Name.ToLowerInvariant()));
        foreach (var input in inputs)
        {
            if (input.Graph != this) throw new ArgumentException($"{name}: the input {input} belongs to another graph");
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
        node.Outputs = [.. shapes.Select((shape, i) => new Value(this, shape, i == 0 ? name : $"{name}:{i}",
            ValueKind.Computed) { Producer = node })];
        _nodes.Add(node);
        return node.Outputs;
    }

    /// <summary>Applies an operator with one output.</summary>
    public Value Apply(Operator @operator, params IReadOnlyList<Value> inputs) => Apply(@operator, null, inputs)[0];

    /// <summary>Applies an elementwise expression to the inputs, with broadcasting.</summary>
    public Value Map(Expression expression, params IReadOnlyList<Value> inputs) => Apply(new Map(expression), inputs);

    /// <summary>Declares an output: a value that the caller may read after each run.</summary>
    /// <exception cref="ArgumentException">An output of that name already exists.</exception>
    public void Output(string name, Value value)
    {
        if (!_outputs.TryAdd(name, value)) throw new ArgumentException($"Graph: an output named {name} already exists");
    }

    /// <summary>Makes each run store a new value in a variable, after all nodes that read the old one.</summary>
    /// <exception cref="ArgumentException">The first value is not a variable, the shapes differ, or the variable is already
    /// updated.</exception>
    public void Update(Value variable, Value newValue)
    {
        if (variable.Kind != ValueKind.Variable)
            throw new ArgumentException($"Graph: {variable.Name} is not a variable and cannot be updated");
        if (variable.Shape != newValue.Shape) throw new ArgumentException($"Graph: {newValue} cannot be stored in the variable {variable}");
        if (_updates.Exists(update =>
            update.Variable == variable)) throw new ArgumentException($"Graph: the variable {variable.Name} is already updated");
        // A map of its own, so that a variable stored in another is read before anything is stored in the same run.
        _updates.Add((variable, newValue.Producer is null or { Operator.IsView: true } ? Map(Expression.Input(0), newValue) : newValue));
    }

    /// <summary>The scope of a layer.</summary>
    public readonly ref struct LayerScope
    {
        private readonly Graph _graph;
        private readonly string? _outer;

        internal LayerScope(Graph graph, string? outer) => (_graph, _outer) = (graph, outer);

        /// <summary>Ends the scope: nodes that follow belong to the layer around it.</summary>
        public void Dispose() => _graph._layer = _outer;
    }

    /// <summary>Returns whether an optimizer of this graph has the name.</summary>
    internal bool IsReserved(string optimizer) => _optimizers.Contains(optimizer);

    /// <summary>Takes a name for an optimizer, whose state it keeps apart from that of others; returns false if it is taken.</summary>
    internal bool Reserve(string optimizer) => _optimizers.Add(optimizer);

    private string Unique(string name)
    {
        int count = _names[name] = _names.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}#{count}";
    }

    /// <summary>
    /// Returns the node's name and the chain of first inputs that leads to it, so that a shape error says where the shape came from.
    /// </summary>
    private static string PathTo(string name, IReadOnlyList<Value> inputs)
    {
        var path = new List<string> { name };
        for (IReadOnlyList<Value>? next = inputs; next is [var value, ..]
            && path.Count < 6; next = value.Producer?.Inputs) path.Add($"{value.Name} {value.Shape}");
        return string.Join(" <- ", path);
    }
}
