namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>A pixel that fits into one number.</summary>
public interface IPackedVector<TPacked> : IPixel
    where TPacked : struct, IEquatable<TPacked>
{
    TPacked PackedValue { get; set; }
}
