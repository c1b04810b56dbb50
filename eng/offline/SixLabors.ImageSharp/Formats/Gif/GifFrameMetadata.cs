namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>What a GIF carries for one frame.</summary>
public class GifFrameMetadata : IDeepCloneable
{
    /// <summary>How long the frame is shown, in hundredths of a second.</summary>
    public int FrameDelay { get; set; }

    public GifColorTableMode ColorTableMode { get; set; }

    public GifDisposalMethod DisposalMethod { get; set; }

    public IDeepCloneable DeepClone() => (GifFrameMetadata)MemberwiseClone();
}
