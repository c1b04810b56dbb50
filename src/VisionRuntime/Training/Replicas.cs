using VisionRuntime.Training.Distributed;

namespace VisionRuntime.Training;

/// <summary>
/// The workers of one process beside the first: copies of the network on devices of their own, each a trainer that takes its steps on
/// another thread. They exchange gradients as workers on many machines do.
/// </summary>
internal sealed class Replicas : IGradientReducer
{
    private readonly InProcessRing _ring;
    private readonly RingReducer _first;
    private readonly List<(Trainer Trainer, RingReducer Reducer)> _workers = [];
    private Task[] _steps = [];

    /// <param name="count">The number of workers beside the first.</param>
    public Replicas(int count)
    {
        WorldSize = 1 + count;
        _ring = new InProcessRing(WorldSize);
        _first = ReducerOf(0);
    }

    public int Rank => 0;

    public int WorldSize { get; }

    /// <summary>Adds a worker.</summary>
    public void Add(Func<IGradientReducer, Trainer> create)
    {
        var reducer = ReducerOf(1 + _workers.Count);
        _workers.Add((create(reducer), reducer));
    }

    /// <summary>Runs the step of the first worker, and those of the others meanwhile.</summary>
    public bool Run(Func<bool> step)
    {
        _steps = [.. _workers.Select(worker => Task.Run(() => StepOrClose(worker.Trainer)))];
        bool isComplete;
        try
        {
            isComplete = step();
        }
        catch (OperationCanceledException)
        {
            Wait(); // throws what has closed the ring
            throw;
        }
        Wait();
        return isComplete;
    }

    public IReadOnlyList<int> BeginStep(IWorkerState state) => _first.BeginStep(state);

    public bool TryReduce(Span<float> values) => _first.TryReduce(values);

    public void Invalidate() => _first.Invalidate();

    public void End(IWorkerState state)
    {
        // The others take their steps only with the first.
    }

    /// <summary>Ends the waiting of all workers and releases their plans; their variables are not disposed.</summary>
    public void Dispose()
    {
        _ring.Dispose();
        Task.WhenAll(_steps).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        foreach (var (trainer, reducer) in _workers)
        {
            trainer.Dispose();
            reducer.Dispose();
        }
        _first.Dispose();
    }

    private RingReducer ReducerOf(int rank)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        return new(new(_ring.Connect(rank), rank, WorldSize, facts) { Patience = TimeSpan.MaxValue });
    }

    private void Wait() => Task.WhenAll(_steps).GetAwaiter().GetResult();

    private void StepOrClose(Trainer trainer)
    {
        try
        {
            trainer.TrainStep();
        }
        catch
        {
            _ring.Dispose();
            throw;
        }
    }
}
