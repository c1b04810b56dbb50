using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// A picture that a device can read: a texture on a GPU, bytes on the CPU. Rows are counted from the top of the picture,
/// whichever way they lie in memory.
/// </summary>
public abstract class DeviceImage
{
    /// <summary>The width in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>The height in pixels.</summary>
    public abstract int Height { get; }
}

/// <summary>An <see cref="Operators.ImageToTensor"/> made ready on one device for pictures of one size.</summary>
public abstract class ImageKernel : IDisposable
{
    /// <summary>
    /// Reads the picture and writes the tensor <c>[tiles, stack * channels, height, width]</c> (or channels-last where the operator says so).
    /// </summary>
    /// <param name="image">A picture of the size that the kernel was prepared for.</param>
    /// <param name="restart">A tensor of shape [tiles]: where it is not 0, the tile's history is filled with the new picture.</param>
    /// <param name="output">Holds the stack of the previous call, and receives the new one.</param>
    public abstract void Run(DeviceImage image, Tensor restart, Tensor output);

    /// <summary>Frees the kernel's own workspace.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
