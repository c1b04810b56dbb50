using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>One launch of a kernel with groups: whose turn it is, the barrier, and the shared memory of the group that runs.</summary>
internal sealed unsafe class GroupRun
{
    private readonly object _gate = new();
    private readonly List<(nint Memory, nuint Bytes)> _shared = [];
    private int _arrived, _finished;
    private long _phase, _group;
    private GroupTeam.IWork? _work;

    public int Threads => Config.GroupDim.Size;

    public KernelConfig Config { get; private set; }

    public Exception? Failure { get; private set; }

    public void Begin(GroupTeam.IWork work, KernelConfig config)
    {
        (_work, Config, Failure) = (work, config, null);
        (_arrived, _finished, _phase, _group) = (0, 0, 0, 0);
    }

    /// <summary>Frees the launch's shared memory.</summary>
    public void End()
    {
        foreach (var (memory, _) in _shared) NativeMemory.AlignedFree((void*)memory);
        _shared.Clear();
        _work = null;
    }

    /// <summary>Goes through all groups as one of their threads.</summary>
    public void Execute(KernelThread self)
    {
        KernelThread.Current = self;
        try
        {
            for (long group = 0; group < Config.GridDim.Size && Failure is null; group++)
            {
                self.Enter(group);
                _work!.Execute();
                Finish(group);
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                Failure ??= exception;
                Monitor.PulseAll(_gate);
            }
        }
        finally
        {
            KernelThread.Current = null;
        }
    }

    /// <summary>Waits for the group's other threads; those that have left the kernel are not waited for.</summary>
    public void Barrier()
    {
        lock (_gate)
        {
            _arrived++;
            if (!Release()) WaitWhile(_phase);
        }
    }

    /// <summary>The group's memory number <paramref name="order"/>, the same for all of its threads. It holds nothing sensible at first.</summary>
    public void* Share(int order, nuint bytes)
    {
        lock (_gate)
        {
            if (order < _shared.Count)
            {
                if (_shared[order].Bytes != bytes) throw new InvalidOperationException("The threads of a group asked for shared memory of different sizes.");
                return (void*)_shared[order].Memory;
            }
            void* memory = NativeMemory.AlignedAlloc(Math.Max(64, bytes), 64);
            NativeMemory.Fill(memory, bytes, 0xff);
            _shared.Add(((nint)memory, bytes));
            return memory;
        }
    }

    private void Finish(long group)
    {
        lock (_gate)
        {
            _finished++;
            if (_finished == Threads)
            {
                (_finished, _arrived) = (0, 0);
                foreach (var (memory, bytes) in _shared) NativeMemory.Fill((void*)memory, bytes, 0xff);
                _group = group + 1;
                Monitor.PulseAll(_gate);
                return;
            }
            Release();
            while (_group == group && Failure is null) Monitor.Wait(_gate);
        }
    }

    private bool Release()
    {
        if (_arrived == 0 || _arrived + _finished < Threads) return false;
        _arrived = 0;
        _phase++;
        Monitor.PulseAll(_gate);
        return true;
    }

    private void WaitWhile(long phase)
    {
        while (_phase == phase && Failure is null) Monitor.Wait(_gate);
        if (Failure is not null) throw new InvalidOperationException("Another thread of the group failed.");
    }
}
