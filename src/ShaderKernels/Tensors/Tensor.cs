
namespace ShaderKernels.Tensors;

/// <summary>
/// A view of float32 numbers in a device's memory: <see cref="Shape"/> elements, contiguous, the last axis fastest,
/// beginning at <see cref="Offset"/>. Owns nothing; the buffer's owner (a plan, a set of variables) frees the memory.
/// </summary>
public sealed class Tensor
{
    /// <summary>Views a part of a buffer.</summary>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">The first element's position, in floats.</param>
    /// <param name="shape">The dimensions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The view does not lie inside the buffer.</exception>
    public Tensor(DeviceBuffer buffer, long offset, Shape shape)
    {
        if (offset < 0 || offset + shape.Count > buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"Tensor: {shape} at {offset} does not lie inside a buffer of {buffer.Length} floats");
        Buffer = buffer;
        Offset = offset;
        Shape = shape;
    }

    /// <summary>The memory that the tensor views.</summary>
    public DeviceBuffer Buffer { get; }

    /// <summary>The first element's position in the buffer, in floats.</summary>
    public long Offset { get; }

    /// <summary>The dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>Copies numbers from the host into the tensor; waits until the source may be reused.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length);
        Buffer.Write(values, Offset);
    }

    /// <summary>Copies the tensor to the host; waits for the kernels that produce it.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public void Read(Span<float> values)
    {
        CheckLength(values.Length);
        Buffer.Read(values, Offset);
    }

    /// <summary>Copies the tensor to a new array on the host; waits for the kernels that produce it.</summary>
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
