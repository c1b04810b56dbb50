using System.Runtime.InteropServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;

namespace VisionRuntime.Insight.Overlay;

/// <summary>
/// A picture that a plan computes on a device, on its way to the host without waiting. Allocates nothing after construction.
/// </summary>
internal sealed class DevicePicture : IDisposable
{
    private readonly Device _device;
    private readonly Tensor _tensor;
    private readonly TensorImageKernel _kernel;
    private readonly PixelBuffer _image;
    private readonly TensorReadback _readback;
    private readonly byte[] _pixels;

    /// <summary>Prepares the way of a tensor [1, C, H, W] with values from 0 to 1.</summary>
    public DevicePicture(Device device, Tensor tensor)
    {
        (_device, _tensor) = (device, tensor);
        _kernel = device.Prepare(new TensorToImage(), tensor.Shape);
        _image = device.AllocateImage(tensor.Shape[3], tensor.Shape[2]);
        _readback = new(device, Width * Height, results: 2);
        _pixels = new byte[4 * Width * Height];
    }

    public int Width => _image.Width;

    public int Height => _image.Height;

    /// <summary>Gets the pixels of the newest picture that has arrived: RGBA, the top row first.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Gets whether another picture may be requested.</summary>
    public bool HasRoom => _readback.Pending < 2;

    /// <summary>Requests the picture of what the tensor holds now.</summary>
    public void Request(long number)
    {
        _device.Begin();
        try
        {
            _kernel.Run(_tensor, _image);
        }
        finally
        {
            _device.End();
        }
        _readback.Request(_image.Pixels, number);
    }

    /// <summary>Takes the newest picture that has arrived since the last call.</summary>
    public bool TryTake(out long number) => _readback.TryTakeNewest(MemoryMarshal.Cast<byte, float>(_pixels.AsSpan()), out number);

    public void Dispose()
    {
        _readback.Dispose();
        _kernel.Dispose();
        _image.Dispose();
    }
}
