using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Reads a tensor broadcast to a larger shape, a range of elements at a time.</summary>
internal sealed unsafe class BroadcastReader
{
    private readonly int[] _lengths, _strides;

    public BroadcastReader(Shape input, Shape output)
    {
        var loop = new StridedLoop(output.Dimensions, [StridedLoop.Broadcast(input, output)]);
        _lengths = loop.Lengths;
        _strides = loop.Strides[0];
    }

    /// <summary>Copies <paramref name="count"/> elements of the broadcast tensor, starting at <paramref name="start"/>.</summary>
    public void Read(float* source, long start, int count, float* destination)
    {
        if (_lengths.Length == 0)
        {
            new Span<float>(destination, count).Fill(*source);
            return;
        }
        int* position = stackalloc int[_lengths.Length];
        long rest = start, offset = 0;
        for (int axis = _lengths.Length - 1; axis >= 0; axis--)
        {
            position[axis] = (int)(rest % _lengths[axis]);
            rest /= _lengths[axis];
            offset += (long)position[axis] * _strides[axis];
        }
        int last = _lengths.Length - 1;
        while (count > 0)
        {
            int run = Math.Min(count, _lengths[last] - position[last]);
            if (_strides[last] == 0) new Span<float>(destination, run).Fill(source[offset]);
            else if (_strides[last] == 1) new ReadOnlySpan<float>(source + offset, run).CopyTo(new(destination, run));
            else
            {
                for (int i = 0; i < run; i++) destination[i] = source[offset + (long)i * _strides[last]];
            }
            destination += run;
            count -= run;
            position[last] += run;
            offset += (long)run * _strides[last];
            for (int axis = last; axis > 0 && position[axis] == _lengths[axis]; axis--)
            {
                offset += _strides[axis - 1] - (long)_lengths[axis] * _strides[axis];
                position[axis] = 0;
                position[axis - 1]++;
            }
        }
    }
}
