using System.Buffers;
using ShaderKernels.Devices;

namespace ShaderKernels.Backends.Cpu;

/// <summary>An image in CPU memory: 8-bit RGBA, four bytes per pixel. Alpha is ignored.</summary>
public sealed unsafe class CpuImage : DeviceImage, IDisposable
{
    private MemoryHandle _pin;

    /// <summary>Creates a view of pixels that do not move: native memory, or a mapped buffer.</summary>
    /// <param name="pixels">The first byte of the first row in memory; may be null until <see cref="Point"/> is called.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="rowBytes">The distance between rows in bytes; 0 for 4 times the width.</param>
    /// <param name="bottomUp">Whether the first row in memory is the bottom row of the image, as in OpenGL.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the rows overlap.</exception>
    public CpuImage(byte* pixels, int width, int height, int rowBytes = 0, bool bottomUp = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (rowBytes != 0 && rowBytes < width * 4)
            throw new ArgumentOutOfRangeException(nameof(rowBytes), rowBytes,
                $"CpuImage: a row of {width} pixels needs at least {width * 4} bytes");
        Pixels = pixels;
        Width = width;
        Height = height;
        RowBytes = rowBytes == 0 ? width * 4 : rowBytes;
        BottomUp = bottomUp;
    }

    /// <summary>Creates a view of pixels in managed memory, which is pinned until <see cref="Dispose"/>.</summary>
    /// <param name="pixels">The rows.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="rowBytes">The distance between rows in bytes; 0 for 4 times the width.</param>
    /// <param name="bottomUp">Whether the first row in memory is the bottom row of the image.</param>
    /// <exception cref="ArgumentException">The memory is smaller than the image.</exception>
    public CpuImage(Memory<byte> pixels, int width, int height, int rowBytes = 0, bool bottomUp = false)
        : this((byte*)null, width, height, rowBytes, bottomUp)
    {
        long needed = (long)RowBytes * (height - 1) + width * 4L;
        if (pixels.Length < needed)
            throw new ArgumentException(
                $"CpuImage: an image of {width} by {height} pixels needs {needed} bytes, but there are {pixels.Length}");
        _pin = pixels.Pin();
        Pixels = (byte*)_pin.Pointer;
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int Height { get; }

    /// <summary>Gets the distance between rows, in bytes.</summary>
    public int RowBytes { get; }

    /// <summary>Gets whether the first row in memory is the bottom row of the image.</summary>
    public bool BottomUp { get; }

    /// <summary>Gets a pointer to the first byte of the first row in memory.</summary>
    public byte* Pixels { get; private set; }

    /// <summary>Points the view at other pixels of the same size, such as the next frame, without a new object.</summary>
    public void Point(byte* pixels) => Pixels = pixels;

    /// <summary>Returns a row of the image, counted from the top.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is outside the image.</exception>
    public ReadOnlySpan<byte> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
        return new(RowFromTop(row), Width * 4);
    }

    /// <summary>Unpins managed pixels. Native memory is freed by its owner.</summary>
    public void Dispose()
    {
        _pin.Dispose();
        Pixels = null;
    }

    internal byte* RowFromTop(int row) => Pixels + (long)RowBytes * (BottomUp ? Height - 1 - row : row);
}
