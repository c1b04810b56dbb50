
namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A run of neighboring positions with the same taps inside the axis: <paramref name="Taps"/> taps from <paramref name="First"/> on.
/// </summary>
/// <param name="From">The first position.</param>
/// <param name="Count">The number of positions.</param>
/// <param name="First">The first tap inside the axis.</param>
/// <param name="Taps">The number of taps inside the axis; 0 if the window lies in the padding.</param>
internal readonly record struct TapRun(int From, int Count, int First, int Taps);

/// <summary>
/// The taps of a window that lie inside an axis, for each position, computed once so that inner loops need no border checks: tap t of
/// position i is at Start + i * Step + t * Pitch, and the axis is 0 to length - 1.
/// </summary>
internal sealed class TapTable
{
    /// <param name="positions">The number of positions.</param>
    /// <param name="taps">The number of taps.</param>
    /// <param name="start">The coordinate of the first tap of the first position.</param>
    /// <param name="step">The distance between positions.</param>
    /// <param name="pitch">The distance between taps; negative for a flipped filter.</param>
    /// <param name="length">The length of the axis.</param>
    public TapTable(int positions, int taps, int start, int step, int pitch, int length)
    {
        (Start, Step, Pitch) = (start, step, pitch);
        Rows = new TapRun[positions];
        var runs = new List<TapRun>();
        for (int i = 0; i < positions; i++)
        {
            int first = 0;
            while (first < taps && !Inside(i, first)) first++;
            int end = first;
            while (end < taps && Inside(i, end)) end++;
            var run = new TapRun(i, 1, end == first ? 0 : first, end - first);
            Rows[i] = run;
            if (runs.Count > 0 && runs[^1].First == run.First && runs[^1].Taps == run.Taps)
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add(run);
        }
        Runs = [.. runs];

        bool Inside(int position, int tap) => At(position, tap) >= 0 && At(position, tap) < length;
    }

    /// <summary>The taps of each position.</summary>
    public TapRun[] Rows { get; }

    /// <summary>All positions in runs with the same taps: a few at each border, and one long run between them.</summary>
    public TapRun[] Runs { get; }

    private int Start { get; }

    private int Step { get; }

    private int Pitch { get; }

    /// <summary>Returns the coordinate of a tap.</summary>
    public int At(int position, int tap) => Start + position * Step + tap * Pitch;
}
