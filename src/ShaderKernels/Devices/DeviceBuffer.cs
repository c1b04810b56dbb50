namespace ShaderKernels.Devices;

/// <summary>A block of float32 memory on one device. Zero-filled when allocated.</summary>
public abstract class DeviceBuffer(long length) : IDisposable
{
    /// <summary>The size in floats.</summary>
    public long Length { get; } = length;

    /// <summary>Copies from the host, beginning at <paramref name="offset"/> floats.</summary>
    public abstract void Write(ReadOnlySpan<float> values, long offset);

    /// <summary>Copies to the host, beginning at <paramref name="offset"/> floats; waits for the kernels that write there.</summary>
    public abstract void Read(Span<float> values, long offset);

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
