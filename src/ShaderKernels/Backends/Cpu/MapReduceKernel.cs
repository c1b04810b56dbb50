using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Sums of elementwise expressions: a block of them is computed in the first-level cache and summed there. The elements are divided into
/// parts, the same for any number of threads, whose sums are added at the end, so that results do not depend on the threads and long sums
/// stay accurate.
/// </summary>
internal sealed unsafe class MapReduceKernel : SimdKernel
{
    private const int PartLength = 16384, MostParts = 128;

    private readonly MapBlocks _blocks;
    private readonly int[] _lengths;
    private readonly bool[] _reduced;
    private readonly int _row, _rows, _kept, _parts, _outputs, _source;
    private readonly long _count, _partLength;
    private readonly bool _rowIsReduced;
    private readonly float _scale;
    private readonly CpuBuffer _partials;
    private readonly float*[] _inputs;

    public MapReduceKernel(CpuDevice device, MapReduce operation, IReadOnlyList<Shape> inputs) : base(device)
    {
        var shape = operation.Map.InferShapes(inputs)[0];
        _kept = (int)operation.InferShapes(inputs)[0].Count;
        var marks = new bool[shape.Rank];
        foreach (int axis in operation.Axes) marks[axis] = true;
        var loop = new StridedLoop(shape.Dimensions, [shape.Strides()], marks);
        _row = loop.Lengths.Length == 0 ? 1 : loop.Lengths[^1];
        _rowIsReduced = loop.Lengths.Length == 0 || loop.Marks[^1];
        (_lengths, _reduced) = ([.. loop.Lengths.SkipLast(1)], [.. loop.Marks.SkipLast(1)]);
        (_count, _outputs, _inputs) = (shape.Count, operation.Map.Outputs.Length, new float*[inputs.Count]);
        _rows = (int)(_count / Math.Max(1, _row));
        _scale = operation.IsMean ? (float)_kept / _count : 1;
        _blocks = new(operation.Map, inputs, device.Width, _row);
        // A plain sum reads its input where it lies.
        _source = operation.Map.Outputs is [InputExpression { Index: var index }] && inputs[index].Count == _count ? index : -1;
        long blocks = (Math.Max(PartLength, Math.Max(16L * _kept, _count / MostParts)) + _blocks.Length - 1) / _blocks.Length;
        _partLength = blocks * _blocks.Length;
        _parts = (int)((_count + _partLength - 1) / _partLength);
        _partials = new CpuBuffer(Math.Max(1L, (long)_parts * _outputs * _kept));
    }

    /// <summary>Whether a reduction is faster as a map: a long sum whose outermost axis is reduced, so that threads can share it.</summary>
    public static bool Suits(CpuDevice device, Reduce reduce, IReadOnlyList<Shape> inputs)
    {
        int outermost = Enumerable.Range(0, inputs[0].Rank).FirstOrDefault(axis => inputs[0][axis] > 1);
        return reduce.Kind is Reduction.Sum or Reduction.Mean && inputs[0].Count > PartLength && reduce.Axes.Contains(outermost)
            && device.ReducesMap(new Map(Expression.Input(0)));
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = inputs[i].Pointer();
        Device.Team.Run(this, _parts);
        for (int i = 0; i < _outputs; i++)
        {
            var sum = new Span<float>(outputs[i].Pointer(), _kept);
            sum.Clear();
            for (int part = 0; part < _parts; part++) TensorPrimitives.Add(sum, new ReadOnlySpan<float>(Sums(part, i), _kept), sum);
            if (_scale != 1) TensorPrimitives.Multiply(sum, _scale, sum);
        }
    }

    public override void Dispose()
    {
        _partials.Dispose();
        base.Dispose();
    }

    [SkipLocalsInit]
    protected override void Execute<TSimd, TVector>(int part)
    {
        float* workspace = stackalloc float[_blocks.WorkspaceLength], values = stackalloc float[_outputs * _blocks.Length];
        float** blocks = stackalloc float*[_outputs];
        for (int i = 0; i < _outputs; i++) blocks[i] = values + i * _blocks.Length;
        new Span<float>(Sums(part, 0), _outputs * _kept).Clear();
        long first = part * _partLength, end = Math.Min(_count, first + _partLength);
        for (long start = first; start < end; start += _blocks.Length)
        {
            int length = (int)Math.Min(_blocks.Length, end - start);
            if (_source >= 0) blocks[0] = _inputs[_source] + start;
            else _blocks.Run(_inputs, blocks, start, length, start == first, workspace);
            for (int i = 0; i < _outputs; i++) Accumulate<TSimd, TVector>(blocks[i], start, length, Sums(part, i));
        }
    }

    private float* Sums(int part, int output) => _partials.Pointer + ((long)part * _outputs + output) * _kept;

    private void Accumulate<TSimd, TVector>(float* block, long start, int length, float* sums)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        if (!_rowIsReduced && _kept == _row && length % _row == 0)
        {
            AddRows<TSimd, TVector>(block, length / _row, _row, sums);
            return;
        }
        // Pieces of rows.
        for (int done = 0; done < length;)
        {
            var (row, column) = Math.DivRem(start + done, _row);
            int count = (int)Math.Min(_row - column, length - done);
            long kept = KeptIndex(row);
            if (_rowIsReduced) sums[kept] += TensorPrimitives.Sum(new ReadOnlySpan<float>(block + done, count));
            else AddRows<TSimd, TVector>(block + done, 1, count, sums + kept * _row + column);
            done += count;
        }
    }

    /// <summary>The place of a row among the rows, or single elements, of the outputs.</summary>
    private long KeptIndex(long row)
    {
        long index = 0, stride = 1;
        for (int axis = _lengths.Length - 1; axis >= 0; axis--)
        {
            (row, long position) = Math.DivRem(row, _lengths[axis]);
            if (_reduced[axis]) continue;
            index += position * stride;
            stride *= _lengths[axis];
        }
        return index;
    }

    /// <summary>Adds rows of equal length to a row of sums.</summary>
    private static void AddRows<TSimd, TVector>(float* source, int rows, int length, float* sums)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int column = 0;
        for (; column + TSimd.Count <= length; column += TSimd.Count)
        {
            // Two sums at a time, so that an addition does not wait for the last.
            TVector even = TSimd.Load(sums + column), odd = TSimd.Broadcast(0);
            float* line = source + column;
            int row = 0;
            for (; row + 2 <= rows; row += 2, line += 2 * length)
            {
                even = TSimd.Add(even, TSimd.Load(line));
                odd = TSimd.Add(odd, TSimd.Load(line + length));
            }
            if (row < rows) even = TSimd.Add(even, TSimd.Load(line));
            TSimd.Store(TSimd.Add(even, odd), sums + column);
        }
        for (; column < length; column++)
        {
            float sum = 0;
            for (int row = 0; row < rows; row++) sum += source[row * length + column];
            sums[column] += sum;
        }
    }
}
