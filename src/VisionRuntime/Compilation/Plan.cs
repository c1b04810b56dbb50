using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// A graph compiled for one device: kernels in order and one arena of memory. Running it allocates nothing. Results that depend only on
/// constants are computed once; those that depend on variables that the plan does not update are computed again only when a variable has
/// changed.
/// </summary>
public sealed partial class Plan : IDisposable
{
    private readonly PlannedStep[] _prologue, _steps;
    private readonly DeviceBuffer _arena, _kept;
    private readonly Dictionary<string, Tensor> _inputs = [], _outputs = [];
    private readonly Dictionary<string, Layout> _inputLayouts = [];
    private readonly Variables _variables;
    private readonly Variables.Entry[] _watched, _updated;
    private readonly long[] _seen;
    private readonly double[] _workBefore, _seconds;
    private long _seenVersion = -1;

    private Plan(Program program, MemoryLayout memory, Variables variables, IReadOnlyDictionary<string, Tensor> bound,
        WeightPrecision precision)
    {
        (Device, _variables) = (variables.Device, variables);
        _arena = Device.Allocate(Math.Max(1, memory.Arena));
        _kept = Device.Allocate(Math.Max(1, memory.Kept));
        foreach (var (name, slot) in program.Inputs)
        {
            _inputs.Add(name, TensorOf(slot));
            _inputLayouts.Add(name, slot.Layout);
        }
        foreach (var (name, slot) in program.Outputs) _outputs.Add(name, TensorOf(slot));
        foreach (var (slot, values) in program.Constants) TensorOf(slot).Write(values);

        RunOnce(Prepare(Stage.Once));
        long before = DeviceBuffer.AllocatedBytesForCurrentThread;
        _prologue = Prepare(Stage.Variables);
        _steps = Prepare(Stage.Run);
        Memory = memory.Report with { WorkspaceBytes = DeviceBuffer.AllocatedBytesForCurrentThread - before };

        _seconds = new double[_steps.Length];
        _workBefore = new double[_steps.Length + 1];
        for (int i = 0; i < _steps.Length; i++) _workBefore[i + 1] = _workBefore[i] + _steps[i].Work;
        _watched = [.. program.Steps.SelectMany(ReadOnce).Select(input => input.Root)
            .Where(root => root.Kind == ValueKind.Variable).Distinct()
            .Select(root => variables.Find(root.Name))];
        _seen = new long[_watched.Length];
        _updated = [.. program.Updates.Select(update => variables.Find(update.Variable.Name))];

        PlannedStep[] Prepare(Stage stage) => [.. program.Steps.Where(step => Hoisting.StageOf(step) == stage).Select(step =>
            new PlannedStep(step.Name, Device.Prepare(step.Operator, ShapesOf(step), ConstantsOf(step), precision),
                [.. step.Inputs.Select(TensorOf)], [.. step.Outputs.Select(TensorOf)], WorkOf(step)))];

        Tensor TensorOf(Slot slot)
        {
            var root = slot.Root;
            var memory = root.Kind switch
            {
                ValueKind.Variable => variables.Find(root.Name).Tensor,
                ValueKind.Input => bound.GetValueOrDefault(root.Name),
                _ => null,
            };
            return memory is null ? new Tensor(root.Kept ? _kept : _arena, root.Offset, slot.Stored)
                : new Tensor(memory.Buffer, memory.Offset, slot.Stored);
        }
    }

    /// <summary>Gets the device that runs the plan.</summary>
    public Device Device { get; }

    /// <summary>Gets the variables that the plan reads and updates.</summary>
    public Variables Variables => _variables;

    /// <summary>Gets the memory report of the plan.</summary>
    public MemoryReport Memory { get; }

    /// <summary>Gets the size of the arena in bytes.</summary>
    public long ArenaBytes => Memory.ArenaBytes;

    /// <summary>Gets the size of the arena if no tensors shared memory, in bytes.</summary>
    public long ActivationBytes => Memory.ActivationBytes;

    /// <summary>Gets the names of the steps of each run, in order.</summary>
    public IEnumerable<string> Steps => _steps.Select(step => step.Name);

    /// <summary>Gets the names of the steps that run only after a variable has changed, in order.</summary>
    internal IEnumerable<string> Prologue => _prologue.Select(step => step.Name);

    /// <summary>Gets or sets what measures the time of each step; null to measure nothing.</summary>
    internal StepClock? Clock { get; set; }

    /// <summary>Gets the number of times the prologue has run.</summary>
    internal int PrologueRuns { get; private set; }

    /// <summary>
    /// Compiles a graph: removes unused nodes, folds normalization into filters, fuses elementwise operators, assigns layouts, schedules
    /// updates, plans memory and prepares kernels.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="device">The device.</param>
    /// <param name="variables">The variables on that device; missing variables are created and initialized.</param>
    /// <param name="bound">Inputs whose tensors are owned by the caller; the others are in the plan's arena.</param>
    /// <param name="inAnyLayout">
    /// The names of inputs that the caller can write in any layout. The plan chooses the layout its kernels read, which saves a conversion
    /// in each run; <see cref="InputLayout"/> returns it. The other inputs are in logical order.
    /// </param>
    /// <param name="precision">The precision in which kernels keep weights that the plan does not update.</param>
    /// <exception cref="ArgumentException">
    /// A variable or bound input has another shape, an input does not exist, the variables live on another device, or the plan updates
    /// variables and <paramref name="precision"/> is not <see cref="WeightPrecision.Single"/>.
    /// </exception>
    /// <exception cref="NotSupportedException">The device has no kernel for an operator, or does not support the precision.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The device does not have enough memory.</exception>
    public static Plan Compile(Graph graph, Device device, Variables variables, IReadOnlyDictionary<string, Tensor>? bound = null,
        IReadOnlyCollection<string>? inAnyLayout = null, WeightPrecision precision = WeightPrecision.Single) =>
        CompileWith(Passes.All, graph, device, variables, bound, inAnyLayout, precision: precision);

    /// <summary>
    /// Compiles with some of the optional passes, for tests, and with inputs that another plan reads in the given layouts.
    /// </summary>
    internal static Plan CompileWith(Passes passes, Graph graph, Device device, Variables variables, IReadOnlyDictionary<string,
        Tensor>? bound = null,
        IReadOnlyCollection<string>? inAnyLayout = null, Func<string, Layout?>? storedInput = null,
        WeightPrecision precision = WeightPrecision.Single)
    {
        bound ??= new Dictionary<string, Tensor>(StringComparer.Ordinal);
        inAnyLayout ??= [];
        foreach (string name in bound.Keys.Concat(inAnyLayout))
        {
            if (!graph.Inputs.ContainsKey(name)) throw new ArgumentException($"Plan: the graph has no input named {name}; "
                + $"it has {string.Join(", ", graph.Inputs.Keys)}");
        }
        foreach (var (name, tensor) in bound)
        {
            var input = graph.Inputs[name];
            if (input.Shape != tensor.Shape) throw new ArgumentException($"Plan: the input {input} cannot be bound to a tensor of "
                + $"{tensor.Shape}");
        }
        if (variables.Device != device) throw new ArgumentException($"Plan: the variables are on {variables.Device.Name}, "
            + $"the plan is for {device.Name}; use variables of the same device");
        var (program, memory) = Compiler.Run(graph, device.MaximumMapOperands, variables.LayoutOf, bound.ContainsKey, passes,
            inAnyLayout.Contains, storedInput, device.MultipliesIntegers, device.ReducesMap);
        if (precision != WeightPrecision.Single && program.Updates.Count > 0) throw new ArgumentException(
            $"Plan: weights in {precision} precision are for inference, and the graph updates {program.Updates[0].Variable.Name}; "
            + "use WeightPrecision.Single");
        foreach (var (name, slot) in program.Variables) variables.GetOrCreate(graph.Variables[name], slot.Layout);
        return new Plan(program, memory, variables, bound, precision);
    }

    /// <summary>Gets the tensor of an input, to be written before a run, in the layout <see cref="InputLayout"/>.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such input.</exception>
    public Tensor Input(string name) => _inputs.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"Plan: no "
        + $"input is named {name}; there are: {string.Join(", ", _inputs.Keys)}");

    /// <summary>
    /// Gets the layout of the tensor that <see cref="Input"/> returns: logical, unless <c>Compile</c> was told that the input may have any.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The graph has no such input.</exception>
    public Layout InputLayout(string name) => _inputLayouts.TryGetValue(name, out var layout) ? layout
        : throw new KeyNotFoundException($"Plan: no input is named {name}; there are: {string.Join(", ", _inputs.Keys)}");

    /// <summary>Gets the tensor of an output, to be read after a run, in logical order.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such output.</exception>
    public Tensor Output(string name) => _outputs.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"Plan: no "
        + $"output is named {name}; there are: {string.Join(", ", _outputs.Keys)}");

    /// <summary>
    /// Runs the plan once. Allocates nothing; on a GPU it queues the work and returns. A run that was started in parts is abandoned.
    /// </summary>
    public void Run()
    {
        Abandon();
        RunPart();
    }

    /// <summary>Releases the kernels and memory of the plan, but not the variables.</summary>
    public void Dispose()
    {
        foreach (var step in _prologue) step.Kernel.Dispose();
        foreach (var step in _steps) step.Kernel.Dispose();
        _arena.Dispose();
        _kept.Dispose();
    }

    /// <summary>Runs kernels once and releases them.</summary>
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

    /// <summary>
    /// Runs the prologue if a variable that it reads has changed since it last ran; called between <c>Begin</c> and <c>End</c>.
    /// </summary>
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
        if (!changed) return;
        if (_prologue.Length > 0) PrologueRuns++;
        foreach (var step in _prologue) step.Run();
        foreach (var step in _steps) step.Kernel.Prepack(step.Inputs);
    }

    /// <summary>
    /// Gets the logical shapes of inputs that the operator reads in a layout of its own, and the stored shapes of the others.
    /// </summary>
    private static Shape[] ShapesOf(Step step) =>
        [.. step.Inputs.Select((slot, i) => step.Operator.InputLayout(i) == Layout.Logical ? slot.Stored : slot.Shape)];

    /// <summary>
    /// Gets which inputs of a step are weights that stay the same until a variable changes, so that its kernel may pack them.
    /// </summary>
    private static bool[] ConstantsOf(Step step) => [.. step.Inputs.Select((slot, i) => Hoisting.StageOf(step) == Stage.Run
        && slot.Root.Stage < Stage.Run && step.Operator.InputRole(i) == InputRole.Weight)];

    /// <summary>Gets the inputs of a step that are read only after a variable has changed.</summary>
    private static IEnumerable<Slot> ReadOnce(Step step)
    {
        if (Hoisting.StageOf(step) == Stage.Variables) return step.Inputs;
        bool[] constants = ConstantsOf(step);
        return step.Inputs.Where((_, i) => constants[i]);
    }

    private sealed record PlannedStep(string Name, Kernel Kernel, Tensor[] Inputs, Tensor[] Outputs, double Work)
    {
        public void Run() => Kernel.Run(Inputs, Outputs);

        /// <summary>Runs one of some slices of the step.</summary>
        public void Run(int slice, int slices)
        {
            if (slices == 1) Kernel.Run(Inputs, Outputs);
            else Kernel.RunSlice(Inputs, Outputs, slice, slices);
        }
    }
}
