using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Floats in an accelerator's memory.</summary>
public sealed unsafe class IlgpuBuffer : DeviceBuffer
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _memory;

    internal IlgpuBuffer(Accelerator accelerator, string device, long length) : base(length)
    {
        try
        {
            _memory = accelerator.Allocate1D<float>(Math.Max(1, length));
        }
        catch (Exception exception) when (exception is AcceleratorException or OutOfMemoryException)
        {
            throw new OutOfDeviceMemoryException(device, length * sizeof(float), exception);
        }
        _memory.View.MemSetToZero();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<float> values, long offset)
    {
        Check(values.Length, offset);
        if (values.IsEmpty) return;
        fixed (float* first = values) _memory.View.BaseView.SubView(offset, values.Length).CopyFromCPU(ref *first, values.Length);
    }

    /// <inheritdoc/>
    public override void Read(Span<float> values, long offset)
    {
        Check(values.Length, offset);
        if (values.IsEmpty) return;
        fixed (float* first = values) _memory.View.BaseView.SubView(offset, values.Length).CopyToCPU(ref *first, values.Length);
    }

    /// <inheritdoc/>
    public override void Dispose() => _memory.Dispose();

    /// <summary>A part as kernels see it; never empty, since not every accelerator takes empty arguments.</summary>
    internal ArrayView<float> View(long offset, long count) => _memory.View.BaseView.SubView(offset, Math.Clamp(count, 1, Math.Max(1, Length - offset)));

    private void Check(int length, long offset)
    {
        if (offset < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"IlgpuBuffer: {length} floats at {offset} do not lie inside {Length}");
    }
}

/// <summary>Tensors as kernels see them.</summary>
internal static class TensorViews
{
    /// <summary>The tensor's numbers.</summary>
    public static ArrayView<float> View(this Tensor tensor) => ((IlgpuBuffer)tensor.Buffer).View(tensor.Offset, tensor.Shape.Count);
}
