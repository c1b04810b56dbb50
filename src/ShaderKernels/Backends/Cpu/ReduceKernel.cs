using System.Numerics.Tensors;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Reduction along any axes. The axes are merged into alternating kept and reduced loops, and the innermost one is vectorized: a reduced
/// line is summed; kept lines are added elementwise. Sums are accumulated in chunks, which keeps long sums accurate.
/// </summary>
internal sealed unsafe class ReduceKernel : Kernel, IParallelWork
{
    private const int Chunk = 256;

    private readonly CpuDevice _device;
    private readonly Reduction _kind;
    private readonly long _outer, _reducedSteps;
    private readonly int[] _kept, _keptStrides, _reduced, _reducedStrides;
    private readonly int _line, _lineStride;
    private readonly bool _lineIsReduced;
    private readonly float _scale;
    private float* _input, _output;
    private int _parts;

    public ReduceKernel(CpuDevice device, Reduce reduce, IReadOnlyList<Shape> inputs)
    {
        var shape = inputs[0];
        reduce.InferShapes(inputs);
        var marks = new bool[shape.Rank];
        foreach (int axis in reduce.Axes) marks[axis] = true;
        var loop = new StridedLoop(shape.Dimensions, [shape.Strides()], marks);
        int last = loop.Lengths.Length - 1;
        (_device, _kind) = (device, reduce.Kind);
        (_line, _lineStride, _lineIsReduced) = last < 0 ? (1, 1, true) : (loop.Lengths[last], loop.Strides[0][last], loop.Marks[last]);
        (_kept, _keptStrides) = Loops(loop, last, false);
        (_reduced, _reducedStrides) = Loops(loop, last, true);
        _outer = Product(_kept);
        _reducedSteps = Product(_reduced);
        long count = 1;
        foreach (int axis in reduce.Axes) count *= shape[axis];
        _scale = reduce.Kind == Reduction.Mean ? 1f / count : 1;
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        if (inputs[0].Shape.Count == 0)
        {
            new Span<float>(_output, (int)outputs[0].Shape.Count).Fill(_kind == Reduction.Mean ? float.NaN : Identity);
            return;
        }
        _parts = inputs[0].Shape.Count < 16384 ? 1 : (int)Math.Min(_outer, 4L * _device.Team.Count);
        _device.Team.Run(this, _parts);
    }

    public void Execute(int part)
    {
        long end = _outer * (part + 1) / _parts;
        for (long kept = _outer * part / _parts; kept < end; kept++)
        {
            float* source = _input + OffsetOf(kept, _kept, _keptStrides);
            if (_lineIsReduced) _output[kept] = ReduceLines(source) * _scale;
            else AccumulateLines(source, new(_output + kept * _line, _line));
        }
    }

    private float Identity =>
        _kind switch { Reduction.Max => float.NegativeInfinity, Reduction.Min => float.PositiveInfinity, Reduction.Product => 1, _ => 0 };

    private static (int[] Lengths, int[] Strides) Loops(StridedLoop loop, int innermost, bool mark)
    {
        var chosen = Enumerable.Range(0, Math.Max(0, innermost)).Where(axis => loop.Marks[axis] == mark).ToArray();
        return ([.. chosen.Select(axis => loop.Lengths[axis])], [.. chosen.Select(axis => loop.Strides[0][axis])]);
    }

    private static long Product(int[] lengths) => lengths.Aggregate(1L, (product, length) => product * length);

    private static long OffsetOf(long index, int[] lengths, int[] strides)
    {
        long offset = 0;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (index, long position) = Math.DivRem(index, lengths[axis]);
            offset += position * strides[axis];
        }
        return offset;
    }

    /// <summary>If the innermost loop is reduced: reduces lines over the other reduced loops.</summary>
    private float ReduceLines(float* source)
    {
        float total = Identity, chunk = Identity;
        for (long step = 0; step < _reducedSteps; step++)
        {
            float* line = source + OffsetOf(step, _reduced, _reducedStrides);
            for (int start = 0; start < _line; start += 65536)
            {
                var values = new ReadOnlySpan<float>(line + start, Math.Min(65536, _line - start));
                chunk = _kind switch
                {
                    Reduction.Max => MathF.Max(chunk, TensorPrimitives.Max(values)),
                    Reduction.Min => MathF.Min(chunk, TensorPrimitives.Min(values)),
                    Reduction.Product => chunk * TensorPrimitives.Product(values),
                    _ => chunk + TensorPrimitives.Sum(values),
                };
            }
            if (step % Chunk == Chunk - 1 || step == _reducedSteps - 1)
            {
                total = _kind switch
                {
                    Reduction.Max => MathF.Max(total, chunk),
                    Reduction.Min => MathF.Min(total, chunk),
                    Reduction.Product => total * chunk,
                    _ => total + chunk,
                };
                chunk = Identity;
            }
        }
        return total;
    }

    /// <summary>If the innermost loop is kept: adds whole lines, a few columns at a time so that the sums stay on the stack.</summary>
    private void AccumulateLines(float* source, Span<float> result)
    {
        Span<float> chunk = stackalloc float[128];
        for (int column = 0; column < _line; column += 128)
        {
            var total = result.Slice(column, Math.Min(128, _line - column));
            var part = chunk[..total.Length];
            total.Fill(Identity);
            part.Fill(Identity);
            for (long step = 0; step < _reducedSteps; step++)
            {
                var line = new ReadOnlySpan<float>(source + OffsetOf(step, _reduced, _reducedStrides) + column, total.Length);
                Combine(part, line);
                if (step % Chunk == Chunk - 1 || step == _reducedSteps - 1)
                {
                    Combine(total, part);
                    part.Fill(Identity);
                }
            }
            if (_scale != 1) TensorPrimitives.Multiply(total, _scale, total);
        }
    }

    private void Combine(Span<float> sum, ReadOnlySpan<float> line)
    {
        switch (_kind)
        {
            case Reduction.Max: TensorPrimitives.Max(sum, line, sum); break;
            case Reduction.Min: TensorPrimitives.Min(sum, line, sum); break;
            case Reduction.Product: TensorPrimitives.Multiply(sum, line, sum); break;
            default: TensorPrimitives.Add(sum, line, sum); break;
        }
    }
}
