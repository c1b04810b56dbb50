using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>A filter that is computed in bands of rows, which the threads share.</summary>
internal abstract unsafe class BandedFilterKernel : FilterKernel, IParallelWork
{
    /// <summary>Bands of each thread: several, so that a thread that is held up delays the others little.</summary>
    private const int BandsPerThread = 4;

    /// <summary>Rows of a band at least, since each repeats some work of its neighbors.</summary>
    private const int MinimumRows = 8;

    protected BandedFilterKernel(CpuDevice device, ImageFilter filter, int width, int height) : base(filter, width, height)
    {
        Device = device;
        Bands = Math.Clamp(height / MinimumRows, 1, device.Team.Count == 1 ? 1 : BandsPerThread * device.Team.Count);
    }

    protected CpuDevice Device { get; }

    /// <summary>The number of bands; a kernel has working memory for each.</summary>
    protected int Bands { get; }

    protected PixelRows Source { get; private set; }

    protected PixelRows Original { get; private set; }

    protected PixelRows Result { get; private set; }

    /// <summary>Computes one band.</summary>
    public void Execute(int part) => ComputeRows(part, Height * part / Bands, Height * (part + 1) / Bands);

    /// <summary>Computes the rows from <paramref name="top"/> to <paramref name="bottom"/>.</summary>
    protected abstract void ComputeRows(int band, int top, int bottom);

    private protected override void Update() { }

    private protected override void Compute(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        (Source, Original, Result) = (PixelRows.Of(source, Filter), PixelRows.Of(original, Filter), PixelRows.Of(result, Filter));
        ComputeBands();
    }

    /// <summary>Computes all bands; kernels of several steps do more.</summary>
    protected virtual void ComputeBands() => Device.Team.Run(this, Bands);
}
