using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Scattering that joins: the output is cleared or takes the base, then a thread for each number of the updates joins it atomically.</summary>
internal sealed class ScatterKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, int> _begin;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes, int> _join;
    private readonly IndexSizes _sizes;
    private readonly int _kind, _count, _updates;

    private ScatterKernel(IlgpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = GatherKernel.Sizes(scatter.Geometry(inputs[0], inputs[1]));
        (_kind, _count, _updates) = ((int)scatter.Kind, (int)output.Count, (int)inputs[1].Count);
        _begin = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, int>(Begin);
        _join = scatter.Kind == ScatterKind.Add
            ? device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes, int>(Add)
            : device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes, int>(Join);
    }

    public static Kernel Prepare(IlgpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs, Shape output) =>
        scatter.Kind == ScatterKind.Assign ? new ScatterAssignKernel(device, scatter, inputs, output) : new ScatterKernel(device, scatter, inputs, output);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        var result = outputs[0].View();
        _begin(_count, inputs.Length == 3 ? inputs[2].View() : result, result, inputs.Length == 3 ? 1 : 0);
        if (_updates > 0) _join(_updates, inputs[0].View(), inputs[1].View(), result, _sizes, _kind);
    }

    private static void Begin(Index1D index, ArrayView<float> source, ArrayView<float> result, int hasBase)
    {
        float value = 0f;
        if (hasBase != 0) value = source[index];
        result[index] = value;
    }

    private static void Add(Index1D index, ArrayView<float> indices, ArrayView<float> updates, ArrayView<float> result, IndexSizes s, int kind)
    {
        int pick = index / s.Inner;
        Atomic.Add(ref result[Indices.Row(indices, s, pick) * s.Inner + (index - pick * s.Inner)], updates[index]);
    }

    private static void Join(Index1D index, ArrayView<float> indices, ArrayView<float> updates, ArrayView<float> result, IndexSizes s, int kind)
    {
        int pick = index / s.Inner, place = Indices.Row(indices, s, pick) * s.Inner + (index - pick * s.Inner);
        float update = updates[index], expected = result[place];
        bool joined = false;
        while (!joined)
        {
            float wanted = kind == (int)ScatterKind.Multiply ? expected * update : kind == (int)ScatterKind.Max ? MathF.Max(expected, update) : MathF.Min(expected, update);
            float found = Atomic.CompareExchange(ref result[place], expected, wanted);
            joined = Interop.FloatAsInt(found) == Interop.FloatAsInt(expected); // By bits, since a not-a-number is not even equal to itself.
            expected = found;
        }
    }
}
