
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A matrix packed for <see cref="GatherGemm"/>: panels of two vectors of columns, each with its rows one after another, so that a panel is
/// read in memory order. In a wide matrix stored by rows, each row of a panel lies on another page. Columns that do not exist are zero.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable, IParallelWork
{
    private readonly int _rows, _columns, _stride, _panels;
    private readonly CpuBuffer _buffer;
    private float* _source;

    /// <param name="rows">The rows of the matrix.</param>
    /// <param name="columns">The columns of the matrix.</param>
    /// <param name="stride">The stride between the rows of the source, in floats.</param>
    /// <param name="lanes">The SIMD width.</param>
    public PackedMatrix(int rows, int columns, int stride, int lanes)
    {
        (_rows, _columns, _stride, PanelWidth) = (rows, columns, stride, 2 * lanes);
        _panels = (columns + PanelWidth - 1) / PanelWidth;
        _buffer = new CpuBuffer(Math.Max(1L, _panels * (long)PanelStride));
    }

    /// <summary>The columns of a panel, which is also the stride between its rows.</summary>
    public int PanelWidth { get; }

    /// <summary>The distance between panels, in floats.</summary>
    public nint PanelStride => (nint)_rows * PanelWidth;

    public float* Pointer => _buffer.Pointer;

    /// <summary>Packs the matrix.</summary>
    public void Pack(float* source, ThreadTeam team)
    {
        _source = source;
        team.Run(this, _panels);
    }

    public void Execute(int part)
    {
        int column = part * PanelWidth, count = Math.Min(PanelWidth, _columns - column);
        float* to = _buffer.Pointer + part * PanelStride;
        for (int row = 0; row < _rows; row++, to += PanelWidth)
            new ReadOnlySpan<float>(_source + (long)row * _stride + column, count).CopyTo(new(to, count));
    }

    public void Dispose() => _buffer.Dispose();
}
