
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The right matrix of a <see cref="GatherGemm"/>: used in place, or, if it is given transposed, transposed into a workspace. Vectors that
/// extend past the end of a row are read, and the products with what lies there are not stored.
/// </summary>
internal sealed unsafe class RightMatrix : IDisposable
{
    private readonly int _rows, _columns;
    private readonly CpuBuffer? _transposed;

    /// <param name="rows">The rows of the matrix as it is multiplied.</param>
    /// <param name="columns">The columns of the matrix as it is multiplied.</param>
    /// <param name="stride">The stride between the rows of the source, in floats.</param>
    /// <param name="lanes">The SIMD width.</param>
    /// <param name="transposed">Whether the source is [columns, rows].</param>
    public RightMatrix(int rows, int columns, int stride, int lanes, bool transposed = false)
    {
        (_rows, _columns, SourceStride) = (rows, columns, stride);
        Stride = transposed ? (columns + lanes - 1) / lanes * lanes : stride;
        if (transposed) _transposed = new CpuBuffer(Math.Max(1L, (long)rows * Stride));
    }

    /// <summary>The stride between the rows of the matrix that <see cref="Prepare"/> returns, in floats.</summary>
    public int Stride { get; }

    private int SourceStride { get; }

    /// <summary>Returns the matrix in the layout that the product reads.</summary>
    public float* Prepare(float* source)
    {
        if (_transposed is null) return source;
        MatrixTranspose.Run(source, SourceStride, _transposed.Pointer, Stride, _columns, _rows);
        return _transposed.Pointer;
    }

    public void Dispose() => _transposed?.Dispose();
}
