using System.Globalization;
using VisionRuntime.Graphs;

namespace Vision.Bench.Compare;

/// <summary>Whether two sides compute the same, without which no time means anything.</summary>
internal static class Agreement
{
    private const double Tolerance = 1e-4;

    public static bool Holds(string what, Peer peer, double[] theirs, double[] ours)
    {
        double apart = ours.Length == theirs.Length ? ours.Zip(theirs, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(b))).Max() : double.PositiveInfinity;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(apart <= Tolerance ? "agrees" : "DISAGREES")}: {what}, Vision {string.Join(" ", ours.Take(5).Select(x => x.ToString("F6", CultureInfo.InvariantCulture)))}, {peer.Name} {string.Join(" ", theirs.Take(5).Select(x => x.ToString("F6", CultureInfo.InvariantCulture)))}, apart by {apart:E1}"));
        return apart <= Tolerance;
    }
}
