using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Gathers rows by index, one thread per element.</summary>
internal sealed class GatherKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, IndexSizes> _compute;
    private readonly IndexSizes _sizes;
    private readonly int _count;

    public GatherKernel(IlgpuDevice device, Gather gather, IReadOnlyList<Shape> inputs, Shape output)
    {
        (_sizes, _count) = (Sizes(gather.Geometry(inputs[0], inputs[1])), (int)output.Count);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            IndexSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count > 0) _compute(_count, inputs[0].View(), inputs[1].View(), outputs[0].View(), _sizes);
    }

    internal static IndexSizes Sizes(IndexGeometry geometry) =>
        new() { Length = geometry.Length, Count = geometry.Count, Inner = geometry.Inner, Batched = geometry.Batched ? 1 : 0 };

    private static void Compute(Index1D index, ArrayView<float> data, ArrayView<float> indices, ArrayView<float> result, IndexSizes s)
    {
        int pick = index / s.Inner;
        result[index] = data[Indices.Row(indices, s, pick) * s.Inner + (index - pick * s.Inner)];
    }
}
