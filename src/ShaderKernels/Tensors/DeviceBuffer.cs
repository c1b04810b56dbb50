namespace ShaderKernels.Tensors;

/// <summary>A block of float32 memory on one device. Zero-filled when allocated.</summary>
public abstract class DeviceBuffer : IDisposable
{
    [ThreadStatic]
    private static long s_allocated;

    /// <summary>Makes a block of <paramref name="length"/> floats.</summary>
    protected DeviceBuffer(long length)
    {
        Length = length;
        s_allocated += length * sizeof(float);
    }

    /// <summary>
    /// How many bytes this thread has allocated on any device so far, freed ones included: the difference between two readings is what was
    /// allocated between them.
    /// </summary>
    public static long AllocatedBytesForCurrentThread => s_allocated;

    /// <summary>The size in floats.</summary>
    public long Length { get; }

    /// <summary>Copies from the host, beginning at <paramref name="offset"/> floats.</summary>
    public abstract void Write(ReadOnlySpan<float> values, long offset);

    /// <summary>Copies to the host, beginning at <paramref name="offset"/> floats; waits for the kernels that write there.</summary>
    public abstract void Read(Span<float> values, long offset);

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
