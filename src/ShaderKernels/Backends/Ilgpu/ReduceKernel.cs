using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The parameters of one pass of a reduction.</summary>
internal struct ReduceSizes
{
    /// <summary>The number of outputs, and the number of elements reduced for each.</summary>
    public int Outputs, Reduced;

    /// <summary>The number of elements reduced by one thread.</summary>
    public int PartLength;

    /// <summary>The <see cref="Reduction"/>.</summary>
    public int Kind;

    /// <summary>The divisor of a mean.</summary>
    public int Divisor;

    /// <summary>The offset of the loop nest over the reduced axes, after the one over the kept axes.</summary>
    public int ReducedLoops;

    /// <summary>The length and the stride of the innermost reduced axis.</summary>
    public int RowLength, RowStride;
}

/// <summary>
/// Reduces along axes, one thread per output; if there are many elements per output, one thread per part of them, and a second pass over
/// the partial results.
/// </summary>
internal sealed class ReduceKernel : Kernel
{
    private const int MaximumPerThread = 2048;
    private const int PartLength = 512;

    private readonly Action<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, ReduceSizes> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _loops;
    private readonly MemoryBuffer1D<int, Stride1D.Dense>? _combineLoops;
    private readonly Tensor? _partialResults;
    private readonly ReduceSizes _sizes, _combine;
    private readonly int _threads;

    public ReduceKernel(IlgpuDevice device, Reduce reduce, Shape input, Shape output)
    {
        int[] strides = input.Strides(), kept = [.. Enumerable.Range(0, input.Rank).Where(axis => !reduce.Axes.Contains(axis))];
        int outputs = (int)output.Count, reduced = (int)reduce.Axes.Aggregate(1L, (product, axis) => product * input[axis]);
        var keptLoop = Loop(kept);
        var reducedLoop = Loop(reduce.Axes.AsSpan());
        int parts = outputs == 0 || reduced <= MaximumPerThread ? 1 : (reduced + PartLength - 1) / PartLength;
        _loops = device.Upload((int[])[.. LoopNest.Encode(keptLoop), .. LoopNest.Encode(Outer(reducedLoop))]);
        _sizes = new()
        {
            Outputs = outputs, Reduced = reduced, PartLength = parts == 1 ? reduced : PartLength, Divisor = reduced,
            Kind = (int)(parts > 1 && reduce.Kind == Reduction.Mean ? Reduction.Sum : reduce.Kind),
            ReducedLoops = 1 + keptLoop.Lengths.Length * 2,
            RowLength = reducedLoop.Lengths.Length == 0 ? 1 : reducedLoop.Lengths[^1],
            RowStride = reducedLoop.Lengths.Length == 0 ? 0 : reducedLoop.Strides[0][^1],
        };
        _threads = outputs * parts;
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>,
            ReduceSizes>(Compute);
        if (parts == 1) return;
        // The partial results of an output are as far apart as there are outputs.
        _partialResults = device.AllocateTensor([parts, outputs]);
        _combineLoops = device.Upload((int[])[1, outputs, 1, 0]);
        _combine = new()
        {
            Outputs = outputs, Reduced = parts, PartLength = parts, Divisor = reduced, Kind = (int)reduce.Kind,
            ReducedLoops = 3, RowLength = parts, RowStride = outputs,
        };

        StridedLoop Loop(ReadOnlySpan<int> axes)
        {
            int[] lengths = new int[axes.Length], steps = new int[axes.Length];
            for (int i = 0; i < axes.Length; i++) (lengths[i], steps[i]) = (input[axes[i]], strides[axes[i]]);
            return new(lengths, [steps]);
        }
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads == 0) return;
        _compute(_threads, _loops.View.BaseView, inputs[0].View(), (_partialResults ?? outputs[0]).View(), _sizes);
        if (_partialResults is not null)
            _compute(_combine.Outputs, _combineLoops!.View.BaseView, _partialResults.View(), outputs[0].View(), _combine);
    }

    public override void Dispose()
    {
        _loops.Dispose();
        _combineLoops?.Dispose();
        _partialResults?.Buffer.Dispose();
        base.Dispose();
    }

    /// <summary>The loop nest without its innermost loop, which the thread runs itself.</summary>
    private static StridedLoop Outer(StridedLoop loop) =>
        loop.Lengths.Length == 0 ? loop : new(loop.Lengths.AsSpan(..^1), [loop.Strides[0][..^1]]);

    private static void Compute(Index1D index, ArrayView<int> loops, ArrayView<float> input, ArrayView<float> result, ReduceSizes s)
    {
        int output = index % s.Outputs, begin = index / s.Outputs * s.PartLength, end = IntrinsicMath.Min(begin + s.PartLength, s.Reduced);
        int first = LoopNest.Offset(loops, 0, 0, output);
        float total = Identity(s.Kind);
        int i = begin;
        while (i < end)
        {
            int row = i / s.RowLength, column = i - row * s.RowLength, run = IntrinsicMath.Min(end - i, s.RowLength - column);
            int offset = first + LoopNest.Offset(loops, s.ReducedLoops, 0, row) + column * s.RowStride;
            float rowTotal = Identity(s.Kind);
            for (int k = 0; k < run; k++) rowTotal = Combine(s.Kind, rowTotal, input[offset + k * s.RowStride]);
            total = Combine(s.Kind, total, rowTotal);
            i += run;
        }
        if (s.Kind == (int)Reduction.Mean) total /= s.Divisor;
        result[index] = total;
    }

    private static float Identity(int kind) =>
        kind == (int)Reduction.Max ? float.NegativeInfinity : kind == (int)Reduction.Min ? float.PositiveInfinity
            : kind == (int)Reduction.Product ? 1f : 0f;

    private static float Combine(int kind, float x, float y) =>
        kind == (int)Reduction.Max ? Functions.Max(x, y) : kind == (int)Reduction.Min ? Functions.Min(x, y) : kind == (int)Reduction.Product
            ? x * y : x + y;
}
