using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>What one pass of a reduction joins.</summary>
public struct ReduceSizes
{
    /// <summary>The outputs, and how many numbers each is joined from.</summary>
    public int Outputs, Reduced;

    /// <summary>How many numbers one thread joins.</summary>
    public int PartLength;

    /// <summary>The <see cref="Reduction"/> as a number.</summary>
    public int Kind;

    /// <summary>What a mean divides by.</summary>
    public int Divisor;

    /// <summary>Where the walk over the reduced axes begins, behind that over the kept ones.</summary>
    public int ReducedWalk;

    /// <summary>The length of the innermost reduced axis and the step along it.</summary>
    public int RowLength, RowStep;
}

/// <summary>Joins numbers along axes: a thread for an output, or where many numbers are joined one for each part of them, and a second pass over the parts.</summary>
internal sealed class ReduceKernel : Kernel
{
    private const int MostInOneThread = 2048;
    private const int PartLength = 512;

    private readonly Action<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, ReduceSizes> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _walk;
    private readonly MemoryBuffer1D<int, Stride1D.Dense>? _joinWalk;
    private readonly Tensor? _parts;
    private readonly ReduceSizes _sizes, _join;
    private readonly int _threads;

    public ReduceKernel(IlgpuDevice device, Reduce reduce, Shape input, Shape output)
    {
        int[] strides = input.Strides(), kept = [.. Enumerable.Range(0, input.Rank).Where(axis => !reduce.Axes.Contains(axis))];
        int outputs = (int)output.Count, reduced = (int)reduce.Axes.Aggregate(1L, (product, axis) => product * input[axis]);
        var keptLoop = Loop(kept);
        var reducedLoop = Loop(reduce.Axes.AsSpan());
        int parts = outputs == 0 || reduced <= MostInOneThread ? 1 : (reduced + PartLength - 1) / PartLength;
        _walk = device.Upload((int[])[.. Walk.Encode(keptLoop), .. Walk.Encode(Outer(reducedLoop))]);
        _sizes = new()
        {
            Outputs = outputs, Reduced = reduced, PartLength = parts == 1 ? reduced : PartLength, Divisor = reduced,
            Kind = (int)(parts > 1 && reduce.Kind == Reduction.Mean ? Reduction.Sum : reduce.Kind),
            ReducedWalk = 1 + keptLoop.Lengths.Length * 2,
            RowLength = reducedLoop.Lengths.Length == 0 ? 1 : reducedLoop.Lengths[^1],
            RowStep = reducedLoop.Lengths.Length == 0 ? 0 : reducedLoop.Strides[0][^1],
        };
        _threads = outputs * parts;
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>, ReduceSizes>(Compute);
        if (parts == 1) return;
        // The parts of an output lie as far apart as there are outputs.
        _parts = device.AllocateTensor([parts, outputs]);
        _joinWalk = device.Upload((int[])[1, outputs, 1, 0]);
        _join = new()
        {
            Outputs = outputs, Reduced = parts, PartLength = parts, Divisor = reduced, Kind = (int)reduce.Kind,
            ReducedWalk = 3, RowLength = parts, RowStep = outputs,
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
        _compute(_threads, _walk.View.BaseView, inputs[0].View(), (_parts ?? outputs[0]).View(), _sizes);
        if (_parts is not null) _compute(_join.Outputs, _joinWalk!.View.BaseView, _parts.View(), outputs[0].View(), _join);
    }

    public override void Dispose()
    {
        _walk.Dispose();
        _joinWalk?.Dispose();
        _parts?.Buffer.Dispose();
        base.Dispose();
    }

    /// <summary>The loop without its innermost axis, which a thread walks by itself.</summary>
    private static StridedLoop Outer(StridedLoop loop) =>
        loop.Lengths.Length == 0 ? loop : new(loop.Lengths.AsSpan(..^1), [loop.Strides[0][..^1]]);

    private static void Compute(Index1D index, ArrayView<int> walk, ArrayView<float> input, ArrayView<float> result, ReduceSizes s)
    {
        int output = index % s.Outputs, begin = index / s.Outputs * s.PartLength, end = IntrinsicMath.Min(begin + s.PartLength, s.Reduced);
        int first = Walk.Place(walk, 0, 0, output);
        float joined = Nothing(s.Kind);
        int i = begin;
        while (i < end)
        {
            int row = i / s.RowLength, column = i - row * s.RowLength, run = IntrinsicMath.Min(end - i, s.RowLength - column);
            int place = first + Walk.Place(walk, s.ReducedWalk, 0, row) + column * s.RowStep;
            float rowJoined = Nothing(s.Kind);
            for (int k = 0; k < run; k++) rowJoined = Join(s.Kind, rowJoined, input[place + k * s.RowStep]);
            joined = Join(s.Kind, joined, rowJoined);
            i += run;
        }
        if (s.Kind == (int)Reduction.Mean) joined /= s.Divisor;
        result[index] = joined;
    }

    private static float Nothing(int kind) =>
        kind == (int)Reduction.Max ? float.NegativeInfinity : kind == (int)Reduction.Min ? float.PositiveInfinity : kind == (int)Reduction.Product ? 1f : 0f;

    private static float Join(int kind, float x, float y) =>
        kind == (int)Reduction.Max ? Functions.Max(x, y) : kind == (int)Reduction.Min ? Functions.Min(x, y) : kind == (int)Reduction.Product ? x * y : x + y;
}
