using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The IHDR chunk (PNG specification, 11.2.2) and the geometry that follows from it.</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, PngInterlaceMode Interlace)
{
    public const int Size = 13;

    public int BitsPerPixel => BitDepth * ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayscaleWithAlpha => 2,
        PngColorType.RgbWithAlpha => 4,
        _ => 1,
    };

    /// <summary>How far back the filters look.</summary>
    public int FilterStride => Math.Max(1, BitsPerPixel / 8);

    /// <summary>Bytes of a row of so many pixels, without the filter byte.</summary>
    public int RowBytes(int pixels) => checked((int)((((long)pixels * BitsPerPixel) + 7) / 8));

    /// <summary>The passes in file order; one where the image is not interlaced.</summary>
    public IEnumerable<PngPass> Passes()
        => Interlace == PngInterlaceMode.Adam7
            ? PngPass.Adam7.Where(pass => pass.Columns(Width) > 0 && pass.Rows(Height) > 0)
            : [new PngPass(0, 0, 1, 1)];

    public static bool IsValid(PngColorType colorType, int bitDepth) => colorType switch
    {
        PngColorType.Grayscale => bitDepth is 1 or 2 or 4 or 8 or 16,
        PngColorType.Palette => bitDepth is 1 or 2 or 4 or 8,
        PngColorType.Rgb or PngColorType.GrayscaleWithAlpha or PngColorType.RgbWithAlpha => bitDepth is 8 or 16,
        _ => false,
    };

    /// <summary>Reads and checks the chunk; throws <see cref="NotSupportedException"/> for what PNG does not know, as the real package does.</summary>
    public static PngHeader Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length < Size) throw new InvalidImageContentException($"The PNG header has {data.Length} bytes instead of {Size}.");
        PngHeader header = new(
            BinaryPrimitives.ReadInt32BigEndian(data),
            BinaryPrimitives.ReadInt32BigEndian(data[4..]),
            data[8],
            (PngColorType)data[9],
            (PngInterlaceMode)data[12]);
        if (!IsValid(header.ColorType, header.BitDepth))
            throw new NotSupportedException($"Invalid or unsupported PNG color type {data[9]} with bit depth {data[8]}.");
        if (data[11] != 0) throw new NotSupportedException($"Invalid PNG filter method. Expected 0. Was '{data[11]}'.");
        if (header.Interlace > PngInterlaceMode.Adam7)
            throw new NotSupportedException($"Invalid PNG interlace method. Expected 0 or 1. Was '{data[12]}'.");
        return header;
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), Height);
        bytes[8] = (byte)BitDepth;
        bytes[9] = (byte)ColorType;
        bytes[12] = (byte)Interlace;
        return bytes;
    }
}
