namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Whether the rows come in seven passes.</summary>
public enum PngInterlaceMode : byte
{
    None = 0,
    Adam7 = 1,
}
