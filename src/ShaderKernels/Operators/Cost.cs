namespace ShaderKernels.Operators;

/// <summary>What an operator costs on inputs of given shapes, apart from any device: no cache, no padding, each number read and written once.</summary>
/// <param name="Multiplications">Multiplications; multiply-adds, and divisions too, count once.</param>
/// <param name="BytesRead">The bytes of the numbers that it reads.</param>
/// <param name="BytesWritten">The bytes of the numbers that it writes.</param>
public readonly record struct Cost(long Multiplications, long BytesRead, long BytesWritten)
{
    /// <summary>Both, one after the other.</summary>
    public static Cost operator +(Cost x, Cost y) => new(x.Multiplications + y.Multiplications, x.BytesRead + y.BytesRead, x.BytesWritten + y.BytesWritten);

    /// <summary>The bytes that move, read and written.</summary>
    public long Bytes => BytesRead + BytesWritten;
}
