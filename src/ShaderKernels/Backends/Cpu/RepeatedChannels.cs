
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// An image with each channel repeated, for depthwise convolution with a channel multiplier. With a multiplier of 1 the image is used in
/// place; otherwise it is copied into a workspace.
/// </summary>
internal sealed unsafe class RepeatedChannels : IDisposable, IParallelWork
{
    private const int ElementsPerPart = 1 << 14;

    private readonly long _count;
    private readonly int _multiplier;
    private readonly CpuBuffer? _workspace;
    private float* _source;

    /// <param name="count">The number of elements of the image.</param>
    /// <param name="multiplier">The number of repetitions of each channel.</param>
    public RepeatedChannels(long count, int multiplier)
    {
        (_count, _multiplier) = (count, multiplier);
        if (multiplier > 1) _workspace = new CpuBuffer(Math.Max(1, count * multiplier));
    }

    /// <summary>Returns the image with its channels repeated.</summary>
    public float* Prepare(float* source, ThreadTeam team)
    {
        if (_workspace is null) return source;
        _source = source;
        team.Run(this, (int)((_count + ElementsPerPart - 1) / ElementsPerPart));
        return _workspace.Pointer;
    }

    public void Execute(int part)
    {
        long end = Math.Min(_count, (part + 1L) * ElementsPerPart);
        float* to = _workspace!.Pointer + (long)part * ElementsPerPart * _multiplier;
        for (long i = (long)part * ElementsPerPart; i < end; i++)
        {
            float value = _source[i];
            for (int repetition = 0; repetition < _multiplier; repetition++) *to++ = value;
        }
    }

    public void Dispose() => _workspace?.Dispose();
}
