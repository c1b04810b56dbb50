namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>What becomes of a frame before the next is drawn.</summary>
public enum GifDisposalMethod
{
    Unspecified = 0,
    NotDispose = 1,
    RestoreToBackground = 2,
    RestoreToPrevious = 3,
}
