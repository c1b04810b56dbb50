using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Reads a PNG file: every colour type and bit depth of the specification, interlaced or not. Animation chunks are passed over.</summary>
internal sealed class PngReader : IPictureReader
{
    private readonly PngHeader header;
    private readonly PngMetadata metadata = new();
    private readonly byte[] compressed;

    /// <summary>Reads all chunks up to the end, the pixels still compressed.</summary>
    public PngReader(byte[] file)
    {
        PngHeader? found = null;
        byte[] colours = [], alphas = [];
        using MemoryStream data = new();
        PngChunkReader chunks = new(file);
        while (chunks.Read() && chunks.Type != "IEND")
        {
            if (chunks.Type == "IHDR")
            {
                if (found is not null) throw new InvalidImageContentException("The PNG image has two headers.");
                found = PngHeader.Parse(chunks.Data);
            }
            else if (found is null)
            {
                throw new InvalidImageContentException("The PNG image must begin with a header chunk.");
            }
            else if (chunks.Type == "IDAT")
            {
                data.Write(chunks.Data);
            }
            else if (chunks.Type == "PLTE")
            {
                colours = chunks.Data.ToArray();
            }
            else if (chunks.Type == "tRNS")
            {
                alphas = chunks.Data.ToArray();
            }
        }

        compressed = data.ToArray();
        BytesRead = chunks.Position;
        header = found ?? throw new InvalidImageContentException("The PNG image does not contain a header chunk.");
        metadata.BitDepth = (PngBitDepth)header.BitDepth;
        metadata.ColorType = header.ColorType;
        metadata.InterlaceMethod = header.Interlace;
        metadata.TransparentColor = TransparentColor(alphas);
        if (colours.Length >= 3) metadata.ColorTable = ColorTable(colours, alphas);
    }

    public int BytesRead { get; }

    public ImageInfo Identify()
        => new(new PixelTypeInfo(header.BitsPerPixel), new Size(header.Width, header.Height), new ImageMetadata { Png = metadata });

    /// <summary>Decodes into the pixel type that loses nothing.</summary>
    public Image Decode(Configuration configuration)
    {
        bool wide = header.BitDepth == 16, alpha = metadata.TransparentColor is not null;
        return header.ColorType switch
        {
            PngColorType.Grayscale when wide => alpha ? Decode<La32>(configuration) : Decode<L16>(configuration),
            PngColorType.Grayscale => alpha ? Decode<La16>(configuration) : Decode<L8>(configuration),
            PngColorType.Rgb when wide => alpha ? Decode<Rgba64>(configuration) : Decode<Rgb48>(configuration),
            PngColorType.Rgb => alpha ? Decode<Rgba32>(configuration) : Decode<Rgb24>(configuration),
            PngColorType.GrayscaleWithAlpha => wide ? Decode<La32>(configuration) : Decode<La16>(configuration),
            PngColorType.RgbWithAlpha when wide => Decode<Rgba64>(configuration),
            _ => Decode<Rgba32>(configuration),
        };
    }

    public Image<TPixel> Decode<TPixel>(Configuration configuration)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (compressed.Length == 0) throw new InvalidImageContentException("PNG Image does not contain a data chunk.");
        if (header.ColorType == PngColorType.Palette && metadata.ColorTable is null)
            throw new InvalidImageContentException("PNG Image does not contain a palette chunk.");
        try
        {
            ImageFrame<TPixel> frame = new(configuration, header.Width, header.Height);
            Inflate(frame);
            return new Image<TPixel>(configuration, new ImageMetadata { Png = (PngMetadata)metadata.DeepClone() }, [frame]);
        }
        catch (InvalidMemoryOperationException exception)
        {
            throw new InvalidImageContentException(header.Width, header.Height, exception);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidImageContentException("The compressed data of the PNG image is corrupt.", exception);
        }
    }

    /// <summary>Fills the frame; where the compressed data ends early the rest stays empty, as in the real package.</summary>
    private void Inflate<TPixel>(ImageFrame<TPixel> frame)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (compressed.Length < 2 || (compressed[0] & 0x0F) != 8) throw new InvalidImageContentException("Bad method for ZLIB header in the PNG image.");
        using DeflateStream inflated = new(new MemoryStream(compressed, 2, compressed.Length - 2), CompressionMode.Decompress);
        Rgba32[] palette = metadata.ColorTable is { } table ? Array.ConvertAll(table.ToArray(), color => color.ToPixel<Rgba32>()) : [];
        PngScanline scanline = new(header, palette, metadata.TransparentColor);
        foreach (PngPass pass in header.Passes())
        {
            byte[] row = new byte[1 + header.RowBytes(pass.Columns(header.Width))];
            byte[] above = new byte[row.Length];
            for (int y = pass.Top; y < header.Height; y += pass.StepY)
            {
                if (inflated.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length) return;
                PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStride);
                scanline.Unpack(row.AsSpan(1), frame.Row(y), pass.Left, pass.StepX);
                (row, above) = (above, row);
            }
        }
    }

    private Color? TransparentColor(byte[] alphas)
    {
        bool wide = header.BitDepth == 16;
        ushort At(int channel) => BinaryPrimitives.ReadUInt16BigEndian(alphas.AsSpan(2 * channel));
        return header.ColorType switch
        {
            PngColorType.Grayscale when alphas.Length >= 2
                => wide ? new Color(new L16(At(0))) : Color.FromPixel(new L8((byte)At(0))),
            PngColorType.Rgb when alphas.Length >= 6
                => wide ? new Color(new Rgb48(At(0), At(1), At(2))) : new Color(new Rgb24((byte)At(0), (byte)At(1), (byte)At(2))),
            _ => null,
        };
    }

    private static Color[] ColorTable(byte[] colours, byte[] alphas)
    {
        Color[] table = Array.ConvertAll(MemoryMarshal.Cast<byte, Rgb24>(colours.AsSpan(0, colours.Length / 3 * 3)).ToArray(), rgb => new Color(rgb));
        for (int i = 0; i < Math.Min(alphas.Length, table.Length); i++) table[i] = table[i].WithAlpha(alphas[i] / 255F);
        return table;
    }
}
