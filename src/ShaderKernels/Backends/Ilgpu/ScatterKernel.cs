using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Scatter with a reduction: the output is cleared or copied from the base, then each thread combines one element of the updates
/// atomically.
/// </summary>
internal sealed class ScatterKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, int> _initialize;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes, int> _combine;
    private readonly IndexSizes _sizes;
    private readonly int _kind, _count, _updates;

    private ScatterKernel(IlgpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = GatherKernel.Sizes(scatter.Geometry(inputs[0], inputs[1]));
        (_kind, _count, _updates) = ((int)scatter.Kind, (int)output.Count, (int)inputs[1].Count);
        _initialize = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, int>(Initialize);
        _combine = scatter.Kind == ScatterKind.Add
            ? device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes,
                int>(Add)
            : device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes,
                int>(Combine);
    }

    public static Kernel Prepare(IlgpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output) =>
        scatter.Kind == ScatterKind.Assign ? new ScatterAssignKernel(device, scatter, inputs, output)
            : new ScatterKernel(device, scatter, inputs, output);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        var result = outputs[0].View();
        _initialize(_count, inputs.Length == 3 ? inputs[2].View() : result, result, inputs.Length == 3 ? 1 : 0);
        if (_updates > 0) _combine(_updates, inputs[0].View(), inputs[1].View(), result, _sizes, _kind);
    }

    private static void Initialize(Index1D index, ArrayView<float> source, ArrayView<float> result, int hasBase)
    {
        float value = 0f;
        if (hasBase != 0) value = source[index];
        result[index] = value;
    }

    private static void Add(Index1D index, ArrayView<float> indices, ArrayView<float> updates, ArrayView<float> result, IndexSizes s,
        int kind)
    {
        int pick = index / s.Inner;
        Atomic.Add(ref result[Indices.Row(indices, s, pick) * s.Inner + (index - pick * s.Inner)], updates[index]);
    }

    private static void Combine(Index1D index, ArrayView<float> indices, ArrayView<float> updates, ArrayView<float> result, IndexSizes s,
        int kind)
    {
        int pick = index / s.Inner, offset = Indices.Row(indices, s, pick) * s.Inner + (index - pick * s.Inner);
        float update = updates[index], expected = result[offset];
        bool done = false;
        while (!done)
        {
            float desired = kind == (int)ScatterKind.Multiply ? expected * update : kind == (int)ScatterKind.Max
                ? MathF.Max(expected, update) : MathF.Min(expected, update);
            float found = Atomic.CompareExchange(ref result[offset], expected, desired);
            done = Interop.FloatAsInt(found) == Interop.FloatAsInt(expected); // Compared by bits, since NaN is not equal to itself.
            expected = found;
        }
    }
}
