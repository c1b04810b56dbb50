using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>The rows of an image in memory, from the top.</summary>
internal readonly unsafe struct PixelRows(byte* top, nint stride)
{
    /// <summary>Returns the rows of a frame or of an image of the device.</summary>
    /// <exception cref="ArgumentException">The image is not in host memory.</exception>
    public static PixelRows Of(DeviceImage image, ImageFilter filter) => image switch
    {
        PixelBuffer { Pixels.Buffer: CpuBuffer buffer } pixels => new((byte*)buffer.Pointer, pixels.Width * 4),
        CpuImage { Pixels: not null } frame => new(frame.RowFromTop(0), frame.BottomUp ? -frame.RowBytes : frame.RowBytes),
        CpuImage => throw new ArgumentException($"{filter.Name}: the CpuImage has no pixels; it is disposed, or Point was not called"),
        _ => throw new ArgumentException($"{filter.Name}: the Cpu device needs a CpuImage or a PixelBuffer of its own, "
            + $"not {image.GetType().Name}"),
    };

    /// <summary>Returns the first byte of a row.</summary>
    public byte* Row(int y) => top + y * stride;
}
