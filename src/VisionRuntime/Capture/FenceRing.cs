using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Manages the slots of a ring buffer for asynchronous GPU copies. Each slot is free, pending behind a fence, or taken by the reader.
/// Tracks the order and the fences only; the caller owns the memory of the slots.
/// </summary>
internal sealed class FenceRing(GL gl, int places) : IDisposable
{
    private const ulong OneSecond = 1_000_000_000;

    private readonly nint[] _fences = new nint[places];
    private readonly long[] _numbers = new long[places];
    private readonly TimeSpan[] _times = new TimeSpan[places];
    private int _oldest, _taken = -1;

    /// <summary>Gets the number of copies that were requested and not yet taken.</summary>
    public int Pending { get; private set; }

    /// <summary>Gets the slot for the next copy, or -1 if every slot is pending or taken.</summary>
    public int Free => Pending + (_taken >= 0 ? 1 : 0) < places ? (_oldest + Pending) % places : -1;

    /// <summary>Gets the slot taken by the reader, or -1 if there is none.</summary>
    public int Taken => _taken;

    /// <summary>Gets the request number of the copy in a slot.</summary>
    public long NumberOf(int place) => _numbers[place];

    /// <summary>Gets the time at which the copy in a slot was requested.</summary>
    public TimeSpan TimeOf(int place) => _times[place];

    /// <summary>Inserts a fence after the copy that was just queued into the free slot.</summary>
    public void Submit(long number, TimeSpan time = default)
    {
        int place = Free;
        _fences[place] = gl.FenceSync(SyncCondition.SyncGpuCommandsComplete, SyncBehaviorFlags.None);
        (_numbers[place], _times[place]) = (number, time);
        Pending++;
    }

    /// <summary>Gets whether the oldest pending copy has completed. Does not wait.</summary>
    public bool OldestIsDone => Pending > 0 && Done(Wait(_oldest, 0));

    /// <summary>Gets whether the second-oldest pending copy has also completed, so that the oldest is out of date.</summary>
    public bool NextIsDone => Pending > 1 && Done(Wait((_oldest + 1) % places, 0));

    /// <summary>Waits until the oldest pending copy has completed.</summary>
    /// <exception cref="OpenGLException">The context is lost.</exception>
    public void WaitForOldest()
    {
        while (!Done(Wait(_oldest, OneSecond))) { }
    }

    /// <summary>Takes the oldest pending copy for reading and returns its slot.</summary>
    public int Take()
    {
        Drop();
        return _taken = (_oldest + places - 1) % places;
    }

    /// <summary>Discards the oldest pending copy.</summary>
    public void Drop()
    {
        gl.DeleteSync(_fences[_oldest]);
        _fences[_oldest] = 0;
        _oldest = (_oldest + 1) % places;
        Pending--;
    }

    /// <summary>Releases the taken slot.</summary>
    public void GiveBack() => _taken = -1;

    public void Dispose()
    {
        while (Pending > 0) Drop();
        _taken = -1;
    }

    private GLEnum Wait(int place, ulong nanoseconds) => gl.ClientWaitSync(_fences[place], SyncObjectMask.Bit, nanoseconds);

    private static bool Done(GLEnum status) => status switch
    {
        GLEnum.AlreadySignaled or GLEnum.ConditionSatisfied => true,
        GLEnum.TimeoutExpired => false,
        _ => throw new OpenGLException(
            "Readback: waiting for the GPU failed, the context is lost; create the context and everything in it anew"),
    };
}
