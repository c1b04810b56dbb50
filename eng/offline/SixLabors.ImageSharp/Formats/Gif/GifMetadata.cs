namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>What a GIF carries for the whole image.</summary>
public class GifMetadata : IDeepCloneable
{
    /// <summary>How often the animation is shown; 0 is for ever, 1 (once) is the default.</summary>
    public ushort RepeatCount { get; set; } = 1;

    public GifColorTableMode ColorTableMode { get; set; }

    public IList<string> Comments { get; set; } = [];

    public IDeepCloneable DeepClone()
        => new GifMetadata { RepeatCount = RepeatCount, ColorTableMode = ColorTableMode, Comments = [.. Comments] };
}
