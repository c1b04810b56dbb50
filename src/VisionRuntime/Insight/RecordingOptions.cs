namespace VisionRuntime.Insight;

/// <summary>How a <see cref="Recording"/> keeps its frames.</summary>
public sealed record RecordingOptions
{
    /// <summary>Each pixel becomes a square of this many, for small game screens; at least 1.</summary>
    public int Enlarge { get; init; } = 1;

    /// <summary>Of each square of this many pixels one is kept, its middle, for large game screens; at least 1. Comes before <see cref="Enlarge"/>.</summary>
    public int Reduce { get; init; } = 1;

    /// <summary>Frames beyond this many are dropped; at least 1.</summary>
    public int MaximumFrames { get; init; } = 1200;

    /// <summary>Frames are also dropped where the animation, uncompressed, would take more than this many bytes while it is saved.</summary>
    public long MaximumBytes { get; init; } = 256L << 20;
}
