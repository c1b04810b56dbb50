using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Strided copies. The loops are merged, and the two innermost ones copy rows, transpose a block if source and destination are contiguous
/// along different axes, or copy single elements.
/// </summary>
internal sealed unsafe class StridedCopyKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly StridedCopy _operator;
    private readonly LoopNest[] _loopNests;
    private readonly bool _fills;
    private LoopNest _loopNest;
    private float* _source, _destination;

    public StridedCopyKernel(CpuDevice device, StridedCopy copy, IReadOnlyList<Shape> inputs)
    {
        copy.InferShapes(inputs);
        (_device, _operator, _fills) = (device, copy, !copy.CoversOutput);
        _loopNests = [.. copy.Parts.Select(part => new LoopNest(part))];
        _loopNest = _loopNests.Length > 0 ? _loopNests[0] : null!;
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        if (_fills)
        {
            float* output = outputs[0].Pointer();
            for (long start = 0, count = outputs[0].Shape.Count; start < count; start += int.MaxValue)
                new Span<float>(output + start, (int)Math.Min(int.MaxValue, count - start)).Fill(_operator.Fill);
        }
        for (int i = 0; i < _loopNests.Length; i++)
        {
            _loopNest = _loopNests[i];
            if (_loopNest.Count == 0) continue;
            _source = inputs[i].Pointer() + _loopNest.SourceOffset;
            _destination = outputs[0].Pointer() + _loopNest.DestinationOffset;
            _device.Team.Run(this, _loopNest.Parts);
        }
    }

    public void Execute(int part)
    {
        long end = _loopNest.Blocks * (part + 1) / _loopNest.Parts;
        for (long block = _loopNest.Blocks * part / _loopNest.Parts; block < end; block++)
            _loopNest.CopyBlock(block, _source, _destination);
    }

    /// <summary>The loop nest of one part: outer loops, and a plane of the two innermost.</summary>
    private sealed class LoopNest
    {
        private readonly int[] _lengths, _from, _to;
        private readonly int _rows, _columns, _fromRow, _fromColumn, _toRow, _toColumn, _blocksPerPlane;

        public LoopNest(StridedCopy.Part part)
        {
            var loop = new StridedLoop(part.Extent.Dimensions, [[.. part.From.Strides], [.. part.To.Strides]]);
            int rank = loop.Lengths.Length, outer = Math.Max(0, rank - 2);
            int[] from = loop.Strides[0], to = loop.Strides[1];
            (_lengths, _from, _to) = (loop.Lengths[..outer], from[..outer], to[..outer]);
            (_rows, _fromRow, _toRow) = rank >= 2 ? (loop.Lengths[^2], from[^2], to[^2]) : (1, 0, 0);
            (_columns, _fromColumn, _toColumn) = rank >= 1 ? (loop.Lengths[^1], from[^1], to[^1]) : (1, 1, 1);
            (SourceOffset, DestinationOffset, Count) = (part.From.Offset, part.To.Offset, part.Extent.Count);
            long outerCount = _lengths.Aggregate(1L, (product, length) => product * length);
            // A few large planes are cut into blocks of rows.
            _blocksPerPlane = Count < 16384 ? 1 : (int)Math.Clamp(64 / Math.Max(1, outerCount), 1, Math.Max(1, _rows / 16));
            Blocks = outerCount * _blocksPerPlane;
            Parts = Count < 16384 ? 1 : (int)Math.Min(Blocks, 64);
        }

        public int SourceOffset { get; }

        public int DestinationOffset { get; }

        public long Count { get; }

        /// <summary>The blocks of rows of all planes.</summary>
        public long Blocks { get; }

        public int Parts { get; }

        public void CopyBlock(long block, float* source, float* destination)
        {
            (long index, long part) = Math.DivRem(block, _blocksPerPlane);
            for (int axis = _lengths.Length - 1; axis >= 0; axis--)
            {
                (index, long position) = Math.DivRem(index, _lengths[axis]);
                source += position * _from[axis];
                destination += position * _to[axis];
            }
            long first = _rows * part / _blocksPerPlane, end = _rows * (part + 1) / _blocksPerPlane;
            CopyRows(source + first * _fromRow, destination + first * _toRow, (int)(end - first));
        }

        private void CopyRows(float* source, float* destination, int rows)
        {
            if (_fromColumn == 1 && _toColumn == 1)
            {
                for (nint row = 0; row < rows; row++)
                    new ReadOnlySpan<float>(source + row * _fromRow, _columns).CopyTo(new(destination + row * _toRow, _columns));
            }
            else if (_fromRow == 1 && _toColumn == 1)
            {
                MatrixTranspose.Run(source, _fromColumn, destination, _toRow, _columns, rows);
            }
            else
            {
                for (nint row = 0; row < rows; row++)
                {
                    float* from = source + row * _fromRow, to = destination + row * _toRow;
                    for (nint column = 0; column < _columns; column++) to[column * _toColumn] = from[column * _fromColumn];
                }
            }
        }
    }
}
