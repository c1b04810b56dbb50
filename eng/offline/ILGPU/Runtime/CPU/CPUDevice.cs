namespace ILGPU.Runtime.CPU;

/// <summary>The processor, told to look like a GPU of a given geometry.</summary>
public sealed class CPUDevice : Device
{
    public static readonly CPUDevice Default = new(4, 4, 1);

    public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors)
    {
        if (numThreadsPerWarp < 2 || !System.Numerics.BitOperations.IsPow2(numThreadsPerWarp)) throw new ArgumentOutOfRangeException(nameof(numThreadsPerWarp));
        ArgumentOutOfRangeException.ThrowIfLessThan(numWarpsPerMultiprocessor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numMultiprocessors, 1);
        (AcceleratorType, Name) = (AcceleratorType.CPU, nameof(CPUAccelerator));
        (WarpSize, MaxNumThreadsPerGroup, NumMultiprocessors) = (numThreadsPerWarp, numThreadsPerWarp * numWarpsPerMultiprocessor, numMultiprocessors);
    }

    public int NumThreads => MaxNumThreads;

    public override Accelerator CreateAccelerator(Context context) => CreateCPUAccelerator(context);

    public CPUAccelerator CreateCPUAccelerator(Context context) => new(context, this);
}
