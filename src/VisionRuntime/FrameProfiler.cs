using System.Diagnostics;
using System.Runtime.InteropServices;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;

namespace VisionRuntime;

/// <summary>
/// Records where the time of each frame goes: the capture and every component on the thread of <see cref="VisionHost.Update"/>, and every
/// kernel of their networks on the device. Keeps the newest spans and writes them as a Chrome trace.
/// </summary>
/// <remarks>
/// On OpenGL, kernels are measured by timestamps in the queue of the GPU, which arrive a few frames later; nothing waits for them.
/// Recording allocates nothing after the first frame with a new component. Kernels of ILGPU are not recorded, because its devices
/// cannot be measured without waiting.
/// </remarks>
/// <example>
/// <code>
/// vision.Profiler = new FrameProfiler();
/// // after some frames:
/// vision.Profiler.SaveTrace("trace.json"); // open it in https://ui.perfetto.dev or chrome://tracing
/// </code>
/// </example>
public sealed class FrameProfiler : IDisposable
{
    internal const string Update = "Update", Capture = "Capture", Draw = "Draw";

    private readonly ProfilerSpan[] _spans;
    private readonly List<MeasuredPlan> _plans = [];
    private readonly long _origin = Stopwatch.GetTimestamp();
    private long _count, _frame = -1;

    /// <summary>Creates a profiler.</summary>
    /// <param name="capacity">The number of spans that are kept; a frame with one network of twenty layers has about 25.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public FrameProfiler(int capacity = 20_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _spans = new ProfilerSpan[capacity];
    }

    /// <summary>Gets the number of spans that are kept now.</summary>
    public int Count => (int)Math.Min(_count, _spans.Length);

    /// <summary>Gets a span; 0 is the oldest one that is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such span.</exception>
    public ProfilerSpan this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"FrameProfiler: there are {Count} spans");
            return _spans[(_count - Count + index) % _spans.Length];
        }
    }

    /// <summary>
    /// Writes the spans in Chrome's trace event format, for <c>ui.perfetto.dev</c> and <c>chrome://tracing</c>: one track for the thread
    /// and one for each network's kernels.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SaveTrace(string path) =>
        AtomicFile.WriteText(path, ChromeTrace.Write([.. Enumerable.Range(0, Count).Select(i => this[i])]));

    /// <summary>Stops measuring kernels.</summary>
    public void Dispose()
    {
        foreach (var plan in _plans) plan.Dispose();
        _plans.Clear();
    }

    /// <summary>Gets the number of spans that were recorded so far.</summary>
    internal long Recorded => _count;

    /// <summary>Gets a span by its number since recording began, among those that are kept.</summary>
    internal ref readonly ProfilerSpan Span(long number) => ref _spans[number % _spans.Length];

    /// <summary>A frame begins on this thread.</summary>
    internal void BeginFrame() => _frame++;

    /// <summary>Something on this thread has taken the time from <paramref name="start"/> to <paramref name="end"/>.</summary>
    internal void Record(string name, long start, long end) =>
        Add(new(name, "", _frame, SinceOrigin(start), Stopwatch.GetElapsedTime(start, end)));

    /// <summary>Takes the times of kernels that have arrived, and begins to measure networks that it does not know yet.</summary>
    internal void EndFrame(IReadOnlyList<VisionComponent> components)
    {
        for (int i = 0; i < components.Count; i++)
        {
            if (components[i] is ScreenNetwork { Worker: { } worker } network && !IsMeasured(worker.Plan))
                _plans.Add(new(network, worker.Plan, NameOf(components, i)));
        }
        for (int i = _plans.Count - 1; i >= 0; i--)
        {
            var plan = _plans[i];
            if (!plan.IsCurrent)
            {
                plan.Dispose();
                _plans.RemoveAt(i);
                continue;
            }
            if (!plan.TryTake(out long start)) continue;
            for (int step = 0; step < plan.Milliseconds.Length; step++)
            {
                var duration = TimeSpan.FromMilliseconds(plan.Milliseconds[step]);
                Add(new(plan.Names[step], plan.Track, _frame, SinceOrigin(start), duration));
                start += (long)(duration.TotalSeconds * Stopwatch.Frequency);
            }
        }
    }

    private bool IsMeasured(Plan plan)
    {
        foreach (var measured in _plans)
        {
            if (measured.Plan == plan) return true;
        }
        return false;
    }

    private void Add(in ProfilerSpan span) => _spans[_count++ % _spans.Length] = span;

    private TimeSpan SinceOrigin(long timestamp) => Stopwatch.GetElapsedTime(_origin, timestamp);

    /// <summary>The name of a component's network; with a number if there are several of the type.</summary>
    private static string NameOf(IReadOnlyList<VisionComponent> components, int index)
    {
        string type = components[index].TypeName;
        int before = components.Take(index).Count(component => component.TypeName == type);
        string name = $"{type} {((ScreenNetwork)components[index]).Model.Name}";
        return before == 0 ? name : $"{name} ({before + 1})";
    }

    /// <summary>The plan of a component's network and the clock that measures it.</summary>
    private sealed class MeasuredPlan : IDisposable
    {
        private readonly ScreenNetwork _network;
        private readonly StepClock? _clock;

        public MeasuredPlan(ScreenNetwork network, Plan plan, string track)
        {
            (_network, Plan, Track) = (network, plan, track);
            Names = [.. plan.Steps];
            Milliseconds = new double[Names.Length];
            _clock = StepClock.For(plan.Device, Names.Length);
            plan.Clock ??= _clock;
        }

        public Plan Plan { get; }

        public string Track { get; }

        public string[] Names { get; }

        public double[] Milliseconds { get; }

        public bool IsCurrent => _network.Worker?.Plan == Plan;

        /// <summary>Takes the times of a run; the overlay's page of times may measure the plan in the meantime.</summary>
        public bool TryTake(out long start)
        {
            start = 0;
            Plan.Clock ??= _clock;
            return Plan.Clock == _clock && _clock is not null && _clock.TryTake(Milliseconds, out start);
        }

        public void Dispose()
        {
            if (Plan.Clock == _clock) Plan.Clock = null;
            _clock?.Dispose();
        }
    }
}

/// <summary>A piece of work that <see cref="FrameProfiler"/> recorded.</summary>
/// <param name="Name">The component, or the node of the network's graph that a kernel computes.</param>
/// <param name="Track">The network that a kernel belongs to; empty for work on the thread of <see cref="VisionHost.Update"/>.</param>
/// <param name="Frame">The number of the update since recording began; for a kernel, of the update in which its time arrived.</param>
/// <param name="Start">The time from the creation of the profiler to the beginning.</param>
/// <param name="Duration">How long it took.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProfilerSpan(string Name, string Track, long Frame, TimeSpan Start, TimeSpan Duration);
