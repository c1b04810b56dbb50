using System.Runtime.CompilerServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Elementwise arithmetic in one compiled loop (<see cref="MapCode"/>). Inputs that broadcast are copied to blocks in the first-level
/// cache; where they only repeat, such as one value for each channel of the last axis, once for many blocks.
/// </summary>
internal sealed unsafe class CompiledMapKernel : Kernel, IParallelWork
{
    private const int BlockLength = 1024, PartLength = 16384, LongestBlock = 4096;

    private readonly CpuDevice _device;
    private readonly MapCode.Loop _loop;
    private readonly MapOperand[] _operands;
    private readonly int _outputs, _lanes, _block, _blocksPerPart, _buffers;
    private readonly long _count;
    private readonly float*[] _pointers;

    public CompiledMapKernel(CpuDevice device, Map map, IReadOnlyList<Shape> inputs)
    {
        var output = map.InferShapes(inputs)[0];
        (_device, _count, _outputs, _lanes) = (device, output.Count, map.Outputs.Length, (int)device.Width);
        int period = inputs.Select(input => MapOperand.PeriodOf(input, output)).Where(length => length <= LongestBlock).DefaultIfEmpty(1).Max();
        _block = BlockOf(period, _lanes);
        _blocksPerPart = Math.Max(1, PartLength / _block);
        _operands = [.. inputs.Select(input => MapOperand.Of(input, output, _block))];
        _buffers = _operands.Count(operand => operand.NeedsBuffer);
        _loop = MapCode.Of(map, [.. inputs.Select(input => input.Count == 1)], device.Width);
        _pointers = new float*[inputs.Count + _outputs];
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        for (int i = 0; i < inputs.Length; i++) _pointers[i] = inputs[i].Pointer();
        for (int i = 0; i < _outputs; i++) _pointers[inputs.Length + i] = outputs[i].Pointer();
        long part = (long)_block * _blocksPerPart;
        _device.Team.Run(this, (int)((_count + part - 1) / part));
    }

    [SkipLocalsInit]
    public void Execute(int part)
    {
        int inputs = _operands.Length;
        float* buffers = stackalloc float[_buffers * _block], tail = stackalloc float[_pointers.Length * _lanes];
        float** operands = stackalloc float*[_pointers.Length];
        long first = (long)part * _blocksPerPart * _block, end = Math.Min(_count, first + (long)_blocksPerPart * _block);
        for (long start = first; start < end; start += _block)
        {
            int length = (int)Math.Min(_block, end - start);
            float* buffer = buffers;
            for (int i = 0; i < inputs; i++)
            {
                operands[i] = _operands[i].At(_pointers[i], start, length, start == first, buffer);
                if (_operands[i].NeedsBuffer) buffer += _block;
            }
            for (int i = inputs; i < _pointers.Length; i++) operands[i] = _pointers[i] + start;
            int vectors = length - length % _lanes;
            if (vectors > 0) _loop(operands, vectors);
            if (vectors < length) Tail(operands, tail, vectors, length - vectors);
        }
    }

    /// <summary>The number of elements at a time: a multiple of the period and, where that is not too long, of the width.</summary>
    private static int BlockOf(int period, int lanes)
    {
        int repeats = Math.Max(1, BlockLength / period);
        int whole = lanes / Math.Min(lanes, period & -period);
        int aligned = (repeats + whole - 1) / whole * whole;
        return period * (aligned * period <= LongestBlock ? aligned : repeats);
    }

    /// <summary>Computes the last elements, fewer than a vector, in copies of the operands.</summary>
    private void Tail(float** operands, float* copies, int start, int length)
    {
        float** copied = stackalloc float*[_pointers.Length];
        for (int i = 0; i < _pointers.Length; i++)
        {
            copied[i] = copies + i * _lanes;
            new Span<float>(copied[i], _lanes).Clear();
            if (i >= _operands.Length) continue;
            int count = _operands[i].IsScalar ? 1 : length;
            new ReadOnlySpan<float>(operands[i] + (_operands[i].IsScalar ? 0 : start), count).CopyTo(new(copied[i], count));
        }
        _loop(copied, _lanes);
        for (int i = _operands.Length; i < _pointers.Length; i++)
            new ReadOnlySpan<float>(copied[i], length).CopyTo(new(operands[i] + start, length));
    }
}
