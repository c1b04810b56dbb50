using System.Runtime.InteropServices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// An image in the memory of a device: 8-bit RGBA pixels without padding, the top row first. Made by <see cref="Device.AllocateImage"/>.
/// </summary>
public sealed class PixelBuffer : DeviceImage, IDisposable
{
    internal PixelBuffer(DeviceBuffer buffer, int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new(buffer, 0, Shape.Of(height, width));
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int Height { get; }

    /// <summary>Gets the pixels, one in each 32-bit element: red in the lowest byte, alpha in the highest.</summary>
    public Tensor Pixels { get; }

    /// <summary>Gets the pixels of an image in the memory of the host as RGBA bytes; empty for other devices.</summary>
    public ReadOnlySpan<byte> HostPixels => MemoryMarshal.AsBytes(Pixels.Buffer.HostElements);

    /// <summary>Copies RGBA bytes, the top row first, from the host to the image.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not 4 * Width * Height.</exception>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        Check(pixels.Length);
        Pixels.Write(MemoryMarshal.Cast<byte, float>(pixels));
    }

    /// <summary>Copies the image to the host as RGBA bytes, the top row first; waits for the kernels that write it.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not 4 * Width * Height.</exception>
    public void Read(Span<byte> pixels)
    {
        Check(pixels.Length);
        Pixels.Read(MemoryMarshal.Cast<byte, float>(pixels));
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => Pixels.Buffer.Dispose();

    private void Check(int bytes)
    {
        if (bytes != 4L * Width * Height)
            throw new ArgumentException($"PixelBuffer: {bytes} bytes do not fill an image of {Width} by {Height} pixels");
    }
}
