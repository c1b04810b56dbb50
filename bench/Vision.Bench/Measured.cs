using System.Diagnostics;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace Vision.Bench;

/// <summary>Milliseconds of the same work, once a round.</summary>
internal sealed class Measured
{
    private readonly List<double> _samples = [];

    public IReadOnlyList<double> Samples => _samples;

    public double Median => MedianOf(_samples);

    public double Least => _samples.Min();

    public double Most => _samples.Max();

    public void Add(double milliseconds) => _samples.Add(milliseconds);

    public static double MedianOf(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Milliseconds a call, over some calls.</summary>
    public static double Time(Action action, int count)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) action();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds / count;
    }

    /// <summary>Runs something until the just-in-time compiler has very likely finished with it.</summary>
    public static void WarmUp(Action action, int milliseconds = 600)
    {
        for (int phase = 0; phase < 2; phase++)
        {
            long begin = Stopwatch.GetTimestamp();
            do action();
            while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds);
            Thread.Sleep(150);
        }
    }
}
