using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Strided copies: a fill if the parts do not cover the output, then a pass for each part, one thread per element.</summary>
internal sealed class StridedCopyKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, float> _fill;
    private readonly Action<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, int, int> _copy;
    private readonly MemoryBuffer1D<int, Stride1D.Dense>[] _loops;
    private readonly StridedCopy _operator;
    private readonly int _filled;

    public StridedCopyKernel(IlgpuDevice device, StridedCopy copy)
    {
        _operator = copy;
        _filled = copy.CoversOutput ? 0 : (int)copy.Output.Count;
        _loops = [.. copy.Parts.Select(part => device.Upload(LoopNest.Encode(new(part.Extent.Dimensions,
            [[.. part.From.Strides], [.. part.To.Strides]]))))];
        _fill = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Fill);
        _copy = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, int, int>(Copy);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_filled > 0) _fill(_filled, outputs[0].View(), _operator.Fill);
        for (int i = 0; i < _loops.Length; i++)
        {
            var part = _operator.Parts[i];
            if (part.Extent.Count > 0)
                _copy((int)part.Extent.Count, _loops[i].View.BaseView, inputs[i].View(), outputs[0].View(), part.From.Offset,
                    part.To.Offset);
        }
    }

    public override void Dispose()
    {
        foreach (var loops in _loops) loops.Dispose();
        base.Dispose();
    }

    private static void Fill(Index1D index, ArrayView<float> result, float value) => result[index] = value;

    private static void Copy(Index1D index, ArrayView<int> loops, ArrayView<float> input, ArrayView<float> result, int from, int to) =>
        result[to + LoopNest.Offset(loops, 0, 1, index)] = input[from + LoopNest.Offset(loops, 0, 0, index)];
}
