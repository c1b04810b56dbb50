
namespace ShaderKernels.Backends.Cpu;

/// <summary>Work that is divided into parts, which may run concurrently.</summary>
internal interface IParallelWork
{
    /// <summary>Runs one part. No two parts write the same memory.</summary>
    void Execute(int part);
}

/// <summary>
/// A pool of threads that share the parts of a work item with the calling thread. Starting work allocates nothing. An idle thread spins for
/// some microseconds, since the next kernel of a plan usually follows at once, and then sleeps. The caller waits only for parts that
/// another thread has started: a thread that wakes late finds no parts left and delays nothing.
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
    /// The sequence number of the work item in the upper half, the number of unclaimed parts in the lower. A part is claimed by a
    /// compare-exchange, which fails if the work item has changed; and since a work item cannot end while parts are unclaimed, the fields
    /// read just before the claim belong to it.
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

    /// <summary>The number of threads, including the caller.</summary>
    public int Count { get; }

    /// <summary>
    /// Returns the number of small items to hand out at a time: few enough to balance the load at the end, many enough to keep the overhead
    /// low.
    /// </summary>
    public static int ItemsPerPart(int pieces, int threads) => Math.Clamp(pieces / (4 * threads), 1, 16);

    /// <summary>Runs all parts of a work item and returns when they are done. Only one caller at a time.</summary>
    public void Run(IParallelWork work, int parts)
    {
        if (parts <= 1 || _workers.Length == 0)
        {
            for (int part = 0; part < parts; part++) work.Execute(part);
            return;
        }
        (_work, _parts, _done) = (work, parts, 0);
        Publish(parts);
        RunParts();
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

    private static int SequenceOf(long claim) => (int)(claim >> 32);

    /// <summary>Publishes a work item and wakes sleeping threads.</summary>
    private void Publish(int parts)
    {
        Interlocked.Exchange(ref _claim, ((long)(SequenceOf(_claim) + 1) << 32) + parts);
        if (Volatile.Read(ref _sleeping) == 0) return;
        lock (_sleep) Monitor.PulseAll(_sleep);
    }

    private void Work()
    {
        int seen = 0;
        while (!_stopped)
        {
            WaitForWork(seen);
            seen = SequenceOf(Volatile.Read(ref _claim));
            RunParts();
        }
    }

    private void WaitForWork(int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (SequenceOf(Volatile.Read(ref _claim)) != seen) return;
            Thread.SpinWait(8);
        }
        lock (_sleep)
        {
            // The sleeper is counted before its last check for work, and the caller publishes work before it checks for sleepers, so that
            // one of the two sees the other.
            Interlocked.Increment(ref _sleeping);
            while (SequenceOf(Volatile.Read(ref _claim)) == seen) Monitor.Wait(_sleep);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>Claims and runs parts until none is left.</summary>
    private void RunParts()
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
