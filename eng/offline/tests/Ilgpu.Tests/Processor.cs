namespace Ilgpu.Tests;

/// <summary>The processor as an accelerator whose groups take up to 64 threads.</summary>
public sealed class Processor : IDisposable
{
    private readonly Context _context = Context.Create(builder => builder.CPU(new CPUDevice(32, 2, 1)));

    public Processor() => Accelerator = _context.CreateCPUAccelerator(0);

    public Accelerator Accelerator { get; }

    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }
}
