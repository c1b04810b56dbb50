using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace Vision.Bench.Suites;

/// <summary>An operator with its inputs' shapes, under the name that a table shows.</summary>
public sealed record KernelCase(string Name, Operator Operator, params Shape[] Inputs)
{
    /// <summary>Multiplications and additions.</summary>
    public double Operations => 2.0 * Operator.Multiplications(Inputs);

    public override string ToString() => Name;
}

/// <summary>An operator made ready on the CPU with random inputs.</summary>
internal sealed class PreparedKernel : IDisposable
{
    private readonly CpuDevice _device;
    private readonly Kernel _kernel;
    private readonly Tensor[] _inputs, _outputs;

    public PreparedKernel(KernelCase work, int threads)
    {
        _device = new CpuDevice(threads);
        var random = new Random(1);
        _kernel = _device.Prepare(work.Operator, work.Inputs);
        // Kernels of the convolution family take the same numbers with the channels last; a random tensor is one either way.
        _inputs = [.. work.Inputs.Select(shape => _device.AllocateTensor(shape))];
        _outputs = [.. work.Operator.InferShapes(work.Inputs).Select(shape => _device.AllocateTensor(shape))];
        foreach (var input in _inputs) input.Write([.. Enumerable.Range(0, (int)input.Shape.Count).Select(_ => random.NextSingle())]);
    }

    public void Run() => _kernel.Run(_inputs, _outputs);

    public void Dispose()
    {
        _kernel.Dispose();
        foreach (var tensor in (Tensor[])[.. _inputs, .. _outputs]) tensor.Buffer.Dispose();
        _device.Dispose();
    }
}
