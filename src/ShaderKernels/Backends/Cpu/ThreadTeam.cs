
namespace ShaderKernels.Backends.Cpu;

/// <summary>Work that falls into numbered parts which may run at the same time.</summary>
internal interface IParallelWork
{
    /// <summary>Does one part. No two parts write the same memory.</summary>
    void Execute(int part);
}

/// <summary>
/// Threads that wait for work and share its parts among them, the caller included. Handing work over allocates nothing.
/// A waiting thread spins for some microseconds, since a plan's next kernel usually follows at once, and then sleeps. The caller waits only
/// for parts that another thread has begun: one that is slow to wake finds nothing left to do, and nobody minds.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Thread[] _workers;
    private readonly object _sleep = new();
    private IParallelWork? _work;
    private int _parts, _done, _sleeping;
    private Exception? _failure;
    private volatile bool _stopped;

    /// <summary>
    /// The number of the work in its upper half, the parts of it that nobody has claimed in the lower. A part is claimed by one exchange, which fails if the
    /// work has changed; and while parts are unclaimed the work cannot end, so what was read of it just before the claim belongs to it.
    /// </summary>
    private long _claim;

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

    /// <summary>How many of so many small pieces to hand out at once: few enough that no thread is left idle at the end, enough that handing out costs little.</summary>
    public static int ShareOf(int pieces, int threads) => Math.Clamp(pieces / (4 * threads), 1, 16);

    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 and returns when all are done. One caller at a time.</summary>
    public void Run(IParallelWork work, int parts)
    {
        if (parts <= 1 || _workers.Length == 0)
        {
            for (int part = 0; part < parts; part++) work.Execute(part);
            return;
        }
        (_work, _parts, _done) = (work, parts, 0);
        Publish(parts);
        Drain();
        var spin = new SpinWait();
        while (Volatile.Read(ref _done) < parts) spin.SpinOnce(sleep1Threshold: -1);
        if (_failure is null) return;
        throw new AggregateException(Interlocked.Exchange(ref _failure, null)!);
    }

    public void Dispose()
    {
        _stopped = true;
        Publish(0);
        foreach (var worker in _workers) worker.Join();
    }

    private static int WorkOf(long claim) => (int)(claim >> 32);

    /// <summary>Makes the new work visible and wakes who sleeps.</summary>
    private void Publish(int parts)
    {
        Interlocked.Exchange(ref _claim, ((long)(WorkOf(_claim) + 1) << 32) + parts);
        if (Volatile.Read(ref _sleeping) == 0) return;
        lock (_sleep) Monitor.PulseAll(_sleep);
    }

    private void Work()
    {
        int seen = 0;
        while (!_stopped)
        {
            WaitForNext(seen);
            seen = WorkOf(Volatile.Read(ref _claim));
            Drain();
        }
    }

    private void WaitForNext(int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (WorkOf(Volatile.Read(ref _claim)) != seen) return;
            Thread.SpinWait(8);
        }
        lock (_sleep)
        {
            // Announced before the last look at the work, which the caller publishes before it looks for sleepers: one of the two sees the other.
            Interlocked.Increment(ref _sleeping);
            while (WorkOf(Volatile.Read(ref _claim)) == seen) Monitor.Wait(_sleep);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>Claims and does parts until none is left.</summary>
    private void Drain()
    {
        while (true)
        {
            long claim = Volatile.Read(ref _claim);
            int unclaimed = (int)claim;
            if (unclaimed == 0) return;
            var (work, parts) = (Volatile.Read(ref _work), Volatile.Read(ref _parts));
            if (Interlocked.CompareExchange(ref _claim, claim - 1, claim) != claim) continue;
            try
            {
                work!.Execute(parts - unclaimed);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
            }
            Interlocked.Increment(ref _done);
        }
    }
}
