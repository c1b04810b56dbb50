namespace VisionRuntime.Insight;

/// <summary>The scaling and the limits of a <see cref="Recording"/>.</summary>
public sealed record RecordingOptions
{
    /// <summary>The factor by which frames are enlarged, for small game screens; at least 1.</summary>
    public int Enlarge { get; init; } = 1;

    /// <summary>
    /// The factor by which frames are reduced, for large game screens; at least 1. The center of each square of pixels is kept. Applied
    /// before <see cref="Enlarge"/>.
    /// </summary>
    public int Reduce { get; init; } = 1;

    /// <summary>The maximum number of frames; at least 1. Later frames are dropped.</summary>
    public int MaximumFrames { get; init; } = 1200;

    /// <summary>The maximum size of the uncompressed animation in bytes. Later frames are dropped.</summary>
    public long MaximumBytes { get; init; } = 256L << 20;
}
