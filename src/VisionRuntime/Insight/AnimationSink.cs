namespace VisionRuntime.Insight;

/// <summary>Writes frames as an animated GIF.</summary>
internal sealed class AnimationSink(string path, double frameRate) : FrameSink(path, frameRate)
{
    private readonly double _frameRate = frameRate;
    private Recording? _recording;

    public override long Dropped => _recording?.Dropped ?? 0;

    private protected override void Start()
    {
        // Many frames of a video are too much for a GIF, so that large ones are reduced.
        int reduce = Math.Max(1, (int)Math.Ceiling(Math.Max(Width, Height) / 640.0));
        _recording = new Recording(Width, Height, new() { Reduce = reduce });
    }

    private protected override void Write(ReadOnlySpan<byte> rgba) => _recording!.AddFrame(rgba);

    private protected override void End() => _recording!.Save(Path, _frameRate);
}
