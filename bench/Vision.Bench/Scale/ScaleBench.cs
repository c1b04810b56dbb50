using System.Globalization;
using System.Text.Json;
using DemoGame.Games;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Insight;

namespace Vision.Bench.Scale;

/// <summary>What a run with many actors costs here, and where its limits are: measured, and simulated on the measured costs.</summary>
internal static class ScaleBench
{
    private static readonly int[] Threads = [1, 2, 4, 8], Simulated = [1, 2, 4, 8, 16, 32, 64, 125, 250, 500, 1000];

    private static readonly int QueueBatches = new DemoGame.Distribution.BrokerSettings(new("amqp://localhost"), "bench").QueueBatches;

    /// <summary>The speeds of learners, compared with the one here.</summary>
    private static readonly int[] Learners = [1, 10, 100];

    public static int Run(string name, string algorithm, Uri? broker, double seconds, string? chart)
    {
        var game = GameCatalog.Find(name);
        var measurement = new ScaleMeasurement(game, algorithm);
        Print($"{name}, {algorithm}; {Machine.Processor}; load {Machine.Load}");
        double play = measurement.Play();
        int frames = measurement.Batches[0].Count;
        var shape = measurement.Batches[0].Shape;
        long raw = (long)(shape.Context + shape.Steps + 1) * shape.Environments * shape.FrameSize;
        Print($"\n| for each frame | microseconds |\n|---|---:|\n| an actor plays | {play:F1} |");
        (double Encode, double Decode, int Bytes) chosen = default;
        foreach (var compression in Enum.GetValues<FrameCompression>())
        {
            var cost = measurement.Encode(compression);
            Print($"| {compression}: {cost.Bytes / 1024.0:F1} of {raw / 1024.0:F0} KiB a batch: compressed | {cost.Encode:F2} |\n| decompressed | {cost.Decode:F2} |");
            if (compression == FrameCompression.Brotli) chosen = cost;
        }
        var (learn, weights, publication) = measurement.Learn();
        Print($"| the learner learns | {learn:F1} |\n\nA batch has {frames} frames; weights have {weights / 1024.0:F0} KiB and are published every {publication:F0} frames.");

        Console.WriteLine("\n| actors (threads) | frames/s |\n|---:|---:|");
        foreach (int actors in Threads) Print($"| {actors} | {measurement.Train(actors, seconds):F0} |");

        double slowest = 5;
        if (broker is not null)
        {
            Console.WriteLine("\n| publishers | batches/s | MB/s |\n|---:|---:|---:|");
            foreach (int publishers in Threads)
            {
                double rate = measurement.Publish(broker, publishers, seconds / 2);
                Print($"| {publishers} | {rate:F0} | {rate * chosen.Bytes / 1e6:F1} |");
                slowest = publishers == Threads[0] ? 1000 / rate : Math.Min(slowest, 1000 / rate);
            }
        }
        var costs = new ScaleCosts(play, chosen.Encode, chosen.Decode, learn, frames, chosen.Bytes, slowest, weights, publication);
        Console.WriteLine($"\n{JsonSerializer.Serialize(costs)}");
        Simulate(costs, chart);
        return 0;
    }

    /// <summary>Simulates on costs that were measured before.</summary>
    public static int Simulate(string json, string? chart)
    {
        Simulate(JsonSerializer.Deserialize<ScaleCosts>(File.ReadAllText(json))!, chart);
        return 0;
    }

    private static void Simulate(ScaleCosts costs, string? chart)
    {
        Print($"\nSimulated with {costs.BrokerMilliseconds:F2} ms for each batch at the broker:\n");
        Console.WriteLine("| learner | actors | frames/s | learner busy | broker busy | actors wait | age of experience | Gbit/s of experience | of weights |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        var series = new List<ChartSeries>();
        foreach (int speed in Learners)
        {
            var results = Simulated.Select(actors => new ClusterSimulation(costs, actors, speed, QueueBatches).Run()).ToArray();
            foreach (var result in results)
            {
                Print($"| {speed}x | {result.Actors} | {result.FramesPerSecond:F0} | {result.Learner:P0} | {result.Broker:P0} | {result.Waiting:P0} | {result.Age:F1} s | {result.Gigabits:F2} | {result.WeightsGigabits:F2} |");
            }
            series.Add(new($"learner {speed}x", [.. results.Select(result => Math.Log2(result.Actors))], [.. results.Select(result => Math.Log10(result.FramesPerSecond))]));
        }
        if (chart is null) return;
        new LineChart
        {
            Title = "Frames learned from in a second, simulated on measured costs", HorizontalLabel = "actors, as a power of 2",
            Panels = [new("frames/s, as a power of 10", series)],
        }.SavePng(chart);
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
