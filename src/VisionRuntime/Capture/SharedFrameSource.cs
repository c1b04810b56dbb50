using System.Diagnostics;
using ShaderKernels.Devices;

namespace VisionRuntime.Capture;

/// <summary>
/// Shares one capture between several consumers. A frame is captured at most once between two calls to <see cref="NextFrame"/>.
/// </summary>
internal sealed class SharedFrameSource(FrameSource source) : FrameSource
{
    private Frame _frame, _newest;
    private bool _captured, _arrived;

    public override int Width => source.Width;

    public override int Height => source.Height;

    public override long Requested => source.Requested;

    public override double? FrameRate => source.FrameRate;

    public override bool Ended => source.Ended;

    /// <summary>Gets the newest frame; the default value before the first.</summary>
    public Frame Newest => _newest;

    /// <summary>Gets the number of captured frames.</summary>
    public long Captured { get; private set; }

    /// <summary>Gets when the capture of this frame began and ended, in the ticks of <see cref="Stopwatch"/>; (0, 0) before it.</summary>
    public (long Start, long End) CaptureSpan { get; private set; }

    /// <summary>Starts a new frame: the next call to <see cref="TryCapture"/> captures from the source.</summary>
    public void NextFrame() => (_captured, CaptureSpan) = (false, (0, 0));

    public override bool TryCapture(DeviceKind device, out Frame frame)
    {
        if (!_captured)
        {
            long start = Stopwatch.GetTimestamp();
            _arrived = source.TryCapture(device, out _frame);
            CaptureSpan = (start, Stopwatch.GetTimestamp());
            _captured = true;
            if (_arrived) (_newest, Captured) = (_frame, Captured + 1);
        }
        frame = _frame;
        return _arrived;
    }

    public override void Dispose() => source.Dispose();

    protected override bool TryCaptureTexture(long number, out Frame frame) => throw new NotSupportedException();

    protected override bool TryCaptureBytes(long number, out Frame frame) => throw new NotSupportedException();
}
