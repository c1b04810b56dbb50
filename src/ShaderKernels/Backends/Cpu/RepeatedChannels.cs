
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// An image whose channels each stand several times in a row, as a depthwise convolution with a channel multiplier sees it; used where it lies if each stands
/// once, else copied into a workspace.
/// </summary>
internal sealed unsafe class RepeatedChannels : IDisposable, IParallelWork
{
    private const int NumbersAPart = 1 << 14;

    private readonly long _numbers;
    private readonly int _times;
    private readonly CpuBuffer? _workspace;
    private float* _source;

    /// <param name="numbers">The image's size, in floats.</param>
    /// <param name="times">How often each channel stands.</param>
    public RepeatedChannels(long numbers, int times)
    {
        (_numbers, _times) = (numbers, times);
        if (times > 1) _workspace = new CpuBuffer(Math.Max(1, numbers * times));
    }

    /// <summary>The image with its channels repeated.</summary>
    public float* Ready(float* source, ThreadTeam team)
    {
        if (_workspace is null) return source;
        _source = source;
        team.Run(this, (int)((_numbers + NumbersAPart - 1) / NumbersAPart));
        return _workspace.Pointer;
    }

    public void Execute(int part)
    {
        long end = Math.Min(_numbers, (part + 1L) * NumbersAPart);
        float* to = _workspace!.Pointer + (long)part * NumbersAPart * _times;
        for (long i = (long)part * NumbersAPart; i < end; i++)
        {
            float value = _source[i];
            for (int time = 0; time < _times; time++) *to++ = value;
        }
    }

    public void Dispose() => _workspace?.Dispose();
}
