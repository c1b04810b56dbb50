using System.Globalization;

namespace VisionRuntime.Insight;

/// <summary>
/// The ticks of an axis at round values: steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels",
/// Graphics Gems, 1990).
/// </summary>
/// <param name="Step">The distance between two ticks.</param>
/// <param name="First">The multiple of the step at or below the lowest value.</param>
/// <param name="Last">The multiple of the step at or above the highest value.</param>
internal readonly record struct AxisTicks(double Step, long First, long Last)
{
    /// <summary>The value of the first tick.</summary>
    public double Lowest => First * Step;

    /// <summary>The value of the last tick.</summary>
    public double Highest => Last * Step;

    /// <summary>
    /// Chooses ticks that enclose a range, with about <paramref name="intervals"/> intervals; a range of one value is widened.
    /// </summary>
    public static AxisTicks Around(double lowest, double highest, int intervals)
    {
        double size = Math.Max(Math.Abs(lowest), Math.Abs(highest));
        if (highest - lowest <= size * 1e-9)
        {
            double margin = size > 0 ? size * 0.1 : 1;
            (lowest, highest) = (lowest - margin, highest + margin);
        }
        double rough = (highest - lowest) / intervals;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        // A value that is only a rounding error away from a tick counts as on it.
        return new AxisTicks(step, (long)Math.Floor((lowest / step) + 1e-6), (long)Math.Ceiling((highest / step) - 1e-6));
    }

    /// <summary>
    /// Returns the label of a tick, in the same format for all ticks of the axis: <c>0.25</c>, <c>150k</c>, <c>2e-06</c>.
    /// </summary>
    public string Label(long tick)
    {
        double largest = Math.Max(Math.Abs(Lowest), Math.Abs(Highest));
        if (Step < 1e-4 || largest >= 1e15) return (tick * Step).ToString("0.##e+00", CultureInfo.InvariantCulture);
        (double unit, string suffix) = Unit(largest);
        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(Step / unit) + 1e-6));
        return tick == 0 ? "0" : (tick * Step / unit).ToString("F" + decimals, CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>Formats one value with about three digits.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        if (size is >= 1e15 or (< 1e-3 and > 0)) return value.ToString("0.0e+00", CultureInfo.InvariantCulture);
        (double unit, string suffix) = Unit(size);
        string format = (size / unit) switch { >= 100 => "0", >= 10 => "0.#", >= 0.1 => "0.##", _ => "0.####" };
        return (value / unit).ToString(format, CultureInfo.InvariantCulture) + suffix;
    }

    private static (double Unit, string Suffix) Unit(double largest) => largest switch
    {
        >= 1e12 => (1e12, "T"),
        >= 1e9 => (1e9, "G"),
        >= 1e6 => (1e6, "M"),
        >= 1e4 => (1e3, "k"),
        _ => (1, ""),
    };
}
