namespace SixLabors.ImageSharp.Processing;

/// <summary>The weights of red, green and blue, by ITU-R recommendation.</summary>
public enum GrayscaleMode
{
    Bt709,
    Bt601,
}
