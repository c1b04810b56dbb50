using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs.Compilation;

namespace VisionRuntime.Graphs;

/// <summary>
/// A graph compiled for one device: kernels in order and one arena of memory. Running it allocates nothing.
/// </summary>
public sealed class Plan : IDisposable
{
    private readonly PlannedStep[] _steps;
    private readonly DeviceBuffer _arena;
    private readonly Dictionary<string, Tensor> _inputs = [], _outputs = [];

    private Plan(Program program, Device device, IReadOnlyDictionary<string, Tensor> variables, IReadOnlyDictionary<string, Tensor> bound, DeviceBuffer arena)
    {
        (Device, _arena) = (device, arena);
        foreach (var (name, slot) in program.Inputs) _inputs.Add(name, TensorOf(slot));
        foreach (var (name, slot) in program.Outputs) _outputs.Add(name, TensorOf(slot));
        foreach (var (slot, values) in program.Constants) TensorOf(slot).Write(values);
        _steps = [.. program.Steps.Select(step => new PlannedStep(step.Name, Prepare(device, step), [.. step.Inputs.Select(TensorOf)], [.. step.Outputs.Select(TensorOf)]))];

        Tensor TensorOf(Slot slot)
        {
            var root = slot.Root;
            var memory = root.Kind switch
            {
                ValueKind.Variable => variables[root.Name],
                ValueKind.Input => bound.GetValueOrDefault(root.Name),
                _ => null,
            };
            return memory is null ? new Tensor(arena, root.Offset, slot.Stored) : new Tensor(memory.Buffer, memory.Offset, slot.Stored);
        }
    }

    /// <summary>The device that runs the plan.</summary>
    public Device Device { get; }

    /// <summary>The size of the arena in bytes.</summary>
    public long ArenaBytes { get; private init; }

    /// <summary>What the arena would need if no two tensors shared memory, in bytes.</summary>
    public long ActivationBytes { get; private init; }

    /// <summary>The steps' names in the order they run.</summary>
    public IEnumerable<string> Steps => _steps.Select(step => step.Name);

    /// <summary>Compiles a graph: drops what nothing needs, fuses elementwise steps, chooses layouts, orders updates, lays out memory, prepares kernels.</summary>
    /// <param name="graph">What to compute.</param>
    /// <param name="device">Where.</param>
    /// <param name="variables">The variables' memory on that device; variables that it lacks are made and initialised.</param>
    /// <param name="bound">Inputs that lie in memory of the caller's, which may change between runs; the others lie in the plan's arena.</param>
    /// <exception cref="ArgumentException">A variable or bound input has another shape, or the variables live on another device.</exception>
    /// <exception cref="NotSupportedException">The device has no kernel for an operator.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The arena does not fit.</exception>
    public static Plan Compile(Graph graph, Device device, Variables variables, IReadOnlyDictionary<string, Tensor>? bound = null)
    {
        bound ??= new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in bound)
        {
            if (!graph.Inputs.TryGetValue(name, out var input)) throw new ArgumentException($"Plan: the graph has no input called {name}");
            if (input.Shape != tensor.Shape) throw new ArgumentException($"Plan: the input {input} cannot lie in a tensor of {tensor.Shape}");
        }
        if (variables.Device != device) throw new ArgumentException($"Plan: the variables live on {variables.Device.Name}, the plan on {device.Name}");
        var program = Program.From(graph);
        MapFusion.Run(program, device.MaximumMapOperands);
        LayoutAssignment.Run(program, variables.LayoutOf);
        Schedule.Run(program);
        var (arena, sum) = MemoryPlanner.Run(program, bound.ContainsKey);
        var memory = program.Variables.ToDictionary(pair => pair.Key, pair => variables.GetOrCreate(graph.Variables[pair.Key], pair.Value.Layout), StringComparer.Ordinal);
        return new Plan(program, device, memory, bound, device.Allocate(Math.Max(1, arena))) { ArenaBytes = arena * sizeof(float), ActivationBytes = sum * sizeof(float) };
    }

    /// <summary>The tensor to fill before a run, in the graph's own order.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such input.</exception>
    public Tensor Input(string name) => _inputs.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"Plan: no input is called {name}; there are: {string.Join(", ", _inputs.Keys)}");

    /// <summary>The tensor to read after a run, in the graph's own order.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such output.</exception>
    public Tensor Output(string name) => _outputs.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"Plan: no output is called {name}; there are: {string.Join(", ", _outputs.Keys)}");

    /// <summary>Computes everything once. Allocates nothing; on a GPU it queues the work and returns.</summary>
    public void Run()
    {
        Device.Begin();
        try
        {
            foreach (var step in _steps) step.Kernel.Run(step.Inputs, step.Outputs);
        }
        finally
        {
            Device.End();
        }
    }

    /// <summary>Frees the kernels and the arena; the variables stay.</summary>
    public void Dispose()
    {
        foreach (var step in _steps) step.Kernel.Dispose();
        _arena.Dispose();
    }

    private static Kernel Prepare(Device device, Step step)
    {
        // Convolutions and pooling are prepared for logical shapes, everything else for the shapes that lie in memory.
        bool logical = step.Operator is ShaderKernels.Operators.Convolution or ShaderKernels.Operators.ConvolutionInputGradient or ShaderKernels.Operators.ConvolutionFilterGradient
            or ShaderKernels.Operators.Pool or ShaderKernels.Operators.PoolGradient or ShaderKernels.Operators.PoolSwitches;
        return device.Prepare(step.Operator, [.. step.Inputs.Select(slot => logical ? slot.Shape : slot.Stored)]);
    }

    private sealed record PlannedStep(string Name, Kernel Kernel, Tensor[] Inputs, Tensor[] Outputs);
}
