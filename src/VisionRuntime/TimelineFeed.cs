using VisionRuntime.Insight.Overlay;

namespace VisionRuntime;

/// <summary>Passes on what the profiler of a host records, and starts one if there is none.</summary>
internal sealed class TimelineFeed : IDisposable
{
    private readonly VisionHost _host;
    private readonly FrameHistory _history;
    private readonly FrameProfiler? _own;
    private FrameProfiler? _profiler;
    private long _next;

    public TimelineFeed(VisionHost host, FrameHistory history)
    {
        (_host, _history) = (host, history);
        if (host.Profiler is null) host.Profiler = _own = new();
    }

    /// <summary>Takes what was recorded since the last call.</summary>
    public void Take()
    {
        if (_host.Profiler is not { } profiler) return;
        if (_profiler != profiler) (_profiler, _next) = (profiler, profiler.Recorded);
        for (; _next < profiler.Recorded; _next++)
        {
            ref readonly var span = ref profiler.Span(_next);
            // What came before the first whole frame, and the whole update, which is the sum of what is in it.
            if (span.Frame < 0 || span.Name == FrameProfiler.Update) continue;
            bool onDevice = span.Track.Length > 0;
            double milliseconds = span.Duration.TotalMilliseconds;
            _history.Add(span.Frame, onDevice ? span.Track : span.Name, onDevice, milliseconds);
            if (!onDevice && span.Name == FrameProfiler.Capture && CapturedBy(profiler, _next) is { } component)
                _history.Add(span.Frame, component, onDevice: false, -milliseconds);
        }
    }

    /// <summary>Returns the component in whose time the frame was captured: the first one that looked at it.</summary>
    private static string? CapturedBy(FrameProfiler profiler, long capture)
    {
        ref readonly var inner = ref profiler.Span(capture);
        for (long number = capture - 1; number >= profiler.Recorded - profiler.Count; number--)
        {
            ref readonly var span = ref profiler.Span(number);
            if (span.Frame != inner.Frame) break;
            if (span.Track.Length == 0 && span.Name != FrameProfiler.Update
                && span.Start <= inner.Start && span.Start + span.Duration >= inner.Start + inner.Duration) return span.Name;
        }
        return null;
    }

    /// <summary>Ends the recording, if it was started here.</summary>
    public void Dispose()
    {
        if (_own is null) return;
        if (_host.Profiler == _own) _host.Profiler = null;
        _own.Dispose();
    }
}
