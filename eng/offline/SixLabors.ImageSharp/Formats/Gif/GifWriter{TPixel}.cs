using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>
/// Writes a GIF (GIF89a specification, CompuServe 1990). Where no frame has transparent pixels, each frame after the first
/// holds only the rectangle that changed, and in it the unchanged pixels are left transparent.
/// </summary>
internal sealed class GifWriter<TPixel>
    where TPixel : unmanaged, IPixel<TPixel>
{
    /// <summary>One entry of the 256 stays free for "as in the frame before".</summary>
    private const int MaximumColors = 255;

    private readonly Image<TPixel> image;
    private readonly GifMetadata metadata;
    private readonly bool local;
    private readonly bool opaque;

    public GifWriter(Image<TPixel> image, GifColorTableMode? mode)
    {
        this.image = image;
        if (image.Width > ushort.MaxValue || image.Height > ushort.MaxValue)
            throw new NotSupportedException($"A GIF is at most 65535 pixels wide and high; this image is {image.Width}x{image.Height}.");
        metadata = image.Metadata.Gif ?? new GifMetadata();
        local = (mode ?? metadata.ColorTableMode) == GifColorTableMode.Local;
        opaque = !TPixel.Kind.HasAlpha
            || image.Frames.All.All(frame => frame.Pixels.All(pixel => pixel.To<Rgba32>().A >= 128));
    }

    public void Write(Stream stream, CancellationToken cancellationToken)
    {
        using BinaryWriter writer = new(stream, System.Text.Encoding.Latin1, leaveOpen: true);
        Palette? shared = local ? null : Palette.Of(image.Frames.All, MaximumColors);
        writer.Write("GIF89a"u8);
        writer.Write((ushort)image.Width);
        writer.Write((ushort)image.Height);
        writer.Write((byte)(0x70 | (shared is null ? 0 : 0x80 | (TableBits(shared) - 1))));
        writer.Write((byte)0); // background colour
        writer.Write((byte)0); // square pixels
        if (shared is not null) WriteColorTable(writer, shared);
        if (image.Frames.Count > 1 && metadata.RepeatCount != 1) WriteRepeatCount(writer);
        for (int i = 0; i < image.Frames.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteFrame(writer, i, shared ?? Palette.Of([image.Frames[i]], MaximumColors));
        }

        writer.Write((byte)0x3B);
    }

    /// <summary>Bits of the table's size: its colours and one more, as a power of two.</summary>
    private static int TableBits(Palette palette)
    {
        int bits = 1;
        while (1 << bits < palette.Colors.Length + 1) bits++;
        return bits;
    }

    private static void WriteColorTable(BinaryWriter writer, Palette palette)
    {
        for (int i = 0; i < 1 << TableBits(palette); i++)
        {
            Rgba32 color = i < palette.Colors.Length ? palette.Colors[i] : default;
            writer.Write([color.R, color.G, color.B]);
        }
    }

    /// <summary>The NETSCAPE2.0 application extension.</summary>
    private void WriteRepeatCount(BinaryWriter writer)
    {
        writer.Write([0x21, 0xFF, 11]);
        writer.Write("NETSCAPE2.0"u8);
        writer.Write([3, 1]);
        writer.Write(metadata.RepeatCount);
        writer.Write((byte)0);
    }

    private void WriteFrame(BinaryWriter writer, int number, Palette palette)
    {
        ImageFrame<TPixel> frame = image.Frames[number];
        ImageFrame<TPixel>? previous = opaque && number > 0 ? image.Frames[number - 1] : null;
        Rectangle area = previous is null ? frame.Bounds() : Changed(previous, frame);
        byte transparent = (byte)palette.Colors.Length;
        GifFrameMetadata frameMetadata = frame.Metadata.Gif ?? new GifFrameMetadata();

        writer.Write([0x21, 0xF9, 4]);
        GifDisposalMethod disposal = opaque ? GifDisposalMethod.NotDispose : GifDisposalMethod.RestoreToBackground;
        writer.Write((byte)(((int)disposal << 2) | (previous is not null || !opaque ? 1 : 0)));
        writer.Write((ushort)Math.Clamp(frameMetadata.FrameDelay, 0, ushort.MaxValue));
        writer.Write([transparent, 0]);

        writer.Write((byte)0x2C);
        writer.Write((ushort)area.X);
        writer.Write((ushort)area.Y);
        writer.Write((ushort)area.Width);
        writer.Write((ushort)area.Height);
        writer.Write((byte)(local ? 0x80 | (TableBits(palette) - 1) : 0));
        if (local) WriteColorTable(writer, palette);
        Lzw.Encode(writer, Indices(frame, previous, area, palette, transparent), Math.Max(2, TableBits(palette)));
    }

    private static byte[] Indices(ImageFrame<TPixel> frame, ImageFrame<TPixel>? previous, Rectangle area, Palette palette, byte transparent)
    {
        byte[] indices = new byte[area.Width * area.Height];
        for (int y = 0, i = 0; y < area.Height; y++)
        {
            ReadOnlySpan<TPixel> row = frame.Row(area.Y + y).Slice(area.X, area.Width);
            ReadOnlySpan<TPixel> before = previous is null ? default : previous.Row(area.Y + y).Slice(area.X, area.Width);
            for (int x = 0; x < row.Length; x++, i++)
            {
                Rgba32 color = row[x].To<Rgba32>();
                bool leaveOut = color.A < 128 || (previous is not null && row[x].Equals(before[x]));
                indices[i] = leaveOut ? transparent : palette.IndexOf(color);
            }
        }

        return indices;
    }

    /// <summary>The smallest rectangle outside which two frames are alike; one pixel where they are alike everywhere.</summary>
    private static Rectangle Changed(ImageFrame<TPixel> before, ImageFrame<TPixel> after)
    {
        int left = int.MaxValue, right = -1, top = int.MaxValue, bottom = -1;
        for (int y = 0; y < after.Height; y++)
        {
            ReadOnlySpan<TPixel> a = before.Row(y), b = after.Row(y);
            int first = a.CommonPrefixLength(b);
            if (first == a.Length) continue;
            int last = a.Length - 1;
            while (a[last].Equals(b[last])) last--;
            (left, right) = (Math.Min(left, first), Math.Max(right, last));
            (top, bottom) = (Math.Min(top, y), y);
        }

        return bottom < 0 ? new Rectangle(0, 0, 1, 1) : Rectangle.FromLTRB(left, top, right + 1, bottom + 1);
    }
}
