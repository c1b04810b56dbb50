namespace ILGPU.Runtime;

/// <summary>
/// A thread for each thread of a group. The groups of a launch are done one after the other; within a group the threads run side by side
/// and wait for each other at barriers.
/// </summary>
internal sealed class GroupTeam : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private readonly List<Thread> _threads = [];
    private readonly object _turn = new();
    private readonly GroupRun _run = new();
    private int _launch, _running;
    private bool _closing;

    /// <summary>What each thread of each group does.</summary>
    public interface IWork
    {
        void Execute();
    }

    public void Run(IWork work, in KernelConfig config)
    {
        lock (_oneAtATime)
        {
            _run.Begin(work, config);
            for (int thread = _threads.Count; thread < _run.Threads; thread++) Start(thread);
            lock (_turn)
            {
                _running = _threads.Count;
                _launch++;
                Monitor.PulseAll(_turn);
                while (_running > 0) Monitor.Wait(_turn);
            }
            _run.End();
            if (_run.Failure is not null) throw new InvalidOperationException($"A kernel failed: {_run.Failure.Message}", _run.Failure);
        }
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _closing = true;
            Monitor.PulseAll(_turn);
        }
        foreach (var thread in _threads) thread.Join();
    }

    private void Start(int number)
    {
        int before = _launch;
        _threads.Add(new(() => Loop(number, before), 256 * 1024) { IsBackground = true, Name = "ILGPU group thread" });
        _threads[^1].Start();
    }

    private void Loop(int number, int launch)
    {
        var thread = new KernelThread(_run, number);
        while (true)
        {
            lock (_turn)
            {
                while (_launch == launch && !_closing) Monitor.Wait(_turn);
                if (_closing) return;
                launch = _launch;
            }
            if (number < _run.Threads) _run.Execute(thread);
            lock (_turn)
            {
                if (--_running == 0) Monitor.PulseAll(_turn);
            }
        }
    }
}
