namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>How rows are predicted before compression; Adaptive chooses row by row.</summary>
public enum PngFilterMethod
{
    None,
    Sub,
    Up,
    Average,
    Paeth,
    Adaptive,
}
