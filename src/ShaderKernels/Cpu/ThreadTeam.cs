namespace ShaderKernels.Cpu;

/// <summary>Work that falls into numbered parts which may run at the same time.</summary>
internal interface IParallelWork
{
    /// <summary>Does one part. No two parts write the same memory.</summary>
    void Execute(int part);
}

/// <summary>
/// Threads that wait for work and share its parts among them, the caller included. Handing work over allocates nothing.
/// A waiting thread spins for some microseconds, since a plan's next kernel usually follows at once, and then sleeps.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Thread[] _workers;
    private readonly object _sleep = new();
    private IParallelWork? _work;
    private int _parts, _next, _busy, _generation, _sleeping;
    private Exception? _failure;
    private volatile bool _stopped;

    public ThreadTeam(int threads)
    {
        Count = threads;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"Vision CPU {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>The number of threads, the caller included.</summary>
    public int Count { get; }

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 and returns when all are done. One caller at a time.</summary>
    public void Run(IParallelWork work, int parts)
    {
        if (parts <= 1 || _workers.Length == 0)
        {
            for (int part = 0; part < parts; part++) work.Execute(part);
            return;
        }
        _work = work;
        _parts = parts;
        _next = 0;
        _busy = _workers.Length;
        Wake();
        Drain();
        var spin = new SpinWait();
        while (Volatile.Read(ref _busy) > 0) spin.SpinOnce(sleep1Threshold: -1);
        _work = null;
        if (Interlocked.Exchange(ref _failure, null) is { } failure) throw new AggregateException(failure);
    }

    public void Dispose()
    {
        _stopped = true;
        Wake();
        foreach (var worker in _workers) worker.Join();
    }

    private void Work()
    {
        int seen = 0;
        while (true)
        {
            WaitForNext(seen);
            if (_stopped) return;
            seen = Volatile.Read(ref _generation);
            Drain();
            Interlocked.Decrement(ref _busy);
        }
    }

    private void WaitForNext(int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (Volatile.Read(ref _generation) != seen) return;
            Thread.SpinWait(8);
        }
        lock (_sleep)
        {
            // Announced before the last look at the generation, which the caller raises before it looks for sleepers: one of the two sees the other.
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _generation) == seen) Monitor.Wait(_sleep);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>Lets every worker see that there is something new. A pulse reaches all that sleep; counted tokens could be taken by the wrong one.</summary>
    private void Wake()
    {
        Interlocked.Increment(ref _generation);
        if (Volatile.Read(ref _sleeping) == 0) return;
        lock (_sleep) Monitor.PulseAll(_sleep);
    }

    private void Drain()
    {
        try
        {
            for (int part; (part = Interlocked.Increment(ref _next) - 1) < _parts;) _work!.Execute(part);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
