using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DemoGame.Distribution;
using DemoGame.Tests.Commands;
using VisionRuntime.Formats;
using VisionRuntime.Training.Distributed;

namespace DemoGame.Tests.Distribution;

/// <summary><c>fit</c> with <c>--world-size</c>, as processes at a real broker.</summary>
[Collection(BrokerCollection.Name)]
public sealed class WorkerTests(Broker broker) : IDisposable
{
    private static readonly string[] Fit =
    [
        "fit", "digits", "--model", "mlp-2", "--size", "12", "--batch", "3000", "--optimizer", "sgd", "--rate", "0.1", "--device", "cpu",
        "--threads", "1",
    ];

    private const int StepsPerEpoch = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly string _run = "test-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Three_processes_train_as_one_does()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        using (VisionProgram first = Start(0, 3, "--epochs", "2"), second = Start(1, 3, "--epochs", "2"), third = Start(2, 3, "--epochs", "2"))
        {
            foreach (var worker in (VisionProgram[])[second, third])
                Assert.Contains("the weights are those of rank 0, bit for bit", worker.Wait().Succeeded().Output, StringComparison.Ordinal);
            first.Wait().Succeeded();
        }
        VisionProgram.Run([.. Fit, "--epochs", "2", "--out", _folder["one"]]).Succeeded();
        // Only rank 0 writes.
        Assert.Equal(["0", "one"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order());
        Checkpoint one = Checkpoint.Load(_folder["one", "checkpoint.vision"]), three = Checkpoint.Load(_folder["0", "checkpoint.vision"]);
        Assert.NotEqual(0, one.Read("fc1/weights").Max());
        Assert.InRange(one.Read("fc1/weights").Zip(three.Read("fc1/weights"), (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5f);
        JsonElement alone = Result("one"), together = Result("0");
        Assert.Equal(alone.GetProperty("epochs").GetDouble(), together.GetProperty("epochs").GetDouble());
        Assert.Equal(alone.GetProperty("test_error").GetDouble(), together.GetProperty("test_error").GetDouble(), 0.01);
    }

    /// <summary>
    /// Rank 2 is killed, and the others go on; then rank 0 is, and is resumed, and rank 1 has waited for it. In a last part that is run to its
    /// end, those that are left have the same weights.
    /// </summary>
    [SkippableFact]
    public void A_run_survives_killed_workers()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        string[] options = ["--epochs", "100000", "--checkpoint-seconds", "1"];
        string checkpoint = _folder["0", "checkpoint.vision"];
        using (var second = Start(1, 3, options))
        {
            using (var killed = Start(2, 3, options))
            using (var first = Start(0, 3, options))
            {
                first.WaitUntil(() => StepOf(checkpoint) > 0, "a checkpoint");
                killed.Kill();
                first.WaitUntil(() => first.Output.Contains("Ranks 0, 1 of 3", StringComparison.Ordinal), "the ring of those that are left");
                WaitForProgress(first);
                first.Kill();
            }
            Assert.False(second.HasEnded, second.Output);
            using var third = Start(2, 3, options);
            using var resumed = Start(0, 3, [.. options, "--resume"]);
            WaitForProgress(resumed);
            Assert.Contains("Ranks 0, 1, 2 of 3", resumed.Output, StringComparison.Ordinal);
            resumed.Kill();
        }
        string epochs = string.Create(CultureInfo.InvariantCulture, $"{StepOf(checkpoint) / StepsPerEpoch + 15}");
        using (var second = Start(1, 3, "--epochs", epochs))
        using (var killed = Start(2, 3, "--epochs", epochs))
        using (var first = Start(0, 3, "--epochs", epochs, "--resume"))
        {
            first.WaitUntil(() => first.Output.Contains("Ranks 0, 1, 2 of 3", StringComparison.Ordinal), "the ring of all");
            killed.Kill();
            Assert.Contains("Ranks 0, 1 of 3", first.Wait().Succeeded().Output, StringComparison.Ordinal);
            Assert.Contains("the weights are those of rank 0, bit for bit", second.Wait().Succeeded().Output, StringComparison.Ordinal);
        }
        Assert.Equal(double.Parse(epochs, CultureInfo.InvariantCulture), Result("0").GetProperty("epochs").GetDouble());

        void WaitForProgress(VisionProgram first)
        {
            long step = StepOf(checkpoint);
            first.WaitUntil(() => StepOf(checkpoint) > step, "a later checkpoint");
        }
    }

    [SkippableFact]
    public void A_worker_that_does_not_fit_is_refused_by_name()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        using var first = Start(0, 2);
        first.WaitUntil(() => first.Output.Contains("waits for 1 other rank", StringComparison.Ordinal), "it is ready");
        (string Option, string Value, string Words)[] others =
        [
            ("--batch", "60", "the batch size of rank 1 is 60, and that of rank 0 is 3000"), ("--seed", "2", "the data set of rank 1 is "),
            ("--model", "mlp-3", "the model of rank 1 is mlp-3 with "), ("--rank", "0", "another worker of rank 0 of the run"),
        ];
        foreach (var (option, value, words) in others)
        {
            string[] arguments = [.. Fit, "--broker", broker.Uri, "--run", _run, "--world-size", "2", "--rank", "1", "--out", _folder["1"]];
            int place = Array.IndexOf(arguments, option);
            arguments = place < 0 ? [.. arguments, option, value] : [.. arguments[..(place + 1)], value, .. arguments[(place + 2)..]];
            VisionProgram.Run(arguments).Failed("vision: " + words);
        }
        first.Interrupt();
        first.Wait().Succeeded();
    }

    [Theory]
    [InlineData("--rank: say with --world-size how many processes train together", "--rank", "0")]
    [InlineData("--broker: say with --world-size how many processes", "--broker", "amqp://127.0.0.1:9")]
    [InlineData("--rank is missing: say which of the 2 processes this is", "--world-size", "2")]
    [InlineData("--rank 2: the ranks of 2 processes are 0 to 1", "--world-size", "2", "--rank", "2")]
    [InlineData("--broker is missing", "--world-size", "2", "--rank", "1")]
    [InlineData("--world-size 7: a batch of 3000 cannot be divided into 7 equal parts", "--world-size", "7", "--rank", "1", "--broker", "amqp://127.0.0.1:9")]
    [InlineData("--replicas: not supported with --world-size", "--world-size", "2", "--rank", "1", "--broker", "amqp://127.0.0.1:9", "--replicas", "2")]
    [InlineData("no broker answers at 127.0.0.1:9", "--world-size", "2", "--rank", "1", "--broker", "amqp://127.0.0.1:9")]
    public void Options_that_do_not_fit_are_refused(string words, params string[] arguments)
    {
        VisionProgram.Run([.. Fit, "--out", _folder["out"], .. arguments]).Refused(words);
        Assert.Empty(_folder.Names);
    }

    /// <summary>Messages in several parts, and a broker that is started again: both workers form the ring anew by themselves.</summary>
    [SkippableFact]
    public async Task A_ring_survives_a_restart_of_the_broker()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun();
        using var gone = new Barrier(3);
        var workers = Enumerable.Range(0, 2).Select(rank => Task.Factory.StartNew(() => Work(rank), TaskCreationOptions.LongRunning)).ToArray();
        Assert.True(gone.SignalAndWait(Patience));
        broker.Stop();
        broker.Start();
        Assert.True(gone.SignalAndWait(Patience));
        await Task.WhenAll(workers);

        void Work(int rank)
        {
            using var reducer = new RingReducer(
                new(new RabbitMqRingChannel(settings, rank), rank, 2, new Dictionary<string, string>()) { Patience = Patience });
            Reduce(reducer);
            Assert.True(gone.SignalAndWait(Patience));
            Assert.True(gone.SignalAndWait(Patience));
            Reduce(reducer);
        }

        // Rank 0 may go on alone before the other is back.
        static void Reduce(RingReducer reducer)
        {
            for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
            {
                Assert.True(clock.Elapsed < Patience);
                int shards = reducer.BeginStep(new NoState()).Count;
                float[] values = new float[5_000_000];
                Array.Fill(values, shards);
                if (!reducer.TryReduce(values)) continue;
                Assert.All((int[])[0, 2_499_999, 2_500_000, 4_999_999], i => Assert.Equal(2, values[i]));
                if (shards == 1) return;
            }
        }
    }

    private VisionProgram Start(int rank, int worldSize, params string[] arguments) => VisionProgram.Start(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["VISION_BROKER"] = broker.Uri },
        [.. Fit, "--run", _run, "--rank", $"{rank}", "--world-size", $"{worldSize}", "--out", _folder[$"{rank}"], .. arguments]);

    private JsonElement Result(string folder) =>
        JsonDocument.Parse(File.ReadAllText(_folder[folder, "result.json"])).RootElement;

    private static long StepOf(string checkpoint)
    {
        try
        {
            return Checkpoint.Load(checkpoint).Number("step");
        }
        catch (CheckpointException)
        {
            return 0; // not there yet, or being replaced
        }
    }

    private sealed class NoState : IWorkerState
    {
        public byte[] Save() => [];

        public void Restore(ReadOnlySpan<byte> state, bool isFinal)
        {
            // There is nothing to restore.
        }
    }
}
