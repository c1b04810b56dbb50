namespace ShaderKernels.Tensors;

/// <summary>A block of float32 memory on a device. Initially all zeros.</summary>
public abstract class DeviceBuffer : IDisposable
{
    [ThreadStatic]
    private static long s_allocated, s_written, s_read;

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

    /// <summary>
    /// Gets how many bytes this thread has copied from the host to tensors so far, on all devices. The difference between two readings is
    /// what was copied between them.
    /// </summary>
    public static long WrittenBytesForCurrentThread => s_written;

    /// <summary>Gets how many bytes this thread has copied from tensors to the host so far, on all devices.</summary>
    public static long ReadBytesForCurrentThread => s_read;

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

    /// <summary>Takes back what was counted since a reading, for memory that was needed for measurements alone and is freed.</summary>
    internal static void ForgetAllocations(long reading) => s_allocated = reading;

    /// <summary>Counts values that are copied to a device.</summary>
    internal static void CountWritten(int values) => s_written += values * (long)sizeof(float);

    /// <summary>Counts values that are copied from a device.</summary>
    internal static void CountRead(int values) => s_read += values * (long)sizeof(float);

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
