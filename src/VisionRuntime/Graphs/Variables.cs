using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// The values of variables on one device: weights, optimizer states and statistics, kept by name and shared by all plans compiled with
/// them. Host code reads and writes them in logical order, whatever their layout on the device.
/// </summary>
public sealed class Variables : IDisposable
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly int _seed;

    /// <summary>Creates an empty set of variables.</summary>
    /// <param name="device">The device that holds them.</param>
    /// <param name="seed">The seed of the initial values: the same seed and name give the same values.</param>
    public Variables(Device device, int seed = 0) => (Device, _seed) = (device, seed);

    /// <summary>Gets the device that holds the variables.</summary>
    public Device Device { get; }

    /// <summary>Gets the names in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Gets the number of elements of all variables.</summary>
    public long Count => _entries.Values.Sum(entry => entry.Shape.Count);

    /// <summary>Returns whether a variable of that name exists.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Returns the logical shape of a variable.</summary>
    /// <exception cref="KeyNotFoundException">No variable has the name.</exception>
    public Shape ShapeOf(string name) => Find(name).Shape;

    /// <summary>Copies a variable to the host, in logical order.</summary>
    /// <exception cref="KeyNotFoundException">No variable has the name.</exception>
    public float[] Read(string name)
    {
        var entry = Find(name);
        return Reorder(entry.Tensor.ToArray(), entry.Shape, entry.Layout, Layout.Logical);
    }

    /// <summary>Overwrites a variable from the host, in logical order.</summary>
    /// <exception cref="KeyNotFoundException">No variable has the name.</exception>
    /// <exception cref="ArgumentException">The number of values differs from the number of elements.</exception>
    public void Write(string name, float[] values)
    {
        var entry = Find(name);
        if (values.Length != entry.Shape.Count)
            throw new ArgumentException(
                $"Variables: {values.Length} values do not fill {name} {entry.Shape}, which holds {entry.Shape.Count}");
        entry.Tensor.Write(Reorder(values, entry.Shape, Layout.Logical, entry.Layout));
        Changed(entry);
    }

    /// <summary>Creates and initializes the variables of a graph that do not exist yet, without compiling a plan.</summary>
    /// <exception cref="ArgumentException">A variable exists with another shape or another origin; then nothing is created.</exception>
    public void Add(Graph graph)
    {
        foreach (var variable in graph.Variables.Values) Find(variable);
        foreach (var variable in graph.Variables.Values) GetOrCreate(variable, Layout.Logical);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (var entry in _entries.Values) entry.Tensor.Buffer.Dispose();
        _entries.Clear();
    }

    /// <summary>Gets how often any variable was written, by the host or by a plan. Plans check it before each run.</summary>
    internal long Version { get; private set; }

    internal Layout? LayoutOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Layout : null;

    /// <summary>Returns the memory of a variable, which is created in the given layout and initialized if it does not exist yet.</summary>
    /// <exception cref="ArgumentException">The variable exists with another shape or another origin.</exception>
    internal Tensor GetOrCreate(VariableValue variable, Layout layout)
    {
        if (Find(variable) is { } existing) return existing.Tensor;
        var shape = variable.Value.Shape;
        var entry = new Entry(Device.AllocateTensor(layout.Apply(shape)), shape, layout, variable.Origin);
        entry.Tensor.Write(Reorder(InitialValuesOf(variable), shape, Layout.Logical, layout));
        _entries.Add(variable.Name, entry);
        return entry.Tensor;
    }

    /// <summary>Returns the values of a variable in logical order, or its initial values if it does not exist yet.</summary>
    /// <exception cref="ArgumentException">The variable exists with another shape or another origin.</exception>
    internal float[] ValuesOf(VariableValue variable) => Find(variable) is null ? InitialValuesOf(variable) : Read(variable.Name);

    internal Entry Find(string name) =>
        _entries.TryGetValue(name, out var entry) ? entry
            : throw new KeyNotFoundException($"Variables: no variable is named {name}");

    /// <summary>Returns the existing variable that a graph's may share, or null if there is none of its name.</summary>
    private Entry? Find(VariableValue variable)
    {
        if (!_entries.TryGetValue(variable.Name, out var existing)) return null;
        if (existing.Shape != variable.Value.Shape)
            throw new ArgumentException($"Variables: {variable.Name} is {existing.Shape}, the graph wants {variable.Value.Shape}");
        if (!variable.Accepts(existing.Origin))
            throw new ArgumentException(VariableValue.Conflict("Variables", variable.Name, existing.Origin, variable.Origin));
        return existing;
    }

    private float[] InitialValuesOf(VariableValue variable) =>
        variable.Initializer(variable.Value.Shape, new Random(StableHash(variable.Name) ^ _seed * 7919));

    private static float[] Reorder(float[] values, Shape shape, Layout from, Layout to)
    {
        if (from.SameMemory(to, shape)) return values;
        var walk = StridedCopy.Transpose(from.Apply(shape), from.PermutationTo(to, shape.Rank));
        var result = new float[values.Length];
        int[] source = [.. walk.Parts[0].From.Strides], target = walk.Output.Strides();
        for (int i = 0; i < result.Length; i++)
        {
            int rest = i, offset = 0;
            for (int axis = 0; axis < target.Length; axis++)
            {
                offset += rest / target[axis] * source[axis];
                rest %= target[axis];
            }
            result[i] = values[offset];
        }
        return result;
    }

    /// <summary>Returns the FNV-1a hash; string.GetHashCode differs from run to run.</summary>
    private static int StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = (hash ^ c) * 16777619;
        return (int)hash;
    }

    /// <summary>Records that the values of a variable have changed.</summary>
    internal void Changed(Entry entry) => entry.Version = ++Version;

    /// <summary>The memory of one variable.</summary>
    internal sealed class Entry(Tensor tensor, Shape shape, Layout layout, object? origin)
    {
        public Tensor Tensor { get; } = tensor;

        public Shape Shape { get; } = shape;

        public Layout Layout { get; } = layout;

        /// <summary>Gets what the initial values came from.</summary>
        public object? Origin { get; } = origin;

        /// <summary>Gets the <see cref="Variables.Version"/> at which it was last written.</summary>
        public long Version { get; set; }
    }
}
