using System.Buffers;
using ShaderKernels.Devices;

namespace ShaderKernels.Backends.Cpu;

/// <summary>A picture in the processor's memory: 8 bits each of red, green, blue and alpha a pixel, in this order; alpha is not looked at.</summary>
public sealed unsafe class CpuImage : DeviceImage, IDisposable
{
    private MemoryHandle _pin;

    /// <summary>Views pixels that stay where they are: native memory, or a mapped buffer.</summary>
    /// <param name="pixels">The first byte of the first row in memory; may be null until <see cref="Point"/>.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="rowBytes">From one row to the next, in bytes; 4 times the width where 0.</param>
    /// <param name="bottomUp">Whether the first row in memory is the picture's lowest, as OpenGL has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the rows overlap.</exception>
    public CpuImage(byte* pixels, int width, int height, int rowBytes = 0, bool bottomUp = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (rowBytes != 0 && rowBytes < width * 4)
            throw new ArgumentOutOfRangeException(nameof(rowBytes), rowBytes, $"CpuImage: rows of {width} pixels take {width * 4} bytes or more");
        Pixels = pixels;
        Width = width;
        Height = height;
        RowBytes = rowBytes == 0 ? width * 4 : rowBytes;
        BottomUp = bottomUp;
    }

    /// <summary>Views pixels in managed memory, which is held in place until <see cref="Dispose"/>.</summary>
    /// <param name="pixels">The rows.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="rowBytes">From one row to the next, in bytes; 4 times the width where 0.</param>
    /// <param name="bottomUp">Whether the first row in memory is the picture's lowest.</param>
    /// <exception cref="ArgumentException">The memory is too small for the picture.</exception>
    public CpuImage(Memory<byte> pixels, int width, int height, int rowBytes = 0, bool bottomUp = false) : this((byte*)null, width, height, rowBytes, bottomUp)
    {
        long needed = (long)RowBytes * (height - 1) + width * 4L;
        if (pixels.Length < needed) throw new ArgumentException($"CpuImage: {width} by {height} pixels take {needed} bytes, not {pixels.Length}");
        _pin = pixels.Pin();
        Pixels = (byte*)_pin.Pointer;
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int Height { get; }

    /// <summary>From one row to the next, in bytes.</summary>
    public int RowBytes { get; }

    /// <summary>Whether the first row in memory is the picture's lowest.</summary>
    public bool BottomUp { get; }

    /// <summary>The first byte of the first row in memory.</summary>
    public byte* Pixels { get; private set; }

    /// <summary>The same picture size at another place in memory: the next frame, without a new object.</summary>
    public void Point(byte* pixels) => Pixels = pixels;

    /// <summary>A row of the picture, counted from the top.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<byte> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
        return new(RowFromTop(row), Width * 4);
    }

    /// <summary>Lets managed pixels move again; others are their owner's to free.</summary>
    public void Dispose()
    {
        _pin.Dispose();
        Pixels = null;
    }

    internal byte* RowFromTop(int row) => Pixels + (long)RowBytes * (BottomUp ? Height - 1 - row : row);
}
