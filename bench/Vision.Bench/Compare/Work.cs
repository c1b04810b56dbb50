using System.Globalization;
using Vision.Bench.Report;
using VisionRuntime.Compilation;

namespace Vision.Bench.Compare;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="WarmUp">Does the work so many times, unmeasured.</param>
/// <param name="Milliseconds">Does it so many times; milliseconds for each.</param>
/// <param name="Rest">Returns when its threads have gone to sleep.</param>
internal sealed record Contestant(string Name, Action<int> WarmUp, Func<int, double> Milliseconds, Action Rest)
{
    public static Contestant Of(Plan plan) =>
        new("Vision", count => Measured.Time(plan.Run, count), count => Measured.Time(plan.Run, count), () => Thread.Sleep(60));

    public static Contestant Of(Peer peer, string command) =>
        new(peer.Name, count => peer.Ask($"{command} {count}"), count => peer.Numbers($"{command} {count}")[0], peer.Rest);
}

/// <summary>The same work on all sides, Vision first, so many times a turn.</summary>
internal sealed record Work(string Name, int Count, IReadOnlyList<Contestant> Contestants)
{
    /// <summary>A B C, C B A, A B C ...: a few runs unmeasured to fill the caches and wake the threads, then the measured ones.</summary>
    public IReadOnlyList<Measured> Measure(int rounds)
    {
        List<Measured> results = [.. Contestants.Select(_ => new Measured())];
        foreach (var contestant in Contestants)
        {
            for (int i = 0; i < 5; i++) contestant.WarmUp(2 * Count);
            contestant.Rest();
        }
        Thread.Sleep(200);
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < results.Count; turn++)
            {
                int index = round % 2 == 0 ? turn : results.Count - 1 - turn;
                Contestants[index].WarmUp(2);
                results[index].Add(Contestants[index].Milliseconds(Count));
                Contestants[index].Rest();
            }
        }
        Print(results);
        for (int i = 0; i < results.Count; i++) Results.Add(Name, Contestants[i].Name, results[i], i == 0 ? null : results[0]);
        return results;
    }

    private void Print(List<Measured> results)
    {
        Console.WriteLine();
        Console.WriteLine($"| {Name} | median ms | min | max | ratio to Vision, median of rounds | ratio of the minima |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        for (int i = 0; i < results.Count; i++)
        {
            double ratio = Measured.MedianOf(results[i].Samples.Zip(results[0].Samples, (peer, vision) => peer / vision));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Contestants[i].Name} | {results[i].Median:F3} | {results[i].Least:F3} | {results[i].Most:F3} | {(i == 0 ? "1" : ratio.ToString("F2", CultureInfo.InvariantCulture))} | {(i == 0 ? "1" : (results[i].Least / results[0].Least).ToString("F2", CultureInfo.InvariantCulture))} |"));
        }
    }
}
