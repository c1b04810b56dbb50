
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A batch of images [N, H, W, C] with a border of zeros. Without a border the images are used in place; otherwise they are copied into a
/// workspace whose border was zeroed once.
/// </summary>
internal sealed unsafe class PaddedImage : IDisposable, IParallelWork
{
    private readonly CpuBuffer? _workspace;
    private const int ElementsPerPart = 1 << 15;

    private readonly int _batch, _height, _width, _top, _left, _rowsPerPart;
    private float* _source;

    public PaddedImage(int batch, int height, int width, int channels, int top, int bottom, int left, int right)
    {
        (_batch, _height, _width, _top, _left, Channels) = (batch, height, width, top, left, channels);
        RowStride = (nint)(left + width + right) * channels;
        ImageStride = (top + height + bottom) * RowStride;
        _rowsPerPart = Math.Max(1, ElementsPerPart / Math.Max(1, width * channels));
        if (top + bottom + left + right > 0) _workspace = new CpuBuffer(Math.Max(1L, batch * (long)ImageStride));
    }

    public int Channels { get; }

    /// <summary>The stride between padded rows, in floats.</summary>
    public nint RowStride { get; }

    /// <summary>The stride between padded images, in floats.</summary>
    public nint ImageStride { get; }

    /// <summary>Returns the first pixel of the padded images, including the border.</summary>
    public float* Prepare(float* source, ThreadTeam team)
    {
        if (_workspace is null) return source;
        _source = source;
        team.Run(this, (_batch * _height + _rowsPerPart - 1) / _rowsPerPart);
        return _workspace.Pointer;
    }

    public void Execute(int part)
    {
        int length = _width * Channels, end = Math.Min(_batch * _height, (part + 1) * _rowsPerPart);
        for (int row = part * _rowsPerPart; row < end; row++)
        {
            (int n, int y) = Math.DivRem(row, _height);
            float* to = _workspace!.Pointer + n * ImageStride + (y + _top) * RowStride + _left * Channels;
            new ReadOnlySpan<float>(_source + (long)row * length, length).CopyTo(new(to, length));
        }
    }

    public void Dispose() => _workspace?.Dispose();
}
