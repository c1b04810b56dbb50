using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>An <see cref="Operators.TensorToImage"/> prepared on one device for tensors of one shape.</summary>
public abstract class TensorImageKernel : IDisposable
{
    /// <summary>Reads the tensor and writes the image. Neither allocates nor waits.</summary>
    /// <param name="tensor">A tensor of the shape that the kernel was prepared for.</param>
    /// <param name="result">Receives the image.</param>
    /// <exception cref="ArgumentException">The tensor or the image has another size.</exception>
    public abstract void Run(Tensor tensor, PixelBuffer result);

    /// <summary>Releases the workspace of the kernel.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Throws unless tensor and image have the size that the kernel was prepared for.</summary>
    private protected static void Check(Tensor tensor, PixelBuffer result, Shape shape)
    {
        if (tensor.Shape.Count != shape.Count)
            throw new ArgumentException($"TensorToImage: the kernel was prepared for a tensor {shape}, not {tensor.Shape}");
        if (result.Width != shape[3] || result.Height != shape[2])
            throw new ArgumentException($"TensorToImage: the tensor {shape} does not fill an image of {result.Width} by {result.Height}");
    }
}
