using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// An image that a device can read: a texture on a GPU, bytes on the CPU. Row 0 is the top of the image, regardless of the order in memory.
/// </summary>
public abstract class DeviceImage
{
    /// <summary>Gets the width in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>Gets the height in pixels.</summary>
    public abstract int Height { get; }
}

/// <summary>An <see cref="Operators.ImageToTensor"/> prepared on one device for images of one size.</summary>
public abstract class ImageKernel : IDisposable
{
    /// <summary>
    /// Reads the image and writes the tensor <c>[tiles, stack * channels, height, width]</c>, or channels-last if the operator asks for it.
    /// </summary>
    /// <param name="image">An image of the size that the kernel was prepared for.</param>
    /// <param name="restart">
    /// A tensor of shape [tiles]: for tiles whose value is not 0, the entire stack is filled with the new frame.
    /// </param>
    /// <param name="output">The stack of the previous call, which is updated.</param>
    public abstract void Run(DeviceImage image, Tensor restart, Tensor output);

    /// <summary>Releases the workspace of the kernel.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
