using ShaderKernels.Operators;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The kinds of a run of outputs of a resampling.</summary>
internal enum RunKind
{
    /// <summary>No taps: zeros.</summary>
    Clear,

    /// <summary>A copy of contiguous inputs.</summary>
    Copy,

    /// <summary>Weighted sums with the same weights, whose inputs advance by one from output to output: a sliding filter.</summary>
    Slide,

    /// <summary>Other weighted sums.</summary>
    Sum,
}

/// <summary>A run of neighboring outputs that are computed in the same way.</summary>
/// <param name="Kind">The kind of the run.</param>
/// <param name="First">The first output.</param>
/// <param name="End">The end of the run, exclusive.</param>
/// <param name="Source">The input that the first output copies.</param>
internal readonly record struct ResampleRun(RunKind Kind, int First, int End, int Source)
{
    private const int MinimumLength = 8; // In elements; shorter runs are faster as weighted sums.

    /// <summary>Splits the outputs into runs. Runs that are too short merge with neighboring sums.</summary>
    public static ResampleRun[] Split(Taps taps, long inner)
    {
        var runs = new List<ResampleRun>();
        for (int output = 0; output < taps.Outputs;)
        {
            var (kind, source) = KindOf(taps, output);
            int end = output + 1;
            while (end < taps.Outputs && KindOf(taps, end).Kind == kind && (kind == RunKind.Clear || Continues(taps, end))) end++;
            if ((end - output) * inner < MinimumLength) kind = RunKind.Sum;
            if (kind == RunKind.Sum && runs.Count > 0 && runs[^1].Kind == RunKind.Sum) runs[^1] = runs[^1] with { End = end };
            else runs.Add(new(kind, output, end, source));
            output = end;
        }
        return [.. runs];
    }

    private static (RunKind Kind, int Source) KindOf(Taps taps, int output)
    {
        int start = taps.Starts[output], count = taps.Starts[output + 1] - start;
        if (count == 0) return (RunKind.Clear, 0);
        return count == 1 && taps.Weights[start] == 1 ? (RunKind.Copy, taps.Indices[start]) : (RunKind.Slide, 0);
    }

    /// <summary>Whether an output has the taps of the one before it, each on the next input.</summary>
    private static bool Continues(Taps taps, int output)
    {
        int before = taps.Starts[output - 1], start = taps.Starts[output], count = start - before;
        if (taps.Starts[output + 1] - start != count) return false;
        for (int tap = 0; tap < count; tap++)
        {
            if (taps.Indices[start + tap] != taps.Indices[before + tap] + 1 || taps.Weights[start + tap] != taps.Weights[before + tap])
                return false;
        }
        return true;
    }
}
