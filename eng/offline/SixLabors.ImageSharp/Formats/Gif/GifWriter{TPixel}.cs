using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>
/// Writes a GIF (GIF89a specification, CompuServe 1990). Each frame after the first holds only the rectangle that changed, and in it the
/// unchanged pixels are transparent black. What becomes of them follows the real package, its weaknesses included: see the README.
/// </summary>
internal sealed class GifWriter<TPixel>
    where TPixel : unmanaged, IPixel<TPixel>
{
    /// <summary>What the unused entries of a palette hold: for pixels without alpha it looks like black.</summary>
    private static readonly Rgba32 Unused = default(TPixel).To<Rgba32>();

    private readonly Image<TPixel> image;
    private readonly GifMetadata metadata;
    private readonly bool local;
    private readonly IQuantizer quantizer;

    public GifWriter(Image<TPixel> image, GifColorTableMode? mode, IQuantizer quantizer)
    {
        this.image = image;
        this.quantizer = quantizer;
        if (image.Width > ushort.MaxValue || image.Height > ushort.MaxValue)
            throw new NotSupportedException($"A GIF is at most 65535 pixels wide and high; this image is {image.Width}x{image.Height}.");
        metadata = image.Metadata.Gif ?? new GifMetadata();
        local = (mode ?? metadata.ColorTableMode) == GifColorTableMode.Local;
    }

    public void Write(Stream stream, CancellationToken cancellationToken)
    {
        using BinaryWriter writer = new(stream, System.Text.Encoding.Latin1, leaveOpen: true);
        List<Rgba32[]> frames = [.. image.Frames.All.Select(frame => Array.ConvertAll(frame.Pixels, pixel => pixel.To<Rgba32>()))];
        bool ownTable = UsesOwnTable(0);
        Palette palette = quantizer.CreatePalette(ownTable ? [frames[0]] : frames, Unused);
        int transparent = TransparentEntry(palette);

        writer.Write("GIF89a"u8);
        writer.Write((ushort)image.Width);
        writer.Write((ushort)image.Height);
        writer.Write((byte)(0x70 | (local ? 0 : 0x80) | (TableBits(palette) - 1)));
        writer.Write((byte)Math.Max(0, transparent)); // background color
        writer.Write((byte)0); // square pixels
        if (!local) WriteColorTable(writer, palette);
        if (image.Frames.Count > 1 && metadata.RepeatCount != 1) WriteRepeatCount(writer);

        Rectangle area = image.Frames.RootFrame.Bounds();
        WriteFrame(writer, 0, area, ownTable ? palette : null, transparent, palette.Indices(frames[0], image.Width), palette.Colors.Length);
        Palette global = palette.ByNearness();
        for (int i = 1; i < frames.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteChange(writer, i, frames, global, transparent);
        }

        writer.Write((byte)0x3B);
    }

    private static int TransparentEntry(Palette palette) => Array.FindIndex(palette.Colors, color => color.Equals(Unused));

    private static int Bits(int entries) => entries <= 2 ? 1 : int.Log2(entries - 1) + 1;

    private static int TableBits(Palette palette) => Bits(palette.Colors.Length);

    private static void WriteColorTable(BinaryWriter writer, Palette palette)
    {
        for (int i = 0; i < 1 << TableBits(palette); i++)
        {
            Rgba32 color = i < palette.Colors.Length ? palette.Colors[i] : default;
            writer.Write([color.R, color.G, color.B]);
        }
    }

    private bool UsesOwnTable(int number) => local || image.Frames[number].Metadata.Gif?.ColorTableMode == GifColorTableMode.Local;

    /// <summary>The NETSCAPE2.0 application extension.</summary>
    private void WriteRepeatCount(BinaryWriter writer)
    {
        writer.Write([0x21, 0xFF, 11]);
        writer.Write("NETSCAPE2.0"u8);
        writer.Write([3, 1]);
        writer.Write(metadata.RepeatCount);
        writer.Write((byte)0);
    }

    /// <summary>Writes what changed since the frame before. An entry of -1 is none: unchanged pixels are then opaque.</summary>
    private void WriteChange(BinaryWriter writer, int number, List<Rgba32[]> frames, Palette global, int globalTransparent)
    {
        bool restored = image.Frames[number - 1].Metadata.Gif?.DisposalMethod == GifDisposalMethod.RestoreToBackground;
        (Rectangle area, bool changed) = Changed(restored ? null : frames[number - 1], frames[number]);
        Rgba32[] pixels = Difference(restored ? null : frames[number - 1], frames[number], area);

        // A frame that carries metadata, as one with a delay does, is given the first frame's transparent entry.
        bool known = globalTransparent >= 0 && image.Frames[number].Metadata.Gif?.ColorTableMode == GifColorTableMode.Global;
        if (UsesOwnTable(number))
        {
            Palette own = quantizer.CreatePalette([pixels], Unused);
            int entry = TransparentEntry(own) is >= 0 and int found ? found : own.Colors.Length;
            WriteFrame(writer, number, area, own, known || changed ? entry : -1, own.Indices(pixels, area.Width), own.Colors.Length);
        }
        else
        {
            // With 256 colors in the table the entry beyond them becomes the first of them.
            int entry = known ? globalTransparent : changed ? global.Colors.Length : -1;
            global.Transparent = entry;
            byte[] indices = global.Indices(pixels, area.Width);
            WriteFrame(writer, number, area, null, Math.Min(entry, byte.MaxValue), indices, global.Colors.Length);
        }
    }

    private void WriteFrame(BinaryWriter writer, int number, Rectangle area, Palette? own, int transparent, byte[] indices, int colors)
    {
        GifFrameMetadata frameMetadata = image.Frames[number].Metadata.Gif ?? new GifFrameMetadata();
        writer.Write([0x21, 0xF9, 4]);
        writer.Write((byte)(((int)frameMetadata.DisposalMethod << 2) | (transparent >= 0 ? 1 : 0)));
        writer.Write((ushort)Math.Clamp(frameMetadata.FrameDelay, 0, ushort.MaxValue));
        writer.Write([(byte)Math.Max(0, transparent), 0]);

        writer.Write((byte)0x2C);
        writer.Write((ushort)area.X);
        writer.Write((ushort)area.Y);
        writer.Write((ushort)area.Width);
        writer.Write((ushort)area.Height);
        writer.Write((byte)(own is null ? 0 : 0x80 | (TableBits(own) - 1)));
        if (own is not null) WriteColorTable(writer, own);
        Lzw.Encode(writer, indices, Math.Max(2, Bits(colors + (transparent >= colors ? 1 : 0))));
    }

    private Rgba32[] Difference(Rgba32[]? before, Rgba32[] after, Rectangle area)
    {
        var pixels = new Rgba32[area.Width * area.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int at = ((area.Y + (i / area.Width)) * image.Width) + area.X + (i % area.Width);
            pixels[i] = before is not null && before[at].Equals(after[at]) ? default : after[at];
        }

        return typeof(TPixel) == typeof(Rgba32) ? pixels : Array.ConvertAll(pixels, Through);
    }

    /// <summary>The pixel type may have no alpha: transparent black is then black.</summary>
    private static Rgba32 Through(Rgba32 color)
    {
        TPixel pixel = default;
        pixel.FromRgba32(color);
        return pixel.To<Rgba32>();
    }

    /// <summary>The smallest rectangle outside which two frames are alike; the last column where they are alike everywhere.</summary>
    private (Rectangle Area, bool Any) Changed(Rgba32[]? before, Rgba32[] after)
    {
        if (before is null) return (new Rectangle(0, 0, image.Width, image.Height), true);
        int left = int.MaxValue, right = -1, top = int.MaxValue, bottom = -1;
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<Rgba32> a = before.AsSpan(y * image.Width, image.Width), b = after.AsSpan(y * image.Width, image.Width);
            int first = a.CommonPrefixLength(b);
            if (first == a.Length) continue;
            int last = a.Length - 1;
            while (a[last].Equals(b[last])) last--;
            (left, right) = (Math.Min(left, first), Math.Max(right, last));
            (top, bottom) = (Math.Min(top, y), y);
        }

        return bottom < 0
            ? (new Rectangle(image.Width - 1, 0, 1, image.Height), false)
            : (Rectangle.FromLTRB(left, top, right + 1, bottom + 1), true);
    }
}
