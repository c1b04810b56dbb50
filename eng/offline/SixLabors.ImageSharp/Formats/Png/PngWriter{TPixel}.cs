using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes one image as PNG.</summary>
internal sealed class PngWriter<TPixel>
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly ImageFrame<TPixel> frame;
    private readonly PngMetadata metadata;
    private readonly PngHeader header;
    private readonly PngFilterMethod filter;
    private readonly int compressionLevel;
    private readonly Palette? palette;
    private readonly byte[] indices = [];

    public PngWriter(PngEncoder encoder, Image<TPixel> image)
    {
        frame = image.Frames.RootFrame;
        metadata = image.Metadata.Png ?? new PngMetadata();
        compressionLevel = (int)encoder.CompressionLevel;
        PngColorType colorType = encoder.ColorType ?? metadata.ColorType ?? TPixel.Kind.ColorType;
        int bits = (int)(encoder.BitDepth ?? metadata.BitDepth ?? TPixel.Kind.BitDepth);
        if (!PngHeader.IsValid(colorType, bits)) bits = 8;
        if (colorType == PngColorType.Palette)
        {
            Rgba32[] pixels = Array.ConvertAll(frame.Pixels, pixel => pixel.To<Rgba32>());
            IQuantizer quantizer = encoder.Quantizer ?? new WuQuantizer(new QuantizerOptions { MaxColors = 1 << bits });
            palette = encoder.Quantizer is null && metadata.ColorTable is { Length: > 0 } known
                ? new Palette(Array.ConvertAll(known.ToArray(), color => color.ToPixel<Rgba32>()))
                : quantizer.CreatePalette([pixels], default(TPixel).To<Rgba32>());
            indices = palette.Indices(pixels, frame.Width);
            int needed = palette.Colors.Length switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
            bits = Math.Max(bits, needed);
        }

        filter = encoder.FilterMethod ?? (palette is null ? PngFilterMethod.Paeth : PngFilterMethod.None);
        PngInterlaceMode interlace = encoder.InterlaceMethod ?? metadata.InterlaceMethod ?? PngInterlaceMode.None;
        if (interlace == PngInterlaceMode.Adam7 && image.Width < 5 && image.Width * image.Height > 1)
        {
            throw new NotSupportedException(
                $"An interlaced PNG of {image.Width}x{image.Height}: the real package writes an unreadable file below a width of 5.");
        }

        header = new PngHeader(image.Width, image.Height, bits, colorType, interlace);
    }

    public void Write(Stream stream)
    {
        stream.Write(PngChunkReader.Signature);
        WriteChunk(stream, "IHDR", header.ToBytes());
        WritePalette(stream);
        WriteTransparentColor(stream);
        WriteChunk(stream, "IDAT", Deflate());
        WriteChunk(stream, "IEND", []);
        stream.Flush();
    }

    private static void WriteChunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] name = Encoding.ASCII.GetBytes(type);
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(name);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(name, data));
        stream.Write(number);
    }

    private void WritePalette(Stream stream)
    {
        if (palette is null) return;
        WriteChunk(stream, "PLTE", [.. palette.Colors.SelectMany(color => new[] { color.R, color.G, color.B })]);
        int lastTransparent = Array.FindLastIndex(palette.Colors, color => color.A < 255);
        if (lastTransparent >= 0) WriteChunk(stream, "tRNS", [.. palette.Colors.Take(lastTransparent + 1).Select(color => color.A)]);
    }

    private void WriteTransparentColor(Stream stream)
    {
        if (metadata.TransparentColor is not { } color) return;
        bool wide = header.BitDepth == 16;
        ushort[]? samples = header.ColorType switch
        {
            PngColorType.Grayscale => [wide ? color.ToPixel<L16>().PackedValue : color.ToPixel<L8>().PackedValue],
            PngColorType.Rgb when wide => [color.ToPixel<Rgb48>().R, color.ToPixel<Rgb48>().G, color.ToPixel<Rgb48>().B],
            PngColorType.Rgb => [color.ToPixel<Rgb24>().R, color.ToPixel<Rgb24>().G, color.ToPixel<Rgb24>().B],
            _ => null,
        };
        if (samples is not null) WriteChunk(stream, "tRNS", [.. samples.SelectMany(sample => new[] { (byte)(sample >> 8), (byte)sample })]);
    }

    private byte[] Deflate()
    {
        MemoryStream output = new();
        using (ZLibStream deflated = new(output, new ZLibCompressionOptions { CompressionLevel = compressionLevel }))
        {
            foreach (PngPass pass in header.Passes()) WritePass(pass, deflated);
        }

        return output.ToArray();
    }

    private void WritePass(PngPass pass, ZLibStream deflated)
    {
        byte[] row = new byte[header.RowBytes(pass.Columns(header.Width))];
        byte[] above = new byte[row.Length];
        byte[] filtered = new byte[row.Length + 1];
        byte[] best = new byte[row.Length + 1];
        for (int y = pass.Top; y < header.Height; y += pass.StepY)
        {
            Array.Clear(row);
            Pack(y, pass.Left, pass.StepX, row);
            if (filter != PngFilterMethod.Adaptive)
            {
                PngFilter.Apply(filter, row, above, header.FilterStride, best);
            }
            else
            {
                long bestCost = long.MaxValue;
                for (PngFilterMethod candidate = PngFilterMethod.None; candidate <= PngFilterMethod.Paeth; candidate++)
                {
                    PngFilter.Apply(candidate, row, above, header.FilterStride, filtered);
                    long cost = PngFilter.Cost(filtered);
                    if (cost >= bestCost) continue;
                    bestCost = cost;
                    (best, filtered) = (filtered, best);
                }
            }

            deflated.Write(best);
            (row, above) = (above, row);
        }
    }

    /// <summary>
    /// Packs every <paramref name="step"/>-th pixel of row <paramref name="y"/> from <paramref name="first"/> into the bytes of a row.
    /// </summary>
    private void Pack(int y, int first, int step, Span<byte> row)
    {
        ReadOnlySpan<TPixel> pixels = frame.Row(y);
        int stride = header.BitsPerPixel / 8;
        for (int x = first, i = 0; x < pixels.Length; x += step, i++)
        {
            TPixel pixel = pixels[x];
            Span<byte> target = stride == 0 ? row : row[(i * stride)..];
            switch (header.ColorType, header.BitDepth)
            {
                case (PngColorType.Grayscale, 16):
                    Words(target, pixel.To<L16>().PackedValue);
                    break;
                case (PngColorType.Grayscale, 8):
                    target[0] = pixel.To<L8>().PackedValue;
                    break;
                case (PngColorType.Grayscale, int bits):
                    float scale = 255 / ((1 << bits) - 1);
                    PackBits(row, i, bits, (int)MathF.Round(pixel.To<L8>().PackedValue / scale));
                    break;
                case (PngColorType.Palette, int bits):
                    PackBits(row, i, bits, indices[(y * header.Width) + x]);
                    break;
                case (PngColorType.GrayscaleWithAlpha, 16):
                    La32 wideGrey = pixel.To<La32>();
                    Words(target, wideGrey.L, wideGrey.A);
                    break;
                case (PngColorType.GrayscaleWithAlpha, _):
                    La16 grey = pixel.To<La16>();
                    (target[0], target[1]) = (grey.L, grey.A);
                    break;
                case (PngColorType.Rgb, 16):
                    Rgb48 wideRgb = pixel.To<Rgb48>();
                    Words(target, wideRgb.R, wideRgb.G, wideRgb.B);
                    break;
                case (PngColorType.Rgb, _):
                    Rgb24 rgb = pixel.To<Rgb24>();
                    (target[0], target[1], target[2]) = (rgb.R, rgb.G, rgb.B);
                    break;
                case (_, 16):
                    Rgba64 wide = pixel.To<Rgba64>();
                    Words(target, wide.R, wide.G, wide.B, wide.A);
                    break;
                default:
                    Rgba32 rgba = pixel.To<Rgba32>();
                    (target[0], target[1], target[2], target[3]) = (rgba.R, rgba.G, rgba.B, rgba.A);
                    break;
            }
        }
    }

    private static void Words(Span<byte> target, params ReadOnlySpan<ushort> words)
    {
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(target[(2 * i)..], words[i]);
    }

    private static void PackBits(Span<byte> row, int index, int bits, int value)
    {
        int bit = index * bits;
        row[bit >> 3] |= (byte)(value << (8 - bits - (bit & 7)));
    }
}
