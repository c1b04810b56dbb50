using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// The variables of one device: weights, moments, statistics, kept by name and shared by every plan that is compiled with them.
/// Host code reads and writes them in their logical order, whatever their layout on the device.
/// </summary>
public sealed class Variables : IDisposable
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly int _seed;

    /// <summary>Makes an empty set.</summary>
    /// <param name="device">Where the variables live.</param>
    /// <param name="seed">Decides the first numbers: the same seed and name give the same numbers.</param>
    public Variables(Device device, int seed = 0) => (Device, _seed) = (device, seed);

    /// <summary>Where the variables live.</summary>
    public Device Device { get; }

    /// <summary>The names in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The number of floats held.</summary>
    public long Count => _entries.Values.Sum(entry => entry.Shape.Count);

    /// <summary>Whether a variable of the name is there.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>The logical shape of a variable.</summary>
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
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public void Write(string name, float[] values)
    {
        var entry = Find(name);
        if (values.Length != entry.Shape.Count) throw new ArgumentException($"Variables: {values.Length} values do not fill {name} {entry.Shape}, which holds {entry.Shape.Count}");
        entry.Tensor.Write(Reorder(values, entry.Shape, Layout.Logical, entry.Layout));
        Changed(entry);
    }

    /// <summary>Makes and initializes the graph's variables that are not there yet, without compiling a plan.</summary>
    /// <exception cref="ArgumentException">A variable that is there has another shape.</exception>
    public void Add(Graph graph)
    {
        foreach (var variable in graph.Variables.Values) GetOrCreate(variable, Layout.Logical);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (var entry in _entries.Values) entry.Tensor.Buffer.Dispose();
        _entries.Clear();
    }

    /// <summary>How often anything was written, by the host or by a plan. Plans look at it before each run.</summary>
    internal long Version { get; private set; }

    internal Layout? LayoutOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Layout : null;

    internal Tensor GetOrCreate(VariableValue variable, Layout layout)
    {
        var (name, shape) = (variable.Value.Name, variable.Value.Shape);
        if (_entries.TryGetValue(name, out var known))
        {
            return known.Shape == shape ? known.Tensor : throw new ArgumentException($"Variables: {name} is {known.Shape}, the graph wants {shape}");
        }
        var entry = new Entry(Device.AllocateTensor(layout.Apply(shape)), shape, layout);
        entry.Tensor.Write(Reorder(InitialValuesOf(variable), shape, Layout.Logical, layout));
        _entries.Add(name, entry);
        return entry.Tensor;
    }

    /// <summary>A variable's numbers in logical order, or, where it is not here, those that it would begin with.</summary>
    /// <exception cref="ArgumentException">The variable that is here has another shape.</exception>
    internal float[] ValuesOf(VariableValue variable)
    {
        var (name, shape) = (variable.Value.Name, variable.Value.Shape);
        if (!_entries.TryGetValue(name, out var known)) return InitialValuesOf(variable);
        return known.Shape == shape ? Read(name) : throw new ArgumentException($"Variables: {name} is {known.Shape}, the graph wants {shape}");
    }

    internal Entry Find(string name) => _entries.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException($"Variables: nothing is called {name}");

    private float[] InitialValuesOf(VariableValue variable) => variable.Initializer(variable.Value.Shape, new Random(StableHash(variable.Value.Name) ^ _seed * 7919));

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

    /// <summary>FNV-1a; string.GetHashCode differs from run to run.</summary>
    private static int StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = (hash ^ c) * 16777619;
        return (int)hash;
    }

    /// <summary>Says that a variable holds other numbers now.</summary>
    internal void Changed(Entry entry) => entry.Version = ++Version;

    /// <summary>One variable.</summary>
    internal sealed class Entry(Tensor tensor, Shape shape, Layout layout)
    {
        public Tensor Tensor { get; } = tensor;

        public Shape Shape { get; } = shape;

        public Layout Layout { get; } = layout;

        /// <summary>The set's <see cref="Variables.Version"/> when it was last written.</summary>
        public long Version { get; set; }
    }
}
