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

    /// <summary>Starts a new frame: the next call to <see cref="TryCapture"/> captures from the source.</summary>
    public void NextFrame() => _captured = false;

    public override bool TryCapture(DeviceKind device, out Frame frame)
    {
        if (!_captured)
        {
            _arrived = source.TryCapture(device, out _frame);
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
