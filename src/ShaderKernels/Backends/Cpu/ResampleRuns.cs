using ShaderKernels.Operators;

namespace ShaderKernels.Backends.Cpu;

/// <summary>What a stretch of neighboring outputs of a resampling has in common.</summary>
internal enum RunKind
{
    /// <summary>No taps: zeros.</summary>
    Clear,

    /// <summary>Neighboring inputs as they are.</summary>
    Copy,

    /// <summary>Weighted sums of the same weights, whose inputs move on by one from output to output: a filter that slides along.</summary>
    Slide,

    /// <summary>Weighted sums of any kind.</summary>
    Sum,
}

/// <summary>Neighboring outputs that are computed alike.</summary>
/// <param name="Kind">How.</param>
/// <param name="First">The first output.</param>
/// <param name="End">Behind the last output.</param>
/// <param name="Source">The input that the first output copies.</param>
internal readonly record struct ResampleRun(RunKind Kind, int First, int End, int Source)
{
    private const int WorthACall = 8; // Numbers; shorter runs are computed faster by the loop for sums of any kind.

    /// <summary>Splits the outputs into runs. Those that are not worth a call of their own join the sums beside them.</summary>
    public static ResampleRun[] Of(Taps taps, long inner)
    {
        var runs = new List<ResampleRun>();
        for (int output = 0; output < taps.Outputs;)
        {
            var (kind, source) = KindOf(taps, output);
            int end = output + 1;
            while (end < taps.Outputs && KindOf(taps, end).Kind == kind && (kind == RunKind.Clear || MovesOn(taps, end))) end++;
            if ((end - output) * inner < WorthACall) kind = RunKind.Sum;
            if (kind == RunKind.Sum && runs.Count > 0 && runs[^1].Kind == RunKind.Sum) runs[^1] = runs[^1] with { End = end };
            else runs.Add(new(kind, output, end, source));
            output = end;
        }
        return [.. runs];
    }

    private static (RunKind Kind, int Source) KindOf(Taps taps, int output)
    {
        int start = taps.Starts[output], count = taps.Starts[output + 1] - start;
        return count == 0 ? (RunKind.Clear, 0) : count == 1 && taps.Weights[start] == 1 ? (RunKind.Copy, taps.Indices[start]) : (RunKind.Slide, 0);
    }

    /// <summary>Whether an output has the taps of the one before it, each on the next input.</summary>
    private static bool MovesOn(Taps taps, int output)
    {
        int before = taps.Starts[output - 1], start = taps.Starts[output], count = start - before;
        if (taps.Starts[output + 1] - start != count) return false;
        for (int tap = 0; tap < count; tap++)
        {
            if (taps.Indices[start + tap] != taps.Indices[before + tap] + 1 || taps.Weights[start + tap] != taps.Weights[before + tap]) return false;
        }
        return true;
    }
}
