
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A batch of images [N, H, W, C] with a border of zeros. Without a border the images are used in place; otherwise they are copied into a
/// workspace whose border was zeroed once.
/// </summary>
internal sealed unsafe class PaddedImage : IDisposable, IParallelWork
{
    private readonly CpuBuffer? _workspace;
    private readonly int _batch, _height, _width, _top, _left;
    private float* _source;

    public PaddedImage(int batch, int height, int width, int channels, int top, int bottom, int left, int right)
    {
        (_batch, _height, _width, _top, _left, Channels) = (batch, height, width, top, left, channels);
        RowStride = (nint)(left + width + right) * channels;
        ImageStride = (top + height + bottom) * RowStride;
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
        team.Run(this, _batch);
        return _workspace.Pointer;
    }

    public void Execute(int part)
    {
        int row = _width * Channels;
        float* to = _workspace!.Pointer + part * ImageStride + _top * RowStride + _left * Channels;
        float* from = _source + (long)part * _height * row;
        for (int y = 0; y < _height; y++, to += RowStride, from += row) new ReadOnlySpan<float>(from, row).CopyTo(new(to, row));
    }

    public void Dispose() => _workspace?.Dispose();
}
