namespace ShaderKernels.Tensors;

/// <summary>A block of float32 memory on a device. Initially all zeros.</summary>
public abstract class DeviceBuffer : IDisposable
{
    [ThreadStatic]
    private static long s_allocated;

    /// <summary>Creates a block of <paramref name="length"/> floats.</summary>
    protected DeviceBuffer(long length)
    {
        Length = length;
        s_allocated += length * sizeof(float);
    }

    /// <summary>
    /// Gets how many bytes this thread has allocated on all devices so far, including those freed since. The difference between two
    /// readings is what was allocated between them.
    /// </summary>
    public static long AllocatedBytesForCurrentThread => s_allocated;

    /// <summary>Gets the size in floats.</summary>
    public long Length { get; }

    /// <summary>Gets the elements of a buffer in the memory of the host; empty for others.</summary>
    public virtual ReadOnlySpan<float> HostElements => default;

    /// <summary>Copies values from the host to the buffer, starting at <paramref name="offset"/> floats.</summary>
    public abstract void Write(ReadOnlySpan<float> values, long offset);

    /// <summary>
    /// Copies values from the buffer to the host, starting at <paramref name="offset"/> floats; waits for kernels that write them.
    /// </summary>
    public abstract void Read(Span<float> values, long offset);

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
