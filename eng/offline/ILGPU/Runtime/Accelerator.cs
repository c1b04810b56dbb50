namespace ILGPU.Runtime;

/// <summary>A processor opened for work: allocates memory and loads kernels.</summary>
public abstract class Accelerator : IDisposable
{
    private protected Accelerator(Context context, Device device)
    {
        (Context, Device) = (context, device);
        DefaultStream = new Stream(this);
    }

    public Context Context { get; }

    public Device Device { get; }

    public AcceleratorStream DefaultStream { get; }

    public AcceleratorType AcceleratorType => Device.AcceleratorType;

    public string Name => Device.Name;

    public int WarpSize => Device.WarpSize;

    public int NumMultiprocessors => Device.NumMultiprocessors;

    public int MaxNumThreadsPerGroup => Device.MaxNumThreadsPerGroup;

    public int MaxNumThreads => Device.MaxNumThreads;

    internal bool IsDisposed { get; private set; }

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new(this, length, default);
    }

    public void Synchronize() { }

    public void Dispose()
    {
        if (!IsDisposed) Close();
        IsDisposed = true;
        GC.SuppressFinalize(this);
    }

    internal abstract void RunAll(Workers.IWork work, long count);

    internal abstract void RunGroups(GroupTeam.IWork work, in KernelConfig config);

    private protected abstract void Close();

    private sealed class Stream(Accelerator accelerator) : AcceleratorStream(accelerator);
}
