
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The weights of area averaging along one axis: output o covers the source from o * source / output to (o + 1) * source / output, and each
/// source pixel is weighted by the fraction of that interval it covers. The fractions are computed from integers, so they are as exact as a
/// float can be.
/// </summary>
internal sealed class AreaWeights
{
    private readonly int[] _first;
    private readonly float[] _weights;
    private readonly int[] _offsets;

    public AreaWeights(int source, int output)
    {
        _first = new int[output];
        _offsets = new int[output + 1];
        var weights = new List<float>();
        for (int o = 0; o < output; o++)
        {
            // Lengths are in units of 1 / output of a source pixel.
            long begin = (long)o * source, end = begin + source;
            _first[o] = (int)(begin / output);
            for (long i = _first[o]; i * output < end; i++)
                weights.Add((Math.Min(end, (i + 1) * output) - Math.Max(begin, i * output)) / (float)source);
            _offsets[o + 1] = weights.Count;
        }
        _weights = [.. weights];
    }

    /// <summary>The first source pixel that the output covers.</summary>
    public int First(int output) => _first[output];

    /// <summary>The weights of the covered source pixels; they sum to 1.</summary>
    public ReadOnlySpan<float> Of(int output) => _weights.AsSpan(_offsets[output].._offsets[output + 1]);
}
