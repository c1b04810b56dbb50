using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Weighted sums along an axis, one thread per output; the taps are read from a table.</summary>
internal sealed class ResampleKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<float>, int, int, int> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _taps;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _weights;
    private readonly int _count, _inner, _inputs, _outputs;

    public ResampleKernel(IlgpuDevice device, Resample resample, Shape input, Shape output)
    {
        var table = resample.Taps;
        (_count, _inner, _inputs, _outputs) = ((int)output.Count, output.Count == 0 ? 1 : (int)resample.Around(input).Inner, table.Inputs,
            table.Outputs);
        _taps = device.Upload((int[])[.. table.Starts, .. table.Indices]);
        _weights = device.Upload((float[])[.. table.Weights]);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>, ArrayView<float>,
            ArrayView<float>, int, int, int>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count > 0)
            _compute(_count, inputs[0].View(), _taps.View.BaseView, _weights.View.BaseView, outputs[0].View(), _inner, _inputs, _outputs);
    }

    public override void Dispose()
    {
        _taps.Dispose();
        _weights.Dispose();
        base.Dispose();
    }

    private static void Compute(Index1D index, ArrayView<float> input, ArrayView<int> taps, ArrayView<float> weights,
        ArrayView<float> result, int inner, int inputs, int outputs)
    {
        int row = index / inner, line = row / outputs, position = row - line * outputs;
        int first = line * inputs * inner + (index - row * inner), end = taps[position + 1];
        float sum = 0f;
        for (int tap = taps[position]; tap < end; tap++) sum += weights[tap] * input[first + taps[outputs + 1 + tap] * inner];
        result[index] = sum;
    }
}
