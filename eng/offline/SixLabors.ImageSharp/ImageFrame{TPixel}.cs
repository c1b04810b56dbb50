using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>One picture of an image.</summary>
public sealed class ImageFrame<TPixel> : ImageFrame
    where TPixel : unmanaged, IPixel<TPixel>
{
    /// <summary>The real allocator refuses more on 64 bits.</summary>
    private const long AllocationLimit = 4L << 30;

    /// <summary>Above this the real allocator may hand out several pieces.</summary>
    private const int ContiguousLimit = 4 << 20;

    private TPixel[]? pixels;

    internal ImageFrame(Configuration configuration, int width, int height, ImageFrameMetadata? metadata = null)
        : base(configuration, width, height, metadata ?? new ImageFrameMetadata())
        => pixels = Allocate(width, height);

    internal TPixel[] Pixels => pixels ?? throw new ObjectDisposedException(nameof(ImageFrame<>));

    public TPixel this[int x, int y]
    {
        get => Pixels[Index(x, y)];
        set => Pixels[Index(x, y)] = value;
    }

    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels)
    {
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new PixelAccessor<TPixel>(this));
    }

    public void ProcessPixelRows<TPixel2>(ImageFrame<TPixel2> frame2, PixelAccessorAction<TPixel, TPixel2> processPixels)
        where TPixel2 : unmanaged, IPixel<TPixel2>
    {
        ArgumentNullException.ThrowIfNull(frame2);
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new PixelAccessor<TPixel>(this), new PixelAccessor<TPixel2>(frame2));
    }

    public void CopyPixelDataTo(Span<TPixel> destination) => Pixels.CopyTo(destination);

    public void CopyPixelDataTo(Span<byte> destination) => Pixels.CopyTo(MemoryMarshal.Cast<byte, TPixel>(destination));

    /// <summary>The pixels as one block; false where they may lie in several (see <see cref="Configuration.PreferContiguousImageBuffers"/>).</summary>
    public bool DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
    {
        bool contiguous = Configuration.PreferContiguousImageBuffers
            || (long)Pixels.Length * Unsafe.SizeOf<TPixel>() <= ContiguousLimit;
        memory = contiguous ? Pixels : default;
        return contiguous;
    }

    public override string ToString() => $"ImageFrame<{typeof(TPixel).Name}>({Width}x{Height})";

    internal Span<TPixel> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return Pixels.AsSpan(y * Width, Width);
    }

    internal ImageFrame<TPixel> Clone(Configuration configuration)
    {
        ImageFrame<TPixel> clone = new(configuration, Width, Height, Metadata.DeepClone());
        Pixels.CopyTo(clone.Pixels, 0);
        return clone;
    }

    internal override ImageFrame<TOther> CloneAs<TOther>(Configuration configuration)
    {
        if (this is ImageFrame<TOther> same) return same.Clone(configuration);
        ImageFrame<TOther> clone = new(configuration, Width, Height, Metadata.DeepClone());
        for (int i = 0; i < Pixels.Length; i++) clone.Pixels[i] = Pixels[i].To<TOther>();
        return clone;
    }

    /// <summary>Takes over the pixels and the size of a frame that is thrown away after.</summary>
    internal void TakeFrom(ImageFrame<TPixel> other) => (pixels, Width, Height) = (other.Pixels, other.Width, other.Height);

    protected override void Dispose(bool disposing) => pixels = null;

    private static TPixel[] Allocate(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        long count = (long)width * height;
        long bytes = count <= AllocationLimit ? count * Unsafe.SizeOf<TPixel>() : long.MaxValue;
        if (bytes > AllocationLimit || count > Array.MaxLength)
            throw new InvalidMemoryOperationException($"An image of {width}x{height} pixels exceeds the limit of {AllocationLimit} bytes.");
        return new TPixel[count];
    }

    private int Index(int x, int y)
    {
        if ((uint)x >= (uint)Width) throw new ArgumentOutOfRangeException(nameof(x));
        if ((uint)y >= (uint)Height) throw new ArgumentOutOfRangeException(nameof(y));
        return (y * Width) + x;
    }
}
