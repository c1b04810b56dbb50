using System.Runtime.CompilerServices;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The weights of area averaging along one axis: output o covers the source from o * source / output to (o + 1) * source / output, and each
/// source pixel is weighted by the fraction of that interval it covers. The fractions are computed from integers, so they are as exact as a
/// float can be. Every output has the same number of weights, some of which may be 0, for pixels inside the source. There are at least four
/// outputs; those that were not asked for have zeros for weights.
/// </summary>
internal sealed unsafe class AreaWeights
{
    private readonly int[] _first;
    private readonly float[] _weights;

    public AreaWeights(int source, int output)
    {
        // Lengths are in units of 1 / output of a source pixel.
        for (int o = 0; o < output; o++)
            Count = Math.Max(Count, (int)(((o + 1L) * source + output - 1) / output - (long)o * source / output));
        _first = GC.AllocateArray<int>(Math.Max(output, 4), pinned: true);
        _weights = GC.AllocateArray<float>(_first.Length * Count, pinned: true);
        for (int o = 0; o < output; o++)
        {
            long begin = (long)o * source, end = begin + source;
            _first[o] = (int)Math.Min(begin / output, source - Count);
            for (int i = 0; i < Count; i++)
            {
                long pixel = (_first[o] + (long)i) * output;
                _weights[o * Count + i] = Math.Max(0, Math.Min(end, pixel + output) - Math.Max(begin, pixel)) / (float)source;
            }
        }
    }

    /// <summary>The number of source pixels with a weight, for each output.</summary>
    public int Count { get; }

    /// <summary>The number of outputs, at least four.</summary>
    public int Outputs => _first.Length;

    /// <summary>The first source pixel with a weight, of each output; they never move in memory.</summary>
    public int* Firsts => (int*)Unsafe.AsPointer(ref _first[0]);

    /// <summary>
    /// The <see cref="Count"/> weights of an output, which sum to 1, followed by those of the next; they never move in memory.
    /// </summary>
    public float* Of(int output) => (float*)Unsafe.AsPointer(ref _weights[output * Count]);
}
