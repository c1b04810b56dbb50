using SixLabors.ImageSharp.Formats.Gif;

namespace SixLabors.ImageSharp.Metadata;

/// <summary>What a frame carries beside its pixels.</summary>
public sealed class ImageFrameMetadata : IDeepCloneable<ImageFrameMetadata>
{
    internal ImageFrameMetadata()
    {
    }

    internal GifFrameMetadata? Gif { get; set; }

    public ImageFrameMetadata DeepClone() => new() { Gif = (GifFrameMetadata?)Gif?.DeepClone() };
}
