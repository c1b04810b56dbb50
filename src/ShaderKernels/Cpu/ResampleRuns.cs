using ShaderKernels.Operators;

namespace ShaderKernels.Cpu;

/// <summary>What a stretch of neighbouring outputs of a resampling has in common.</summary>
internal enum RunKind
{
    /// <summary>No taps: zeros.</summary>
    Clear,

    /// <summary>Neighbouring inputs as they are.</summary>
    Copy,

    /// <summary>Weighted sums.</summary>
    Sum,
}

/// <summary>Neighbouring outputs that are computed alike.</summary>
/// <param name="Kind">How.</param>
/// <param name="First">The first output.</param>
/// <param name="End">Behind the last output.</param>
/// <param name="Source">The input that the first output copies.</param>
internal readonly record struct ResampleRun(RunKind Kind, int First, int End, int Source)
{
    private const int WorthACopy = 8; // Numbers; fewer are moved faster by the loop that sums.

    /// <summary>Splits the outputs into runs. Copies and clears shorter than is worth a call join the sums beside them.</summary>
    public static ResampleRun[] Of(Taps taps, long inner)
    {
        var runs = new List<ResampleRun>();
        for (int output = 0; output < taps.Outputs;)
        {
            var (kind, source) = KindOf(taps, output);
            int end = output + 1;
            while (end < taps.Outputs && KindOf(taps, end) is var (next, from) && next == kind && (kind != RunKind.Copy || from == source + end - output)) end++;
            if ((end - output) * inner < WorthACopy) kind = RunKind.Sum;
            if (kind == RunKind.Sum && runs.Count > 0 && runs[^1].Kind == RunKind.Sum) runs[^1] = runs[^1] with { End = end };
            else runs.Add(new(kind, output, end, source));
            output = end;
        }
        return [.. runs];
    }

    private static (RunKind Kind, int Source) KindOf(Taps taps, int output)
    {
        int start = taps.Starts[output], count = taps.Starts[output + 1] - start;
        return count == 0 ? (RunKind.Clear, 0) : count == 1 && taps.Weights[start] == 1 ? (RunKind.Copy, taps.Indices[start]) : (RunKind.Sum, 0);
    }
}
