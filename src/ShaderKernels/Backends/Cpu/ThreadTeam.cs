using System.Diagnostics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Work that is divided into parts, which may run concurrently.</summary>
internal interface IParallelWork
{
    /// <summary>Runs one part. No two parts write the same memory.</summary>
    void Execute(int part);
}

/// <summary>
/// A pool of threads that share the parts of a work item with the calling thread. Starting work allocates nothing. An idle thread spins for
/// some microseconds, since the next kernel of a plan usually follows at once, and then sleeps. Waking a thread takes longer than a small
/// network, so that the caller works alone for the first microseconds and wakes the others only if there is more to do. It waits only for
/// parts that another thread has started: a thread that wakes late finds no parts left and delays nothing.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    /// <summary>How long an idle thread spins before it sleeps.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000; // 100 µs

    /// <summary>How long the caller works alone before it wakes the others.</summary>
    private static readonly long AloneTicks = Stopwatch.Frequency / 30_000; // 33 µs

    private readonly Thread[] _workers;
    private readonly object _sleep = new();
    private IParallelWork? _work;
    private int _parts, _done, _sleeping;
    private long _aloneSince, _lastEnd;
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
    /// Fewer multiplications than these, some microseconds of one thread, are not worth waiting for another: it may be about to sleep, or
    /// run another program.
    /// </summary>
    public const long SmallWork = 1 << 19;

    /// <summary>
    /// Returns the number of small items to hand out at a time: few enough to balance the load at the end, many enough to keep the overhead
    /// low.
    /// </summary>
    public static int ItemsPerPart(int pieces, int threads) => Math.Clamp(pieces / (4 * threads), 1, 16);

    /// <summary>Runs all parts of a work item and returns when they are done. Only one caller at a time.</summary>
    /// <param name="work">The work item.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="wakes">Whether sleeping threads are woken at once, for long parts, one for each thread.</param>
    public void Run(IParallelWork work, int parts, bool wakes = false)
    {
        if (parts <= 1 || _workers.Length == 0)
        {
            for (int part = 0; part < parts; part++) work.Execute(part);
            return;
        }
        (_work, _parts, _done) = (work, parts, 0);
        Publish(parts);
        if (wakes && Volatile.Read(ref _sleeping) > 0) Wake();
        RunAsCaller();
        var spin = new SpinWait();
        while (Volatile.Read(ref _done) < parts) spin.SpinOnce(sleep1Threshold: -1);
        if (_failure is null) return;
        throw new AggregateException(Interlocked.Exchange(ref _failure, null)!);
    }

    public void Dispose()
    {
        _stopped = true;
        Publish(0);
        Wake();
        foreach (var worker in _workers) worker.Join();
    }

    private static int SequenceOf(long claim) => (int)(claim >> 32);

    /// <summary>Publishes a work item.</summary>
    private void Publish(int parts) => Interlocked.Exchange(ref _claim, ((long)(SequenceOf(_claim) + 1) << 32) + parts);

    /// <summary>Wakes sleeping threads.</summary>
    private void Wake()
    {
        lock (_sleep) Monitor.PulseAll(_sleep);
    }

    /// <summary>Runs parts, and wakes sleeping threads after some time of working without them.</summary>
    private void RunAsCaller()
    {
        long now = Stopwatch.GetTimestamp();
        if (now - _lastEnd > AloneTicks) _aloneSince = now;
        while (RunPart())
        {
            if (Volatile.Read(ref _sleeping) == 0) continue;
            now = Stopwatch.GetTimestamp();
            if (now - _aloneSince > AloneTicks && (int)Volatile.Read(ref _claim) != 0) Wake();
        }
        _lastEnd = Stopwatch.GetTimestamp();
    }

    private void Work()
    {
        int seen = 0;
        while (!_stopped)
        {
            WaitForWork(seen);
            seen = SequenceOf(Volatile.Read(ref _claim));
            while (RunPart()) { }
        }
    }

    private void WaitForWork(int seen)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            if (SequenceOf(Volatile.Read(ref _claim)) != seen) return;
            Thread.SpinWait(8);
        }
        while (Stopwatch.GetTimestamp() - start < SpinTicks);
        lock (_sleep)
        {
            // The sleeper is counted before its last check for work, and the caller publishes work before it checks for sleepers, so that
            // one of the two sees the other.
            Interlocked.Increment(ref _sleeping);
            while (SequenceOf(Volatile.Read(ref _claim)) == seen) Monitor.Wait(_sleep);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>Claims and runs a part; returns false if none is left.</summary>
    private bool RunPart()
    {
        while (true)
        {
            long claim = Volatile.Read(ref _claim);
            int unclaimed = (int)claim;
            if (unclaimed == 0) return false;
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
            return true;
        }
    }
}
