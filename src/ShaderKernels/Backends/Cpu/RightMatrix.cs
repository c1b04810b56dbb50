
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The right matrix of a <see cref="GatherGemm"/>: used in place if its rows are whole vectors, otherwise packed into a workspace whose
/// rows are padded with zeros.
/// </summary>
internal sealed unsafe class RightMatrix : IDisposable
{
    private readonly int _rows, _columns;
    private readonly bool _transposed;
    private readonly CpuBuffer? _padded;

    /// <param name="rows">The rows of the matrix as it is multiplied.</param>
    /// <param name="columns">The columns of the matrix as it is multiplied.</param>
    /// <param name="stride">The stride between the rows of the source, in floats.</param>
    /// <param name="lanes">The SIMD width.</param>
    /// <param name="transposed">Whether the source is [columns, rows].</param>
    public RightMatrix(int rows, int columns, int stride, int lanes, bool transposed = false)
    {
        (_rows, _columns, SourceStride, _transposed) = (rows, columns, stride, transposed);
        if (!transposed && columns % lanes == 0)
        {
            Stride = stride;
        }
        else
        {
            Stride = (columns + lanes - 1) / lanes * lanes;
            _padded = new CpuBuffer(Math.Max(1L, (long)rows * Stride));
        }
    }

    /// <summary>The stride between the rows of the matrix that <see cref="Prepare"/> returns, in floats.</summary>
    public int Stride { get; }

    private int SourceStride { get; }

    /// <summary>Returns the matrix in the layout that the product reads.</summary>
    public float* Prepare(float* source)
    {
        if (_padded is null) return source;
        if (_transposed) MatrixTranspose.Run(source, SourceStride, _padded.Pointer, Stride, _columns, _rows);
        else
        {
            for (long row = 0; row < _rows; row++)
                new ReadOnlySpan<float>(source + row * SourceStride, _columns).CopyTo(new(_padded.Pointer + row * Stride, _columns));
        }
        return _padded.Pointer;
    }

    public void Dispose() => _padded?.Dispose();
}
