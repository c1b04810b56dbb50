using System.Collections.Concurrent;
using System.Diagnostics;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using VisionRuntime.Training.Distributed;

namespace VisionRuntime.Tests.Training.Distributed;

/// <summary>Trainers that share the batches of a run, on threads: with all workers, and when some are lost, stuck or come back.</summary>
public sealed class WorkerTests : IDisposable
{
    private const int Workers = 3, Steps = 24;

    // The last twelve samples of each epoch do not fill a batch.
    private static readonly DatasetSplits Digits = DrawnDigits.Create(12, seed: 1, training: 300, test: 80);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly TrainerOptions Options = new()
    {
        BatchSize = 8, Accumulation = 2, Epochs = 4, Optimizer = new Adam { LearningRate = 1e-3f, ClipNorm = 1 }, Seed = 3,
    };

    private readonly InProcessRing _ring = new(Workers);
    private readonly ConcurrentDictionary<(int Rank, long Step), float[]> _weights = new();
    private readonly int[] _joins = new int[Workers];

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task Workers_move_the_weights_as_one_machine_on_the_whole_batch_does()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(rank => Start(rank)));
        AssertSameWeights(workers, from: 1);
        AssertAsOneMachine();
        Assert.Equal([null, true, true], workers.Select(worker => worker.Agreed));
    }

    /// <summary>
    /// Rank 2 disappears in the middle of an exchange, without a word. Ranks 0 and 1 compute its shards too, so that the result is that of one
    /// machine all the same, and have the same weights after every step. Then it is started again.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_worker_that_is_lost_changes_nothing_but_the_time(int segments)
    {
        Task<Worker>? again = null;
        var first = Start(0, stepped: step =>
        {
            if (step == 14) again = Start(2);
            // Rank 2 is admitted before the next step.
            if (step == 15) Assert.True(SpinWait.SpinUntil(() => _joins[2] > 1, Limit));
        });
        // Of the eight segments of a step, it sends a few of the seventh.
        var lost = Start(2, segments: 6 * 4 + segments);
        var second = Start(1);
        await Assert.ThrowsAsync<IOException>(() => lost);
        var workers = await Task.WhenAll([first, second, first.ContinueWith(_ => again!, TaskScheduler.Default).Unwrap()]);
        AssertSameWeights(workers, from: 16);
        AssertAsOneMachine();
        Assert.Equal([[0, 1, 2], [0, 1], [0, 1, 2]], workers[0].Rings);
        Assert.Equal([null, true, true], workers.Select(worker => worker.Agreed));
    }

    /// <summary>Rank 1 stops working without being gone; after the patience the others go on, and when it wakes up it joins again.</summary>
    [Fact]
    public async Task A_worker_that_is_stuck_is_left_out_and_may_come_back()
    {
        using var goOn = new ManualResetEventSlim();
        int[][] rings = [];
        var workers = Enumerable.Range(0, Workers).Select(rank => Start(
            rank, patience: TimeSpan.FromMilliseconds(200), formed: rank > 0 ? null : ranks => rings = [.. rings, [.. ranks]],
            stepped: step =>
            {
                if (rank == 1 && step == 4 && _joins[1] == 1) Assert.True(goOn.Wait(Limit));
                if (rank != 0 || step < 8) return;
                goOn.Set();
                // It waits in the ring that there was, until rank 0 tells it, between two steps, that it is not in the new one.
                var clock = Stopwatch.StartNew();
                while (step < Steps - 4 && _joins[1] == 1 && clock.ElapsedMilliseconds < 100) Thread.Sleep(1);
                if (step == Steps - 4) Assert.True(SpinWait.SpinUntil(() => _joins[1] > 1, Limit));
            })).ToArray();
        var ended = await Task.WhenAll(workers);
        Assert.Equal([0, 1, 2], rings[0]);
        Assert.Contains(rings, ring => !ring.Contains(1));
        Assert.Equal([0, 1, 2], rings[^1]);
        AssertAsOneMachine();
        AssertSameWeights([ended[0], ended[2]], from: 1);
        Assert.Equal([null, true, true], ended.Select(worker => worker.Agreed));
    }

    /// <summary>Rank 0 is killed, and another process takes its place from a state before; the others take that up.</summary>
    [Fact]
    public async Task Workers_wait_for_rank_0_and_go_on_with_its_weights()
    {
        var killed = Start(0, segments: 9 * 4 + 3);
        Task<Worker>[] others = [Start(1), Start(2)];
        await Assert.ThrowsAsync<IOException>(() => killed);
        Assert.All(others, worker => Assert.False(worker.IsCompleted));
        _weights.Clear();
        var workers = await Task.WhenAll([Start(0), .. others]);
        AssertSameWeights(workers, from: 1);
        AssertAsOneMachine();
    }

    [Fact]
    public async Task A_network_of_another_size_is_refused()
    {
        using var cancellation = new CancellationTokenSource();
        var first = Start(0, cancellation: cancellation.Token);
        Task<Worker>[] others = [Start(1, cancellation: cancellation.Token), Start(2, hidden: 17)];
        Assert.StartsWith(
            "the network of rank 0 has another number of weights than that of rank 2",
            (await Assert.ThrowsAsync<WorkerException>(() => others[1])).Message, StringComparison.Ordinal);
        cancellation.Cancel();
        await Task.WhenAll(first, others[0]);
    }

    private Task<Worker> Start(
        int rank, int segments = int.MaxValue, Action<long>? stepped = null, Action<IReadOnlyList<int>>? formed = null,
        TimeSpan? patience = null, int hidden = 16, CancellationToken cancellation = default) => Task.Factory.StartNew(
            () =>
            {
                using var device = new CpuDevice(1);
                // Other initial weights, which those of rank 0 take the place of.
                using var variables = new Variables(device, seed: 1 + rank);
                var channel = new WatchedChannel(this, _ring.Connect(rank), rank, segments);
                using var reducer = new RingReducer(new(channel, rank, Workers, new Dictionary<string, string>())
                {
                    Interval = TimeSpan.FromMilliseconds(20), Patience = patience ?? Limit, Cancellation = cancellation,
                });
                var rings = new List<int[]>();
                reducer.Formed += ranks => rings.Add([.. ranks]);
                reducer.Formed += ranks => formed?.Invoke(ranks);
                using var trainer = new Trainer(
                    x => Network(x, hidden), new ClassificationTask(10), Digits.Training, null, Options, variables, reducer);
                trainer.Stepped += () =>
                {
                    _weights[(rank, trainer.Step)] = [.. variables.Read("fc1/weights"), .. variables.Read("fc2/bias")];
                    stepped?.Invoke(trainer.Step);
                };
                bool finished = trainer.Run(cancellation);
                if (finished) trainer.EndRun();
                return new Worker(rank, rings, trainer.AgreedAtEnd);
            },
            TaskCreationOptions.LongRunning);

    private static Value Network(Value images, int hidden = 16) => images.Flatten().Dense("fc1", hidden).Tanh().Dense("fc2", 10);

    private void AssertSameWeights(IEnumerable<Worker> workers, long from)
    {
        foreach (var worker in workers)
        {
            int compared = 0;
            for (long step = from; step <= Steps; step++)
            {
                if (!_weights.TryGetValue((worker.Rank, step), out float[]? weights)) continue;
                Assert.Equal(_weights[(0, step)], weights);
                compared++;
            }
            // The end of the run may come before the last step is noted.
            Assert.InRange(compared, (Steps - from) / 2, Steps);
        }
    }

    private void AssertAsOneMachine()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, seed: 1);
        using var trainer = new Trainer(
            x => Network(x), new ClassificationTask(10), Digits.Training, null,
            Options with { BatchSize = Workers * Options.BatchSize * Options.Accumulation, Accumulation = 1 }, variables);
        Assert.True(trainer.Run());
        Assert.Equal(Steps, trainer.Step);
        float[] expected = [.. variables.Read("fc1/weights"), .. variables.Read("fc2/bias")];
        Assert.All(expected.Zip(_weights[(0, Steps)]), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    private sealed record Worker(int Rank, IReadOnlyList<int[]> Rings, bool? Agreed);

    /// <summary>The end of a worker that counts how often it asks to join, and is killed after it has sent some segments.</summary>
    private sealed class WatchedChannel(WorkerTests tests, IRingChannel channel, int rank, int segments) : IRingChannel
    {
        private int _segments;
        private bool _hasJoined;

        public int Losses => channel.Losses;

        public bool Send(int to, RingMessage message)
        {
            if (message.Kind == RingMessageKind.Segment && ++_segments > segments)
            {
                channel.Dispose();
                throw new IOException("killed");
            }
            bool isSent = channel.Send(to, message);
            if (message.Kind != RingMessageKind.Join) _hasJoined = false;
            else if (!_hasJoined) _hasJoined = Interlocked.Increment(ref tests._joins[rank]) > 0;
            return isSent;
        }

        public RingMessage? Receive(TimeSpan patience) => channel.Receive(patience);

        public void Dispose() => channel.Dispose();
    }
}
