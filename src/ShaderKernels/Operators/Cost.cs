namespace ShaderKernels.Operators;

/// <summary>The cost of an operator for inputs of given shapes, independent of any device: each element is read and written once.</summary>
/// <param name="Multiplications">The number of multiplications; a multiply-add or a division counts once.</param>
/// <param name="BytesRead">The bytes that are read.</param>
/// <param name="BytesWritten">The bytes that are written.</param>
public readonly record struct Cost(long Multiplications, long BytesRead, long BytesWritten)
{
    /// <summary>Adds two costs.</summary>
    public static Cost operator +(Cost x, Cost y) =>
        new(x.Multiplications + y.Multiplications, x.BytesRead + y.BytesRead, x.BytesWritten + y.BytesWritten);

    /// <summary>Gets the bytes that are read and written.</summary>
    public long Bytes => BytesRead + BytesWritten;
}
