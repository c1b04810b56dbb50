using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Resampling along one axis of [outer, length, inner]. Outputs that only copy an input are copied in runs; a filter that slides along the
/// axis is vectorized over runs of outputs, other weighted sums over the inner axes. Without inner axes, such sums process four lines at a
/// time, so that each tap is loaded once for the four.
/// </summary>
internal sealed unsafe class ResampleKernel : SimdKernel
{
    private const int LineBlock = 4;

    private readonly int[] _starts, _indices;
    private readonly float[] _weights;
    private readonly ResampleRun[] _runs;
    private readonly long _outer, _items;
    private readonly int _inputs, _outputs, _parts;
    private readonly nint _inner;
    private readonly bool _byLines;
    private float* _input, _output;

    public ResampleKernel(CpuDevice device, Resample resample, IReadOnlyList<Shape> inputs) : base(device)
    {
        var (shape, output, taps) = (inputs[0], resample.InferShapes(inputs)[0], resample.Taps);
        (long outer, long inner) = resample.Around(shape);
        (_outer, _inner, _inputs, _outputs) = (outer, (nint)inner, taps.Inputs, taps.Outputs);
        (_starts, _indices, _weights) = ([.. taps.Starts], [.. taps.Indices], [.. taps.Weights]);
        _runs = ResampleRun.Split(taps, inner);
        // The work is split by outputs if there are few lines, otherwise by lines.
        _byLines = inner == 1 || outer >= 4 * device.Team.Count;
        _items = inner == 1 ? (outer + LineBlock - 1) / LineBlock : _byLines ? outer : outer * _outputs;
        _parts = output.Count + (long)taps.Count * outer * inner < 16384 ? 1 : (int)Math.Min(_items, 4L * device.Team.Count);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        Device.Team.Run(this, _parts);
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        long first = _items * part / _parts, end = _items * (part + 1) / _parts;
        if (_inner == 1)
        {
            for (long item = first; item < end; item++)
                Lines<TSimd, TVector>(item * LineBlock, (int)Math.Min(LineBlock, _outer - item * LineBlock));
        }
        else if (_byLines)
        {
            for (long line = first; line < end; line++) Line<TSimd, TVector>(line, 0, _outputs);
        }
        else
        {
            while (first < end)
            {
                (long line, long output) = Math.DivRem(first, _outputs);
                int count = (int)Math.Min(_outputs - output, end - first);
                Line<TSimd, TVector>(line, (int)output, (int)output + count);
                first += count;
            }
        }
    }

    /// <summary>Computes a range of outputs of one line.</summary>
    private void Line<TSimd, TVector>(long line, int begin, int stop) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* input = _input + (nint)line * _inputs * _inner, output = _output + (nint)line * _outputs * _inner;
        foreach (var run in _runs)
        {
            int first = Math.Max(begin, run.First), end = Math.Min(stop, run.End);
            if (first >= end) continue;
            switch (run.Kind)
            {
                case RunKind.Sum:
                    for (int row = first; row < end; row++) Sum<TSimd, TVector>(input, output + row * _inner, row, _inner);
                    break;
                case RunKind.Slide:
                    Sum<TSimd, TVector>(input, output + first * _inner, first, (end - first) * _inner);
                    break;
                default:
                    Move(run, input + (run.Source + first - run.First) * _inner, output + first * _inner, (end - first) * _inner);
                    break;
            }
        }
    }

    private static void Move(ResampleRun run, float* from, float* to, nint count)
    {
        if (run.Kind == RunKind.Clear) NativeMemory.Clear(to, (nuint)count * sizeof(float));
        else Buffer.MemoryCopy(from, to, count * sizeof(float), count * sizeof(float));
    }

    /// <summary>
    /// Computes the weighted sums of the inner elements of one output, continuing with the same weights over the outputs after it:
    /// <paramref name="length"/> values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<TSimd, TVector>(float* input, float* output, int row, nint length)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        nint inner = _inner, c = 0, width = TSimd.Count;
        int first = _starts[row], end = _starts[row + 1];
        for (; c + 4 * width <= length; c += 4 * width)
        {
            TVector s0 = TSimd.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
            for (int tap = first; tap < end; tap++)
            {
                float* x = input + _indices[tap] * inner + c;
                TVector weight = TSimd.Broadcast(_weights[tap]);
                s0 = TSimd.MultiplyAdd(TSimd.Load(x), weight, s0);
                s1 = TSimd.MultiplyAdd(TSimd.Load(x + width), weight, s1);
                s2 = TSimd.MultiplyAdd(TSimd.Load(x + 2 * width), weight, s2);
                s3 = TSimd.MultiplyAdd(TSimd.Load(x + 3 * width), weight, s3);
            }
            TSimd.Store(s0, output + c);
            TSimd.Store(s1, output + c + width);
            TSimd.Store(s2, output + c + 2 * width);
            TSimd.Store(s3, output + c + 3 * width);
        }
        for (; c < length && length >= width; c += width)
        {
            c = Math.Min(c, length - width); // The last vector ends at the last element and overlaps the one before.
            TVector sum = TSimd.Broadcast(0);
            for (int tap = first; tap < end; tap++)
                sum = TSimd.MultiplyAdd(TSimd.Load(input + _indices[tap] * inner + c), TSimd.Broadcast(_weights[tap]), sum);
            TSimd.Store(sum, output + c);
        }
        for (; c < length; c++)
        {
            float sum = 0;
            for (int tap = first; tap < end; tap++) sum += input[_indices[tap] * inner + c] * _weights[tap];
            output[c] = sum;
        }
    }

    /// <summary>Computes all outputs of up to four lines without inner axes.</summary>
    private void Lines<TSimd, TVector>(long line, int count) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        nint inputs = _inputs, outputs = _outputs;
        float* x = _input + (nint)line * inputs, y = _output + (nint)line * outputs;
        foreach (var run in _runs)
        {
            if (run.Kind == RunKind.Slide)
            {
                for (int i = 0; i < count; i++)
                    Sum<TSimd, TVector>(x + i * inputs, y + i * outputs + run.First, run.First, run.End - run.First);
            }
            else if (run.Kind != RunKind.Sum)
            {
                for (int i = 0; i < count; i++) Move(run, x + i * inputs + run.Source, y + i * outputs + run.First, run.End - run.First);
            }
            else if (count == LineBlock)
            {
                SumFour(x, y, run.First, run.End);
            }
            else
            {
                for (int i = 0; i < count; i++)
                {
                    for (int row = run.First; row < run.End; row++)
                        y[i * outputs + row] = SumOne(x + i * inputs, _starts[row], _starts[row + 1]);
                }
            }
        }
    }

    private float SumOne(float* x, int first, int end)
    {
        float sum = 0;
        for (int tap = first; tap < end; tap++) sum += x[_indices[tap]] * _weights[tap];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumFour(float* x0, float* y0, int first, int end)
    {
        float* x1 = x0 + _inputs, x2 = x1 + _inputs, x3 = x2 + _inputs, y1 = y0 + _outputs, y2 = y1 + _outputs, y3 = y2 + _outputs;
        for (nint row = first; row < end; row++)
        {
            float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
            for (int tap = _starts[row], stop = _starts[row + 1]; tap < stop; tap++)
            {
                nint index = _indices[tap];
                float weight = _weights[tap];
                s0 += x0[index] * weight;
                s1 += x1[index] * weight;
                s2 += x2[index] * weight;
                s3 += x3[index] * weight;
            }
            y0[row] = s0;
            y1[row] = s1;
            y2[row] = s2;
            y3[row] = s3;
        }
    }
}
