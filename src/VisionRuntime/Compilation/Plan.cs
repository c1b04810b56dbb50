using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// A graph compiled for one device: kernels in order and one arena of memory. Running it allocates nothing. What depends on constants
/// alone was computed when the plan was made; what depends on variables that the plan does not update is computed again only when someone
/// has changed them.
/// </summary>
public sealed partial class Plan : IDisposable
{
    private readonly PlannedStep[] _prologue, _steps;
    private readonly DeviceBuffer _arena, _kept;
    private readonly Dictionary<string, Tensor> _inputs = [], _outputs = [];
    private readonly Variables _variables;
    private readonly Variables.Entry[] _watched, _updated;
    private readonly long[] _seen;
    private readonly double[] _workBefore;
    private long _seenVersion = -1;

    private Plan(Program program, MemoryLayout memory, Variables variables, IReadOnlyDictionary<string, Tensor> bound)
    {
        (Device, _variables) = (variables.Device, variables);
        _arena = Device.Allocate(Math.Max(1, memory.Arena));
        _kept = Device.Allocate(Math.Max(1, memory.Kept));
        foreach (var (name, slot) in program.Inputs) _inputs.Add(name, TensorOf(slot));
        foreach (var (name, slot) in program.Outputs) _outputs.Add(name, TensorOf(slot));
        foreach (var (slot, values) in program.Constants) TensorOf(slot).Write(values);

        RunOnce(Prepare(Stage.Once));
        long before = DeviceBuffer.AllocatedBytesForCurrentThread;
        _prologue = Prepare(Stage.Variables);
        _steps = Prepare(Stage.Run);
        Memory = memory.Report with { WorkspaceBytes = DeviceBuffer.AllocatedBytesForCurrentThread - before };

        _workBefore = new double[_steps.Length + 1];
        for (int i = 0; i < _steps.Length; i++) _workBefore[i + 1] = _workBefore[i] + _steps[i].Work;
        _watched = [.. program.Steps.Where(step => Hoisting.StageOf(step) == Stage.Variables).SelectMany(step => step.Inputs)
            .Select(input => input.Root).Where(root => root.Kind == ValueKind.Variable).Distinct().Select(root => variables.Find(root.Name))];
        _seen = new long[_watched.Length];
        _updated = [.. program.Updates.Select(update => variables.Find(update.Variable.Name))];

        PlannedStep[] Prepare(Stage stage) => [.. program.Steps.Where(step => Hoisting.StageOf(step) == stage).Select(step =>
            new PlannedStep(step.Name, Device.Prepare(step.Operator, ShapesOf(step)), [.. step.Inputs.Select(TensorOf)], [.. step.Outputs.Select(TensorOf)], WorkOf(step)))];

        Tensor TensorOf(Slot slot)
        {
            var root = slot.Root;
            var memory = root.Kind switch
            {
                ValueKind.Variable => variables.Find(root.Name).Tensor,
                ValueKind.Input => bound.GetValueOrDefault(root.Name),
                _ => null,
            };
            return memory is null ? new Tensor(root.Kept ? _kept : _arena, root.Offset, slot.Stored) : new Tensor(memory.Buffer, memory.Offset, slot.Stored);
        }
    }

    /// <summary>The device that runs the plan.</summary>
    public Device Device { get; }

    /// <summary>Gets the variables that the plan reads and updates.</summary>
    public Variables Variables => _variables;

    /// <summary>What the plan needs memory for.</summary>
    public MemoryReport Memory { get; }

    /// <summary>The size of the arena in bytes.</summary>
    public long ArenaBytes => Memory.ArenaBytes;

    /// <summary>What the arena would need if no two tensors shared memory, in bytes.</summary>
    public long ActivationBytes => Memory.ActivationBytes;

    /// <summary>The names of the steps of each run, in order.</summary>
    public IEnumerable<string> Steps => _steps.Select(step => step.Name);

    /// <summary>The names of the steps that run only after a variable was changed, in order.</summary>
    public IEnumerable<string> Prologue => _prologue.Select(step => step.Name);

    /// <summary>How often the prologue ran.</summary>
    internal int PrologueRuns { get; private set; }

    /// <summary>
    /// Compiles a graph: drops what nothing needs, folds normalization into filters, fuses elementwise steps, chooses layouts, orders updates,
    /// lays out memory, prepares kernels.
    /// </summary>
    /// <param name="graph">What to compute.</param>
    /// <param name="device">Where.</param>
    /// <param name="variables">The variables' memory on that device; variables that it lacks are made and initialized.</param>
    /// <param name="bound">Inputs that lie in memory of the caller's, which may change between runs; the others lie in the plan's arena.</param>
    /// <exception cref="ArgumentException">A variable or bound input has another shape, or the variables live on another device.</exception>
    /// <exception cref="NotSupportedException">The device has no kernel for an operator.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The arena does not fit.</exception>
    public static Plan Compile(Graph graph, Device device, Variables variables, IReadOnlyDictionary<string, Tensor>? bound = null) =>
        CompileWith(Passes.All, graph, device, variables, bound);

    /// <summary>Compiles with only some of the optional passes, so that tests can compare.</summary>
    internal static Plan CompileWith(Passes passes, Graph graph, Device device, Variables variables, IReadOnlyDictionary<string, Tensor>? bound = null)
    {
        bound ??= new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in bound)
        {
            if (!graph.Inputs.TryGetValue(name, out var input)) throw new ArgumentException($"Plan: the graph has no input called {name}");
            if (input.Shape != tensor.Shape) throw new ArgumentException($"Plan: the input {input} cannot lie in a tensor of {tensor.Shape}");
        }
        if (variables.Device != device) throw new ArgumentException($"Plan: the variables live on {variables.Device.Name}, the plan on {device.Name}");
        var (program, memory) = Compiler.Run(graph, device.MaximumMapOperands, variables.LayoutOf, bound.ContainsKey, passes);
        foreach (var (name, slot) in program.Variables) variables.GetOrCreate(graph.Variables[name], slot.Layout);
        return new Plan(program, memory, variables, bound);
    }

    /// <summary>The tensor to fill before a run, in the graph's own order.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such input.</exception>
    public Tensor Input(string name) => _inputs.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"Plan: no input is called {name}; there are: {string.Join(", ", _inputs.Keys)}");

    /// <summary>The tensor to read after a run, in the graph's own order.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such output.</exception>
    public Tensor Output(string name) => _outputs.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"Plan: no output is called {name}; there are: {string.Join(", ", _outputs.Keys)}");

    /// <summary>Computes everything once. Allocates nothing; on a GPU it queues the work and returns. A run begun in parts is given up.</summary>
    public void Run()
    {
        _next = 0;
        RunUntil(_steps.Length);
    }

    /// <summary>Frees the kernels and the plan's memory; the variables stay.</summary>
    public void Dispose()
    {
        foreach (var step in _prologue) step.Kernel.Dispose();
        foreach (var step in _steps) step.Kernel.Dispose();
        _arena.Dispose();
        _kept.Dispose();
    }

    /// <summary>Runs kernels that are needed no more, and frees them.</summary>
    private void RunOnce(PlannedStep[] steps)
    {
        if (steps.Length == 0) return;
        Device.Begin();
        try
        {
            foreach (var step in steps) step.Run();
        }
        finally
        {
            Device.End();
        }
        Device.Finish();
        foreach (var step in steps) step.Kernel.Dispose();
    }

    /// <summary>Runs the prologue if a variable that it reads was written since it last ran; between <c>Begin</c> and <c>End</c>.</summary>
    private void CatchUp()
    {
        if (_variables.Version == _seenVersion) return;
        bool changed = _seenVersion < 0;
        for (int i = 0; i < _watched.Length; i++)
        {
            changed |= _watched[i].Version != _seen[i];
            _seen[i] = _watched[i].Version;
        }
        _seenVersion = _variables.Version;
        if (!changed || _prologue.Length == 0) return;
        PrologueRuns++;
        foreach (var step in _prologue) step.Run();
    }

    /// <summary>Convolutions and pooling are prepared for logical shapes, everything else for the shapes that lie in memory.</summary>
    private static Shape[] ShapesOf(Step step)
    {
        bool logical = step.Operator is Convolution or ConvolutionInputGradient or ConvolutionFilterGradient or Pool or PoolGradient or MaxPoolIndices;
        return [.. step.Inputs.Select(slot => logical ? slot.Shape : slot.Stored)];
    }

    private sealed record PlannedStep(string Name, Kernel Kernel, Tensor[] Inputs, Tensor[] Outputs, double Work)
    {
        public void Run() => Kernel.Run(Inputs, Outputs);
    }
}
