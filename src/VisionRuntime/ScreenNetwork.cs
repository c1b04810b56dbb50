using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Overlay;
using VisionRuntime.Models;

namespace VisionRuntime;

/// <summary>
/// A component that runs a network on the frames: captures as the model's preprocessing says, runs within the budget, over several frames
/// if it must, and picks the results up when they arrive.
/// </summary>
public abstract class ScreenNetwork : VisionComponent, ILiveNetwork
{
    private Tensor? _observations;
    private FrameCapture? _capture;
    private Worker? _worker;
    private Preprocessing? _input;
    private (int Width, int Height) _builtFor;
    private Frame[] _frames = [];
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

    /// <summary>Gets the time of the frame that the current result is of, see <see cref="Frame.Time"/>.</summary>
    public TimeSpan ResultTime { get; private set; }

    /// <summary>Gets how much older the frame of the current result is than the newest frame; 0 if it is the same.</summary>
    public TimeSpan ResultAge => Host is null ? TimeSpan.Zero : Host.FrameTime - ResultTime;

    /// <summary>Gets the size in pixels of the frame that the current result is of.</summary>
    private protected (int Width, int Height) ResultSize { get; private set; }

    /// <summary>Gets the worker; null before the component was added to a host.</summary>
    public Worker? Worker => _worker;

    /// <summary>Throws if nothing says how the channels of the model's input are made from the color of a frame.</summary>
    /// <exception cref="ArgumentException">
    /// The input has neither one nor three channels, and the model does not say what they are.
    /// </exception>
    private protected void RequireColor()
    {
        if (Model.Definition.OwnPreprocessing is null && Model.InputShape[1] is not (1 or 3))
            throw new ArgumentException(
                $"{Model.Name}: the input {Model.InputShape} has {Model.InputShape[1]} channels, "
                + "and a frame has 1 (grayscale) or 3 (color); "
                + "give the model a preprocessing that says what the channels are");
    }

    /// <summary>Gets the weights that the network shares with training; null for weights of its own.</summary>
    private protected virtual Variables? SharedWeights => null;

    /// <summary>Builds the graph to run on each frame, and gets how its input is prepared.</summary>
    private protected virtual (Graph Graph, Preprocessing Input) Build(int frameWidth, int frameHeight) => (Model.ToGraph(), Preprocessing);

    /// <summary>Gets the number of scores that the network ends in, one for each class or action; 0 if it has none.</summary>
    private protected virtual int ScoreCount => 0;

    /// <summary>Gets the number of results that can be listed now.</summary>
    private protected abstract int ListedCount { get; }

    /// <summary>Gets a result with its label, as it is listed.</summary>
    private protected abstract (string Label, float Score) Listed(int index);

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
        _builtFor = (host.Source.Width, host.Source.Height);
        var (graph, preprocessing) = Build(_builtFor.Width, _builtFor.Height);
        _input = preprocessing;
        string[] outputs = Extend(graph);
        _observations = host.Device.AllocateTensor(preprocessing.InputShape);
        try
        {
            // The plan says in which layout its first kernel reads, and the capture writes that.
            _worker = new Worker(Model, graph, host.Device, new()
            {
                Input = _observations, InputInAnyLayout = true, Outputs = outputs, Weights = SharedWeights,
            });
            _capture = new FrameCapture(host.Source, preprocessing, host.Device, layout: _worker.InputLayout());
        }
        catch
        {
            Dispose(true);
            throw;
        }
        _frames = new Frame[8];
    }

    /// <inheritdoc/>
    protected override void Update(TimeSpan budget)
    {
        if (_worker!.TryRead()) TakeOver(_worker);
        // While a run is spread over frames its input must stay as it is.
        if (!_running && !_capture!.Capture(_observations!)) return;
        if (!_running) _frames[(_worker.LatestNumber + 1) % _frames.Length] = Host!.NewestFrame with { Number = Host.CapturedFrames - 1 };
        _running = budget == TimeSpan.MaxValue ? !_worker.Schedule() : !_worker.RunFor(budget);
        if (!_running) RuntimeMetrics.Inferences.Add(1);
    }

    /// <inheritdoc/>
    protected internal override void Finish()
    {
        var worker = _worker!;
        if (_running)
        {
            while (!worker.RunFor(TimeSpan.FromHours(1))) worker.TryRead();
            _running = false;
            RuntimeMetrics.Inferences.Add(1);
        }
        if (worker.ResultNumber == worker.LatestNumber) return;
        Host!.Device.Finish();
        while (worker.ResultNumber < worker.LatestNumber)
        {
            if (!worker.TryRead()) Thread.Yield();
        }
        TakeOver(worker);
    }

    private void TakeOver(Worker worker)
    {
        var frame = _frames[worker.ResultNumber % _frames.Length];
        (ResultFrame, ResultTime, ResultSize) = (frame.Number, frame.Time, (frame.Image.Width, frame.Image.Height));
        Read(worker);
        _unread = true;
    }

    /// <summary>Whether a result arrived that was not taken yet.</summary>
    private protected bool TakeResult()
    {
        bool unread = _unread;
        _unread = false;
        return unread;
    }

    NetworkDefinition ILiveNetwork.Definition => Model.Definition;

    Preprocessing ILiveNetwork.Input => _input!;

    int ILiveNetwork.ScoreCount => ScoreCount;

    Plan ILiveNetwork.Plan => _worker!.Plan;

    Tensor ILiveNetwork.Observations => _observations!;

    Layout ILiveNetwork.ObservationLayout => _worker!.InputLayout();

    long ILiveNetwork.LatestRun => _worker!.LatestNumber;

    int ILiveNetwork.ListedCount => ListedCount;

    (string Label, float Score) ILiveNetwork.Listed(int index) => Listed(index);

    Graph ILiveNetwork.Build() => Build(_builtFor.Width, _builtFor.Height).Graph;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _worker?.Dispose();
        _capture?.Dispose();
        _observations?.Buffer.Dispose();
        (_worker, _capture, _observations) = (null, null, null);
    }
}
