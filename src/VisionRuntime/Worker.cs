using System.Threading.Tasks.Sources;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime;

/// <summary>
/// Runs a model on a device. <see cref="Run()"/> waits for the result; <see cref="Schedule()"/> does not, and the result is picked up by
/// <see cref="TryRead"/> or <see cref="ReadAsync"/> one or two frames later. Allocates nothing after construction.
/// </summary>
/// <remarks>A worker on an OpenGL device is used on the thread where the context is current.</remarks>
/// <example>
/// <code>
/// using var worker = new Worker(Model.Load("classifier.onnx"), device);
/// worker.Run(pixels);
/// ReadOnlySpan&lt;float&gt; probabilities = worker.Output("probabilities");
/// </code>
/// </example>
public sealed class Worker : IDisposable, IValueTaskSource
{
    private readonly Plan _plan;
    private readonly Variables? _own;
    private readonly OutputReader[] _readers;
    private ManualResetValueTaskSourceCore<bool> _read;
    private CancellationTokenRegistration _cancellation;
    private int _waiting;
    private long _scheduled;

    /// <summary>Compiles a model for a device.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">The device; its owner disposes it.</param>
    /// <param name="options">Batch size, shared weights, input memory; the defaults if null.</param>
    /// <exception cref="NotSupportedException">The device has no kernel for an operator, or does not support the precision of the weights.
    /// </exception>
    /// <exception cref="OutOfDeviceMemoryException">The network does not fit into the device's memory.</exception>
    /// <exception cref="KeyNotFoundException">The model has no output of a name in <see cref="WorkerOptions.Outputs"/>.</exception>
    public Worker(Model model, Device device, WorkerOptions? options = null)
        : this(model, model.ToGraph(options?.Batch ?? 1), device, options) { }

    /// <summary>Compiles a graph that was built from a model and extended.</summary>
    internal Worker(Model model, Graph graph, Device device, WorkerOptions? options = null)
    {
        options ??= new();
        Model = model;
        _own = options.Weights is null ? new Variables(device, options.Seed) : null;
        var bound = options.Input is null
            ? null
            : new Dictionary<string, Tensor>(StringComparer.Ordinal) { [model.Definition.InputName] = options.Input };
        try
        {
            _plan = Plan.Compile(graph, device, options.Weights ?? _own!, bound,
                options.InputInAnyLayout ? [model.Definition.InputName] : null, options.WeightPrecision);
            string[] read = options.Outputs is { Count: > 0 } chosen ? [.. chosen] : [.. graph.Outputs.Keys];
            _readers = [.. read.Select(name => new OutputReader(name, _plan.Output(name), device))];
        }
        catch
        {
            _plan?.Dispose();
            _own?.Dispose();
            throw;
        }
    }

    /// <summary>Gets the model.</summary>
    public Model Model { get; }

    /// <summary>Gets the device.</summary>
    public Device Device => _plan.Device;

    /// <summary>Gets the weights, which training may change while the worker is in use.</summary>
    public Variables Weights => _plan.Variables;

    /// <summary>Gets what the network needs memory for.</summary>
    public MemoryReport Memory => _plan.Memory;

    /// <summary>Gets how much of the run that <see cref="RunFor"/> began is done, from 0 to 1; 0 if none was begun.</summary>
    public double Progress => _plan.Progress;

    /// <summary>Gets the number of the run whose results <see cref="Output"/> returns, counted from 0; -1 before the first.</summary>
    public long ResultNumber { get; private set; } = -1;

    /// <summary>
    /// Gets an input's tensor, to be written before a run; the model's only input if no name is given. Images are [N, C, H, W] in the
    /// order of <see cref="InputLayout"/>.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The model has no such input.</exception>
    public Tensor Input(string? name = null) => _plan.Input(name ?? Model.Definition.InputName);

    /// <summary>
    /// Gets the layout in which an input is read: logical, unless <see cref="WorkerOptions.InputInAnyLayout"/> lets the network choose.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The model has no such input.</exception>
    public Layout InputLayout(string? name = null) => _plan.InputLayout(name ?? Model.Definition.InputName);

    /// <summary>Runs the model on what the inputs hold and waits for the result.</summary>
    public void Run()
    {
        _plan.Run();
        foreach (var reader in _readers) reader.ReadNow();
        ResultNumber = _scheduled++;
    }

    /// <summary>Writes the model's input, runs it and waits for the result.</summary>
    /// <param name="input">The input's elements, row-major.</param>
    /// <exception cref="ArgumentException">The input has another number of elements.</exception>
    public void Run(ReadOnlySpan<float> input)
    {
        Write(input);
        Run();
    }

    /// <summary>Starts a run and returns without waiting; the result arrives later.</summary>
    /// <returns>False if too many results are on their way; nothing was started.</returns>
    public bool Schedule()
    {
        if (!HasRoom()) return false;
        _plan.Run();
        Request();
        return true;
    }

    /// <summary>Writes the model's input, starts a run and returns without waiting.</summary>
    /// <param name="input">The input's elements, row-major.</param>
    /// <returns>False if too many results are on their way; nothing was started.</returns>
    /// <exception cref="ArgumentException">The input has another number of elements.</exception>
    public bool Schedule(ReadOnlySpan<float> input)
    {
        if (!HasRoom()) return false;
        Write(input);
        return Schedule();
    }

    /// <summary>
    /// Starts a run or goes on with one until the time is spent, so that a large model can be spread over several frames. The input must
    /// not change until the run is complete. At least one kernel is run.
    /// </summary>
    /// <param name="budget">The time to spend in this call.</param>
    /// <returns>Whether the run is complete; its result then arrives as after <see cref="Schedule()"/>.</returns>
    public bool RunFor(TimeSpan budget)
    {
        if (!HasRoom() || !_plan.Run(budget)) return false;
        Request();
        return true;
    }

    /// <summary>Takes the newest result that has arrived; does not wait.</summary>
    /// <returns>False if none has arrived since the last call; the outputs are unchanged.</returns>
    public bool TryRead()
    {
        bool arrived = Poll();
        if (arrived) Complete();
        return arrived;
    }

    /// <summary>
    /// Waits for the result of the latest scheduled run without blocking the thread. On an OpenGL device the wait ends in a later call of
    /// <see cref="TryRead"/>, or of <see cref="VisionHost.Update"/> if the worker belongs to a host, on the context's thread.
    /// </summary>
    /// <param name="cancellation">Ends the wait; the run itself goes on.</param>
    /// <exception cref="InvalidOperationException">No run was scheduled, or another call is waiting already.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask ReadAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _waiting) != 0)
            throw new InvalidOperationException($"{Model.Name}: another call of ReadAsync is waiting; await it first");
        if (Poll() && ResultNumber == _scheduled - 1) return ValueTask.CompletedTask;
        if (_readers[0].Pending == 0) throw new InvalidOperationException($"{Model.Name}: there is no run to read; call Schedule first");
        _read.Reset();
        Volatile.Write(ref _waiting, 1);
        _cancellation = cancellation.UnsafeRegister(static (worker, token) => ((Worker)worker!).Cancel(token), this);
        return new(this, _read.Version);
    }

    /// <summary>Gets the values of an output from the last result read, row-major; valid until the next result is read.</summary>
    /// <param name="name">The output's name; the model's own output if null.</param>
    /// <exception cref="KeyNotFoundException">
    /// The model has no such output, or it is not among <see cref="WorkerOptions.Outputs"/>.
    /// </exception>
    public ReadOnlySpan<float> Output(string? name = null) => Find(name).Values;

    /// <summary>Gets the shape of an output.</summary>
    /// <param name="name">The output's name; the model's own output if null.</param>
    /// <exception cref="KeyNotFoundException">
    /// The model has no such output, or it is not among <see cref="WorkerOptions.Outputs"/>.
    /// </exception>
    public Shape OutputShape(string? name = null) => Find(name).Shape;

    /// <summary>
    /// Frees the plan, the readback and the worker's own weights; a call that waits in <see cref="ReadAsync"/> is cancelled.
    /// </summary>
    public void Dispose()
    {
        Cancel(new CancellationToken(true));
        foreach (var reader in _readers) reader.Dispose();
        _plan.Dispose();
        _own?.Dispose();
    }

    void IValueTaskSource.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    /// <summary>Makes the next results late by some polls, so that tests can play a slow device.</summary>
    internal void DelayResults(int polls) => _readers[^1].Delay(polls);

    /// <summary>Gets the plan that is run.</summary>
    internal Plan Plan => _plan;

    /// <summary>The number of the latest run that was started; -1 before the first.</summary>
    internal long LatestNumber => _scheduled - 1;

    private bool HasRoom()
    {
        foreach (var reader in _readers)
        {
            if (!reader.HasRoom) return false;
        }
        return true;
    }

    private void Request()
    {
        foreach (var reader in _readers) reader.Request(_scheduled);
        _scheduled++;
    }

    /// <summary>Takes the newest result of which every output has arrived.</summary>
    private bool Poll()
    {
        if (_readers[0].Pending == 0) return false;
        long number = -1;
        // The copies of one run are queued together, so the last output's fence passes last.
        if (!_readers[^1].TryTakeNewest(ref number)) return false;
        for (int i = 0; i < _readers.Length - 1; i++) _readers[i].TakeUpTo(number);
        ResultNumber = number;
        return true;
    }

    private void Complete()
    {
        if (ResultNumber < _scheduled - 1 || Interlocked.Exchange(ref _waiting, 0) == 0) return;
        _cancellation.Dispose();
        _read.SetResult(true);
    }

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.Exchange(ref _waiting, 0) != 0) _read.SetException(new OperationCanceledException(token));
    }

    private void Write(ReadOnlySpan<float> input)
    {
        var tensor = Input();
        if (input.Length != tensor.Shape.Count)
            throw new ArgumentException(
                $"{Model.Name}: {input.Length} values for the input {tensor.Shape}, which has {tensor.Shape.Count}", nameof(input));
        tensor.Write(input);
    }

    private OutputReader Find(string? name)
    {
        name ??= Model.Definition.OutputName;
        foreach (var reader in _readers)
        {
            if (reader.Name == name) return reader;
        }
        throw new KeyNotFoundException(
            $"{Model.Name}: the worker has no output '{name}'; it has {string.Join(", ", _readers.Select(reader => reader.Name))}");
    }

    /// <summary>One output on its way to the host.</summary>
    private sealed class OutputReader(string name, Tensor tensor, Device device) : IDisposable
    {
        private const int Places = 3;
        private readonly TensorReadback _readback = new(device, (int)tensor.Shape.Count, Places);
        private readonly float[] _values = new float[tensor.Shape.Count];

        public string Name => name;

        public Shape Shape => tensor.Shape;

        public ReadOnlySpan<float> Values => _values;

        public int Pending => _readback.Pending;

        public bool HasRoom => Pending < Places;

        public void Request(long number) => _readback.Request(tensor, number);

        public bool TryTakeNewest(ref long number) => _readback.TryTakeNewest(_values, out number);

        public void TakeUpTo(long number)
        {
            while (_readback.Take(_values) < number) { }
        }

        public void Delay(int polls) => _readback.Delay = polls;

        public void ReadNow() => tensor.Read(_values);

        public void Dispose() => _readback.Dispose();
    }
}

/// <summary>What a <see cref="Worker"/> may be told besides its model and device.</summary>
public sealed record WorkerOptions
{
    /// <summary>The number of samples in a batch.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Weights to share with other workers or with training, on the same device; the worker makes its own if null.</summary>
    public Variables? Weights { get; init; }

    /// <summary>The seed of weights that the model does not come with.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Memory in which the model's input lies, a <c>CameraSensor</c>'s observations for example; the worker has its own if null.
    /// </summary>
    public Tensor? Input { get; init; }

    /// <summary>
    /// Whether the network may choose the layout in which its input is written, see <see cref="Worker.InputLayout"/>; saves a conversion
    /// in each run where a <c>FrameCapture</c> writes it. <see cref="Worker.Run(ReadOnlySpan{float})"/> then expects that layout too.
    /// </summary>
    public bool InputInAnyLayout { get; init; }

    /// <summary>
    /// The precision in which kernels keep the weights. <see cref="ShaderKernels.Devices.WeightPrecision.Half"/> is supported on OpenGL;
    /// elsewhere the worker throws a <see cref="NotSupportedException"/>.
    /// </summary>
    public WeightPrecision WeightPrecision { get; init; }

    /// <summary>The outputs that are read back; all if null.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }
}
