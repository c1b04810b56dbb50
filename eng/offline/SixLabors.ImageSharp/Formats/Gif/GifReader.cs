using System.Buffers.Binary;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>Reads a GIF with all its frames, each as the whole picture that would be seen.</summary>
internal sealed class GifReader : IPictureReader
{
    private const int HeaderSize = 13;

    private readonly byte[] file;
    private readonly int width;
    private readonly int height;
    private readonly byte[] globalTable = [];
    private readonly GifMetadata metadata = new();
    private int position;

    public GifReader(byte[] file)
    {
        this.file = file;
        ReadOnlySpan<byte> header = Take(HeaderSize);
        width = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        height = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if ((header[10] & 0x80) != 0) globalTable = Take(3 << ((header[10] & 7) + 1)).ToArray();
        else metadata.ColorTableMode = GifColorTableMode.Local;
    }

    public int BytesRead => position;

    public ImageInfo Identify() => new(new PixelTypeInfo(8), new Size(width, height), new ImageMetadata { Gif = metadata });

    public Image Decode(Configuration configuration) => Decode<Rgba32>(configuration);

    public Image<TPixel> Decode<TPixel>(Configuration configuration)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        try
        {
            return DecodeFrames<TPixel>(configuration);
        }
        catch (InvalidMemoryOperationException exception)
        {
            throw new InvalidImageContentException(width, height, exception);
        }
    }

    private Image<TPixel> DecodeFrames<TPixel>(Configuration configuration)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        List<ImageFrame<TPixel>> frames = [];
        ImageFrame<Rgba32> canvas = new(configuration, width, height);
        GraphicControl control = new();
        while (position < file.Length && Take(1)[0] is byte introducer && introducer != 0x3B)
        {
            if (introducer == 0x21)
            {
                ReadExtension(ref control);
            }
            else if (introducer == 0x2C)
            {
                frames.Add(ReadFrame<TPixel>(canvas, control));
                control = new();
            }
        }

        if (frames.Count == 0) throw new InvalidImageContentException("The GIF image contains no frame.");
        return new Image<TPixel>(configuration, new ImageMetadata { Gif = metadata }, frames);
    }

    private void ReadExtension(ref GraphicControl control)
    {
        byte label = Take(1)[0];
        ReadOnlySpan<byte> data = TakeBlocks();
        if (label == 0xF9 && data.Length >= 4)
        {
            control = new GraphicControl(
                (GifDisposalMethod)((data[0] >> 2) & 7),
                BinaryPrimitives.ReadUInt16LittleEndian(data[1..]),
                (data[0] & 1) != 0 ? data[3] : -1);
        }
        else if (label == 0xFF && data.Length >= 14 && data.StartsWith("NETSCAPE2.0"u8))
        {
            metadata.RepeatCount = BinaryPrimitives.ReadUInt16LittleEndian(data[12..]);
        }
        else if (label == 0xFE)
        {
            metadata.Comments.Add(System.Text.Encoding.ASCII.GetString(data));
        }
    }

    /// <summary>Draws the next frame onto the canvas, copies the canvas, and disposes of the frame as it asks.</summary>
    private ImageFrame<TPixel> ReadFrame<TPixel>(ImageFrame<Rgba32> canvas, GraphicControl control)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ReadOnlySpan<byte> descriptor = Take(9);
        Rectangle area = new(
            BinaryPrimitives.ReadUInt16LittleEndian(descriptor),
            BinaryPrimitives.ReadUInt16LittleEndian(descriptor[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(descriptor[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(descriptor[6..]));
        byte flags = descriptor[8];
        bool local = (flags & 0x80) != 0;
        byte[] table = local ? Take(3 << ((flags & 7) + 1)).ToArray() : globalTable;
        int minimumBits = Take(1)[0];
        if (minimumBits is < 2 or > 8) throw new InvalidImageContentException($"The GIF image has a minimum code size of {minimumBits} bits.");
        byte[] indices = new byte[area.Width * area.Height];
        Lzw.Decode(TakeBlocks(), minimumBits, indices);

        Rgba32[] before = control.Disposal == GifDisposalMethod.RestoreToPrevious ? (Rgba32[])canvas.Pixels.Clone() : [];
        int line = 0;
        foreach (int y in (flags & 0x40) != 0 ? Interlaced(area.Height) : Enumerable.Range(0, area.Height))
        {
            for (int x = 0; x < area.Width; x++)
            {
                int index = indices[(line * area.Width) + x];
                if (control.Transparent < 0) index = Math.Min(index, (table.Length / 3) - 1);
                if (index == control.Transparent || area.X + x >= width || area.Y + y >= height || (3 * index) + 2 >= table.Length) continue;
                canvas.Pixels[((area.Y + y) * width) + area.X + x] = new Rgba32(table[3 * index], table[(3 * index) + 1], table[(3 * index) + 2]);
            }

            line++;
        }

        ImageFrame<TPixel> frame = canvas.CloneAs<TPixel>(canvas.Configuration);
        GifFrameMetadata frameMetadata = frame.Metadata.GetGifMetadata();
        frameMetadata.FrameDelay = control.Delay;
        frameMetadata.DisposalMethod = control.Disposal;
        frameMetadata.ColorTableMode = local ? GifColorTableMode.Local : GifColorTableMode.Global;
        if (control.Disposal == GifDisposalMethod.RestoreToPrevious) before.CopyTo(canvas.Pixels, 0);
        else if (control.Disposal == GifDisposalMethod.RestoreToBackground) Clear(canvas, area);
        return frame;
    }

    private static void Clear(ImageFrame<Rgba32> canvas, Rectangle area)
    {
        area.Intersect(canvas.Bounds());
        for (int y = area.Top; y < area.Bottom; y++) canvas.Row(y).Slice(area.X, area.Width).Clear();
    }

    /// <summary>The rows of an interlaced frame in file order (GIF89a specification, appendix E).</summary>
    private static IEnumerable<int> Interlaced(int rows)
    {
        foreach ((int start, int step) in new[] { (0, 8), (4, 8), (2, 4), (1, 2) })
        {
            for (int y = start; y < rows; y += step) yield return y;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > file.Length - position) throw new InvalidImageContentException("The GIF image ends early.");
        position += count;
        return file.AsSpan(position - count, count);
    }

    private byte[] TakeBlocks()
    {
        List<byte> data = [];
        while (position < file.Length && Take(1)[0] is byte size && size > 0) data.AddRange(Take(Math.Min(size, file.Length - position)));
        return [.. data];
    }

    /// <summary>How the next frame is shown; <c>Transparent</c> is -1 where no index is.</summary>
    private readonly record struct GraphicControl(GifDisposalMethod Disposal, int Delay, int Transparent)
    {
        public GraphicControl()
            : this(GifDisposalMethod.Unspecified, 0, -1)
        {
        }
    }
}
