namespace ILGPU.Runtime.CPU;

/// <summary>
/// The processor as an accelerator. Kernels that leave their groups to it are shared out among as many threads as there are cores;
/// those with groups of their own get a thread for each thread of a group, one group after the other.
/// </summary>
public sealed class CPUAccelerator : Accelerator
{
    private readonly Workers _workers = new(Environment.ProcessorCount);
    private readonly Lazy<GroupTeam> _groups = new(() => new());

    internal CPUAccelerator(Context context, CPUDevice device) : base(context, device) { }

    public int NumThreads => MaxNumThreads;

    internal override void RunAll(Workers.IWork work, long count)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _workers.Run(work, count);
    }

    internal override void RunGroups(GroupTeam.IWork work, in KernelConfig config)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (config.GroupDim.Size > MaxNumThreadsPerGroup)
            throw new NotSupportedException($"a group of {config.GroupDim.Size} threads was asked for; {Name} takes {MaxNumThreadsPerGroup}");
        _groups.Value.Run(work, config);
    }

    private protected override void Close()
    {
        _workers.Dispose();
        if (_groups.IsValueCreated) _groups.Value.Dispose();
    }
}
