namespace ShaderKernels.Tensors;

/// <summary>
/// A view of float32 values in the memory of a device: contiguous, row-major, starting at <see cref="Offset"/>. It does not own the memory;
/// the owner of the buffer (a plan, a set of variables) frees it.
/// </summary>
public sealed class Tensor
{
    /// <summary>Creates a view of a part of a buffer.</summary>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">The position of the first element, in floats.</param>
    /// <param name="shape">The dimensions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The view exceeds the buffer.</exception>
    public Tensor(DeviceBuffer buffer, long offset, Shape shape)
    {
        if (offset < 0 || offset + shape.Count > buffer.Length) throw new ArgumentOutOfRangeException(
            nameof(offset), $"Tensor: {shape} at {offset} exceeds the buffer of {buffer.Length} floats");
        Buffer = buffer;
        Offset = offset;
        Shape = shape;
    }

    /// <summary>Gets the buffer that the tensor views.</summary>
    public DeviceBuffer Buffer { get; }

    /// <summary>Gets the position of the first element in the buffer, in floats.</summary>
    public long Offset { get; }

    /// <summary>Gets the dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>Copies values from the host to the tensor; waits until the source may be reused.</summary>
    /// <exception cref="ArgumentException">The number of values differs from the number of elements.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length);
        DeviceBuffer.CountWritten(values.Length);
        Buffer.Write(values, Offset);
    }

    /// <summary>Copies the tensor to the host; waits for the kernels that write it.</summary>
    /// <exception cref="ArgumentException">The number of values differs from the number of elements.</exception>
    public void Read(Span<float> values)
    {
        CheckLength(values.Length);
        DeviceBuffer.CountRead(values.Length);
        Buffer.Read(values, Offset);
    }

    /// <summary>Copies the tensor to a new array on the host; waits for the kernels that write it.</summary>
    public float[] ToArray()
    {
        var values = new float[Shape.Count];
        Read(values);
        return values;
    }

    private void CheckLength(int length)
    {
        if (length != Shape.Count) throw new ArgumentException($"Tensor: {length} values do not fill {Shape}, which holds {Shape.Count}");
    }
}
