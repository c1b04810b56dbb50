using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Scatter with assignment: a first pass finds the last update of each row, a second computes every element of the output.
/// </summary>
internal sealed class ScatterAssignKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<int>> _clear;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<int>, IndexSizes> _order;
    private readonly Action<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes, int> _assign;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _last;
    private readonly IndexSizes _sizes;
    private readonly int _count, _rows, _picks;

    public ScatterAssignKernel(IlgpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output)
    {
        var geometry = scatter.Geometry(inputs[0], inputs[1]);
        _sizes = GatherKernel.Sizes(geometry);
        (_count, _rows, _picks) = ((int)output.Count, geometry.Outer * geometry.Length, geometry.Outer * geometry.Count);
        _last = device.Accelerator.Allocate1D<int>(Math.Max(1, _rows));
        _clear = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>>(Clear);
        _order = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>, IndexSizes>(Order);
        _assign = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, IndexSizes, int>(Assign);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        var (last, result) = (_last.View.BaseView, outputs[0].View());
        _clear(_rows, last);
        if (_picks > 0) _order(_picks, inputs[0].View(), last, _sizes);
        _assign(_count, last, inputs[1].View(), inputs.Length == 3 ? inputs[2].View() : result, result, _sizes, inputs.Length == 3 ? 1 : 0);
    }

    public override void Dispose()
    {
        _last.Dispose();
        base.Dispose();
    }

    private static void Clear(Index1D row, ArrayView<int> last) => last[row] = 0;

    /// <summary>Stores the number, counted from 1, of the last update of each row.</summary>
    private static void Order(Index1D pick, ArrayView<float> indices, ArrayView<int> last, IndexSizes s) =>
        Atomic.Max(ref last[Indices.Row(indices, s, pick)], pick % s.Count + 1);

    private static void Assign(Index1D index, ArrayView<int> last, ArrayView<float> updates, ArrayView<float> source,
        ArrayView<float> result, IndexSizes s, int hasBase)
    {
        int row = index / s.Inner, update = last[row];
        float value = 0f;
        if (update > 0) value = updates[(row / s.Length * s.Count + update - 1) * s.Inner + (index - row * s.Inner)];
        else if (hasBase != 0) value = source[index];
        result[index] = value;
    }
}
