using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Turns the bytes of rows into pixels.</summary>
internal sealed class PngScanline(PngHeader header, Rgba32[] palette, Color? transparent)
{
    /// <summary>What a sample below 8 bits is multiplied by to span 0..255.</summary>
    private readonly int scale = header.BitDepth < 8 ? 255 / ((1 << header.BitDepth) - 1) : 1;

    /// <summary>Unpacks a row of a pass into every <paramref name="step"/>-th pixel from <paramref name="first"/>.</summary>
    public void Unpack<TPixel>(ReadOnlySpan<byte> line, Span<TPixel> row, int first, int step)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        for (int x = first, i = 0; x < row.Length; x += step, i++)
        {
            if (header.BitDepth == 16) UnpackWords(line, i, ref row[x]);
            else UnpackBytes(line, i, ref row[x]);
        }
    }

    private void UnpackBytes<TPixel>(ReadOnlySpan<byte> line, int i, ref TPixel pixel)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        switch (header.ColorType)
        {
            case PngColorType.Grayscale:
                byte raw = Sample(line, i);
                byte luminance = (byte)(raw * scale);
                if (transparent is null) pixel.FromL8(new L8(luminance));
                else pixel.FromLa16(new La16(luminance, raw == transparent.Value.ToPixel<L8>().PackedValue ? (byte)0 : (byte)255));
                break;
            case PngColorType.Palette:
                pixel.FromRgba32(palette[Math.Min(Sample(line, i), palette.Length - 1)]);
                break;
            case PngColorType.GrayscaleWithAlpha:
                pixel.FromLa16(new La16(line[2 * i], line[(2 * i) + 1]));
                break;
            case PngColorType.RgbWithAlpha:
                pixel.FromRgba32(new Rgba32(line[4 * i], line[(4 * i) + 1], line[(4 * i) + 2], line[(4 * i) + 3]));
                break;
            default:
                Rgb24 rgb = new(line[3 * i], line[(3 * i) + 1], line[(3 * i) + 2]);
                if (transparent is null) pixel.FromRgb24(rgb);
                else pixel.FromRgba32(new Rgba32(rgb.R, rgb.G, rgb.B, rgb == transparent.Value.ToPixel<Rgb24>() ? (byte)0 : (byte)255));
                break;
        }
    }

    private void UnpackWords<TPixel>(ReadOnlySpan<byte> line, int i, ref TPixel pixel)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        switch (header.ColorType)
        {
            case PngColorType.Grayscale:
                L16 grey = new(Word(line, i));
                if (transparent is null) pixel.FromL16(grey);
                else pixel.FromLa32(new La32(grey.PackedValue, grey == transparent.Value.ToPixel<L16>() ? (ushort)0 : ushort.MaxValue));
                break;
            case PngColorType.GrayscaleWithAlpha:
                pixel.FromLa32(new La32(Word(line, 2 * i), Word(line, (2 * i) + 1)));
                break;
            case PngColorType.RgbWithAlpha:
                pixel.FromRgba64(new Rgba64(Word(line, 4 * i), Word(line, (4 * i) + 1), Word(line, (4 * i) + 2), Word(line, (4 * i) + 3)));
                break;
            default:
                Rgb48 rgb = new(Word(line, 3 * i), Word(line, (3 * i) + 1), Word(line, (3 * i) + 2));
                if (transparent is null) pixel.FromRgb48(rgb);
                else pixel.FromRgba64(new Rgba64(rgb.R, rgb.G, rgb.B, rgb == transparent.Value.ToPixel<Rgb48>() ? (ushort)0 : ushort.MaxValue));
                break;
        }
    }

    private static ushort Word(ReadOnlySpan<byte> line, int index) => BinaryPrimitives.ReadUInt16BigEndian(line[(2 * index)..]);

    private byte Sample(ReadOnlySpan<byte> line, int index)
    {
        int bits = header.BitDepth;
        if (bits == 8) return line[index];
        int bit = index * bits;
        return (byte)((line[bit >> 3] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1));
    }
}
