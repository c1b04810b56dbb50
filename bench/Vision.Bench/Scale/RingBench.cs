using System.Diagnostics;
using System.Globalization;
using DemoGame.Distribution;
using VisionRuntime.Training.Distributed;

namespace Vision.Bench.Scale;

/// <summary>What it costs to reduce gradients in a ring: with workers on threads, and by way of a broker.</summary>
internal static class RingBench
{
    private static readonly int[] Workers = [2, 4];

    /// <summary>The parameters of mlp-2 for digits of 28x28 pixels, of LeNet as in the Theano tutorial, and of ResNet-18.</summary>
    private static readonly int[] Sizes = [397_510, 1_000_000, 11_689_512];

    public static int Run(Uri? broker, double seconds)
    {
        Print($"{Machine.Processor}; load {Machine.Load}\n");
        Print($"| parameters | workers | each sends | in memory | by the broker |");
        Print($"|---:|---:|---:|---:|---:|");
        foreach (int size in Sizes)
        {
            foreach (int workers in Workers)
            {
                using var ring = new InProcessRing(workers);
                double memory = Measure(ring.Connect, workers, size, seconds);
                var settings = broker is null ? null : new BrokerSettings(broker, "vision-bench");
                double? remote = settings is null ? null
                    : Measure(rank => new RabbitMqRingChannel(settings, rank), workers, size, seconds);
                double sent = 2.0 * (workers - 1) / workers * size * sizeof(float) / 1e6;
                Print($"| {size:N0} | {workers} | {sent:F1} MB | {memory:F1} ms | {remote:F1} ms |");
            }
        }
        return 0;
    }

    /// <summary>Returns the milliseconds of one reduction, when all do nothing else.</summary>
    private static double Measure(Func<int, IRingChannel> connect, int workers, int size, double seconds)
    {
        double[] results = new double[workers];
        Thread[] threads =
        [
            .. Enumerable.Range(0, workers).Select(
                rank => new Thread(() => results[rank] = Reduce(connect(rank), rank, workers, size, seconds))),
        ];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return results[0];
    }

    private static double Reduce(IRingChannel channel, int rank, int workers, int size, double seconds)
    {
        using var reducer = new RingReducer(new(channel, rank, workers, new Dictionary<string, string>(StringComparer.Ordinal)));
        var state = new NoState();
        float[] values = new float[size];
        var clock = new Stopwatch();
        for (int count = -2; ; count++)
        {
            if (count == 0) clock.Start();
            if (rank == 0 && count > 0 && clock.Elapsed.TotalSeconds > seconds)
            {
                reducer.End(state);
                return clock.Elapsed.TotalMilliseconds / count;
            }
            if (reducer.BeginStep(state).Count == 0) return 0;
            reducer.TryReduce(values);
        }
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private sealed class NoState : IWorkerState
    {
        public byte[] Save() => [];

        public void Restore(ReadOnlySpan<byte> state, bool isFinal)
        {
            // There is nothing to restore.
        }
    }
}
