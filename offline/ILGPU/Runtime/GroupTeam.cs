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
    private GroupRun? _run;
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
            var run = new GroupRun(work, config);
            for (int thread = _threads.Count; thread < run.Threads; thread++)
            {
                int number = thread, before = _launch;
                _threads.Add(new(() => Loop(number, before), 256 * 1024) { IsBackground = true, Name = "ILGPU group thread" });
                _threads[^1].Start();
            }
            lock (_turn)
            {
                (_run, _running) = (run, _threads.Count);
                _launch++;
                Monitor.PulseAll(_turn);
                while (_running > 0) Monitor.Wait(_turn);
                _run = null;
            }
            run.Dispose();
            if (run.Failure is not null) throw new InvalidOperationException($"A kernel failed: {run.Failure.Message}", run.Failure);
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

    private void Loop(int thread, int launch)
    {
        while (true)
        {
            GroupRun run;
            lock (_turn)
            {
                while (_launch == launch && !_closing) Monitor.Wait(_turn);
                if (_closing) return;
                launch = _launch;
                run = _run!;
            }
            if (thread < run.Threads) run.RunThread(thread);
            lock (_turn)
            {
                if (--_running == 0) Monitor.PulseAll(_turn);
            }
        }
    }
}
