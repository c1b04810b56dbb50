namespace ILGPU.Runtime;

/// <summary>A processor that accelerators can be made of.</summary>
public abstract class Device
{
    private protected Device() { }

    public AcceleratorType AcceleratorType { get; private protected init; }

    public string Name { get; private protected init; } = "";

    public int WarpSize { get; private protected init; }

    public int NumMultiprocessors { get; private protected init; }

    public int MaxNumThreadsPerGroup { get; private protected init; }

    public int MaxNumThreads => MaxNumThreadsPerGroup * NumMultiprocessors;

    public abstract Accelerator CreateAccelerator(Context context);
}
