using BenchmarkDotNet.Attributes;

namespace Vision.Bench.Suites;

/// <summary>Runs each case with 1 and 2 threads.</summary>
public abstract class KernelSuite
{
    private PreparedKernel _kernel = null!;

    [ParamsSource(nameof(Cases))]
    public KernelCase Case { get; set; } = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    public IEnumerable<KernelCase> Cases => Kernels;

    /// <summary>What the suite measures.</summary>
    protected abstract IEnumerable<KernelCase> Kernels { get; }

    [GlobalSetup]
    public void Prepare() => _kernel = new PreparedKernel(Case, Threads);

    [GlobalCleanup]
    public void Free() => _kernel.Dispose();

    [Benchmark]
    public void Run() => _kernel.Run();
}
