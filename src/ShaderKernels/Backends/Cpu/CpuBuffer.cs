using System.Runtime.InteropServices;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A buffer of float32 values in native memory, aligned to a cache line. Vectors that begin inside it may be read to their ends, so that
/// the last columns of a matrix need no special case.
/// </summary>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private const int Alignment = 64;

    /// <summary>The bytes after the last element that kernels may read, two of the widest vectors.</summary>
    private const int Slack = 128;

    /// <summary>Allocates zero-filled memory.</summary>
    /// <param name="length">The number of elements.</param>
    /// <exception cref="OutOfDeviceMemoryException">The memory cannot be allocated.</exception>
    public CpuBuffer(long length) : base(length)
    {
        long bytes = checked((length * sizeof(float) + Alignment - 1) / Alignment * Alignment + Slack);
        try
        {
            Pointer = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, Alignment), Alignment);
        }
        catch (OutOfMemoryException exception)
        {
            throw new OutOfDeviceMemoryException("Cpu", bytes, exception);
        }
        NativeMemory.Clear(Pointer, (nuint)Math.Max(bytes, Alignment));
    }

    /// <summary>Frees the memory if the owner did not dispose the buffer.</summary>
    ~CpuBuffer() => Free();

    /// <summary>Gets a pointer to the first element.</summary>
    public float* Pointer { get; private set; }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> HostElements => new(Pointer, Pointer == null ? 0 : (int)Math.Min(Length, int.MaxValue));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<float> values, long offset) => values.CopyTo(Part(offset, values.Length));

    /// <inheritdoc/>
    public override void Read(Span<float> values, long offset) => Part(offset, values.Length).CopyTo(values);

    /// <inheritdoc/>
    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private Span<float> Part(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(Pointer == null, this);
        if (offset < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset),
                $"CpuBuffer: {length} elements at offset {offset} exceed the buffer length {Length}");
        return new(Pointer + offset, length);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
