
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The right matrix of a <see cref="GatherGemm"/>: used where it lies if its rows are whole vectors, else copied into a workspace
/// whose rows are padded with zeros.
/// </summary>
internal sealed unsafe class RightMatrix : IDisposable
{
    private readonly int _rows, _columns;
    private readonly bool _transposed;
    private readonly CpuBuffer? _padded;

    /// <param name="rows">Rows of the matrix as it is multiplied.</param>
    /// <param name="columns">Columns of the matrix as it is multiplied.</param>
    /// <param name="stride">The distance between the source's rows, in floats.</param>
    /// <param name="lanes">The vector width.</param>
    /// <param name="transposed">The source holds [columns, rows].</param>
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

    /// <summary>The distance between the rows that <see cref="Ready"/> gives, in floats.</summary>
    public int Stride { get; }

    private int SourceStride { get; }

    /// <summary>The matrix in the form the product reads.</summary>
    public float* Ready(float* source)
    {
        if (_padded is null) return source;
        if (_transposed) Transposition.Run(source, SourceStride, _padded.Pointer, Stride, _columns, _rows);
        else
        {
            for (long row = 0; row < _rows; row++)
                new ReadOnlySpan<float>(source + row * SourceStride, _columns).CopyTo(new(_padded.Pointer + row * Stride, _columns));
        }
        return _padded.Pointer;
    }

    public void Dispose() => _padded?.Dispose();
}
