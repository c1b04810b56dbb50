using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;

namespace VisionRuntime;

/// <summary>
/// A component that runs a network on the frames: captures as the model's preprocessing says, runs within the budget, over several frames
/// if it must, and picks the results up when they arrive.
/// </summary>
public abstract class ScreenNetwork : VisionComponent
{
    private Tensor? _observations;
    private FrameCapture? _capture;
    private Worker? _worker;
    private long[] _frames = [];
    private bool _running, _unread;

    /// <summary>Remembers the model.</summary>
    /// <exception cref="ArgumentException">The model does not take images.</exception>
    private protected ScreenNetwork(Model model)
    {
        Model = model;
        Preprocessing = model.Preprocessing
            ?? throw new ArgumentException(
                $"{model.Name}: the input {model.InputShape} is not an image [N, C, H, W], so the network cannot look at frames",
                nameof(model));
    }

    /// <summary>Gets the model.</summary>
    public Model Model { get; }

    /// <summary>Gets how frames are prepared for the model.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>
    /// Gets the number of the frame that the current result is of, see <see cref="VisionHost.CapturedFrames"/>; -1 before the first.
    /// </summary>
    public long ResultFrame { get; private set; } = -1;

    /// <summary>Gets the worker; null before the component was added to a host.</summary>
    public Worker? Worker => _worker;

    /// <summary>Adds to the network's graph what the component reads.</summary>
    /// <returns>The names of the outputs to read back.</returns>
    private protected abstract string[] Extend(Graph graph);

    /// <summary>A result has arrived in the worker's outputs.</summary>
    private protected abstract void Read(Worker worker);

    /// <summary>Forgets the frames stacked so far, at the beginning of an episode or after a cut.</summary>
    public void Restart() => _capture?.RestartAll();

    /// <inheritdoc/>
    protected override void Attach(VisionHost host)
    {
        var graph = Model.ToGraph();
        string[] outputs = Extend(graph);
        _observations = host.Device.AllocateTensor(Preprocessing.InputShape);
        try
        {
            // The plan says in which layout its first kernel reads, and the capture writes that.
            _worker = new Worker(Model, graph, host.Device, new() { Input = _observations, InputInAnyLayout = true, Outputs = outputs });
            _capture = new FrameCapture(host.Source, Preprocessing, host.Device, layout: _worker.InputLayout());
        }
        catch
        {
            Dispose(true);
            throw;
        }
        _frames = new long[8];
    }

    /// <inheritdoc/>
    protected override void Update(TimeSpan budget)
    {
        if (_worker!.TryRead())
        {
            ResultFrame = _frames[_worker.ResultNumber % _frames.Length];
            Read(_worker);
            _unread = true;
        }
        // While a run is spread over frames its input must stay as it is.
        if (!_running && !_capture!.Capture(_observations!)) return;
        if (!_running) _frames[(_worker.LatestNumber + 1) % _frames.Length] = Host!.CapturedFrames - 1;
        _running = budget == TimeSpan.MaxValue ? !_worker.Schedule() : !_worker.RunFor(budget);
        if (!_running) RuntimeMetrics.Inferences.Add(1);
    }

    /// <summary>Whether a result arrived that was not taken yet.</summary>
    private protected bool TakeResult()
    {
        bool unread = _unread;
        _unread = false;
        return unread;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _worker?.Dispose();
        _capture?.Dispose();
        _observations?.Buffer.Dispose();
        (_worker, _capture, _observations) = (null, null, null);
    }
}
