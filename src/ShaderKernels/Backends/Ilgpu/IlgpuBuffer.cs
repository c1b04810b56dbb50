using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>A buffer of float32 values in the memory of an accelerator.</summary>
internal sealed unsafe class IlgpuBuffer : DeviceBuffer
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

    /// <summary>Gets a view of a part of the buffer. It is never empty, since some accelerators reject empty arguments.</summary>
    internal ArrayView<float> View(long offset, long count) =>
        _memory.View.BaseView.SubView(offset, Math.Clamp(count, 1, Math.Max(1, Length - offset)));

    private void Check(int length, long offset)
    {
        if (offset < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset),
                $"IlgpuBuffer: {length} elements at offset {offset} exceed the buffer length {Length}");
    }
}

/// <summary>Views of tensors for kernels.</summary>
internal static class TensorViews
{
    /// <summary>Gets a view of the elements of a tensor.</summary>
    public static ArrayView<float> View(this Tensor tensor) => ((IlgpuBuffer)tensor.Buffer).View(tensor.Offset, tensor.Shape.Count);
}
