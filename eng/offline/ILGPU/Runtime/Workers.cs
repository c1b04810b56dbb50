namespace ILGPU.Runtime;

/// <summary>Threads that share a range of numbers; the calling thread is one of them. Running allocates nothing.</summary>
internal sealed class Workers : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private readonly Thread[] _threads;
    private IWork? _work;
    private long _next, _count, _stretch;
    private Exception? _failure;
    private volatile bool _closing;

    public Workers(int count)
    {
        _threads = new Thread[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new(Loop) { IsBackground = true, Name = "ILGPU worker" };
            _threads[i].Start();
        }
    }

    /// <summary>Something that is done for each number of a range, in any order.</summary>
    public interface IWork
    {
        void Execute(long first, long last);
    }

    public void Run(IWork work, long count)
    {
        lock (_oneAtATime)
        {
            (_work, _next, _count, _failure) = (work, 0, count, null);
            _stretch = Math.Max(1, count / ((_threads.Length + 1) * 8L));
            int helpers = (int)Math.Min(_threads.Length, count - 1);
            if (helpers > 0) _begin.Release(helpers);
            Take();
            for (int i = 0; i < helpers; i++) _ended.Wait();
            _work = null;
            if (_failure is not null) throw new InvalidOperationException($"A kernel failed: {_failure.Message}", _failure);
        }
    }

    public void Dispose()
    {
        _closing = true;
        if (_threads.Length > 0) _begin.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _begin.Dispose();
        _ended.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _begin.Wait();
            if (_closing) return;
            Take();
            _ended.Release();
        }
    }

    private void Take()
    {
        try
        {
            while (true)
            {
                long first = Interlocked.Add(ref _next, _stretch) - _stretch;
                if (first >= _count) return;
                _work!.Execute(first, Math.Min(_count, first + _stretch));
            }
        }
        catch (Exception exception)
        {
            _failure = exception;
            Interlocked.Exchange(ref _next, _count);
        }
    }
}
