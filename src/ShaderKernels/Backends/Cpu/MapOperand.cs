using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>How a map reads an input, a block of elements at a time: one element, as it lies in memory, repeated, or broadcast.</summary>
internal sealed unsafe class MapOperand
{
    private readonly int _period, _block;
    private readonly BroadcastReader? _reader;

    private MapOperand(bool isScalar, int period, int block, BroadcastReader? reader) =>
        (IsScalar, _period, _block, _reader) = (isScalar, period, block, reader);

    /// <summary>Whether the input is a single element.</summary>
    public bool IsScalar { get; }

    /// <summary>Whether blocks are made in a buffer.</summary>
    public bool NeedsBuffer => _reader is not null || _period > 0 && _period < _block;

    /// <summary>
    /// Returns the number of elements after which an input repeats in the order of the output; 1 if it does not, or is not broadcast.
    /// </summary>
    public static int PeriodOf(Shape input, Shape output)
    {
        if (input.Count == 1 || input.Count == output.Count) return 1;
        var loop = new StridedLoop(output.Dimensions, [StridedLoop.Broadcast(input, output)]);
        return loop.Strides[0] is [0, 1] ? loop.Lengths[1] : 1;
    }

    /// <summary>Creates the reader of an input for blocks of a length.</summary>
    public static MapOperand Of(Shape input, Shape output, int block)
    {
        if (input.Count == 1 || input.Count == output.Count) return new(input.Count == 1, 0, block, null);
        int period = PeriodOf(input, output);
        return period > 1 && block % period == 0 ? new(false, period, block, null) : new(false, 0, block, new(input, output));
    }

    /// <summary>Returns where a block of the input lies, which begins at an element of the output.</summary>
    /// <param name="source">The input.</param>
    /// <param name="start">The element, a multiple of the length of a block.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="isFirst">Whether no block was made in the buffer before.</param>
    /// <param name="buffer">The memory of a whole block.</param>
    public float* At(float* source, long start, int length, bool isFirst, float* buffer)
    {
        if (_reader is not null)
        {
            _reader.Read(source, start, length, buffer);
            return buffer;
        }
        if (_period == 0) return IsScalar ? source : source + start;
        if (_period == _block) return source;
        var period = new ReadOnlySpan<float>(source, _period);
        for (int i = 0; isFirst && i < _block; i += _period) period.CopyTo(new(buffer + i, _period));
        return buffer;
    }
}
