namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>One palette for all frames, or one for each.</summary>
public enum GifColorTableMode
{
    Global,
    Local,
}
