using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Numbered places used in turn for copies that the GPU finishes later: free, pending behind a fence, or taken (the reader looks at it).
/// Knows the order and the fences; whoever uses it owns the memory of the places.
/// </summary>
internal sealed class FenceRing(GL gl, int places) : IDisposable
{
    private const ulong OneSecond = 1_000_000_000;

    private readonly nint[] _fences = new nint[places];
    private readonly long[] _numbers = new long[places];
    private int _oldest, _taken = -1;

    /// <summary>Copies asked for and not yet taken.</summary>
    public int Pending { get; private set; }

    /// <summary>The place for the next copy, or -1 where all are pending or taken.</summary>
    public int Free => Pending + (_taken >= 0 ? 1 : 0) < places ? (_oldest + Pending) % places : -1;

    /// <summary>The place that the reader looks at, or -1.</summary>
    public int Taken => _taken;

    /// <summary>The number of the copy in a place.</summary>
    public long NumberOf(int place) => _numbers[place];

    /// <summary>Sets a fence behind the copy just queued into the free place.</summary>
    public void Submit(long number)
    {
        int place = Free;
        _fences[place] = gl.FenceSync(SyncCondition.SyncGpuCommandsComplete, SyncBehaviorFlags.None);
        _numbers[place] = number;
        Pending++;
    }

    /// <summary>Whether the oldest pending copy is done; does not wait.</summary>
    public bool OldestIsDone => Pending > 0 && Done(Wait(_oldest, 0));

    /// <summary>Whether the second oldest is done, too, so that the oldest is out of date.</summary>
    public bool NextIsDone => Pending > 1 && Done(Wait((_oldest + 1) % places, 0));

    /// <summary>Waits for the oldest pending copy.</summary>
    /// <exception cref="OpenGLException">The context is lost.</exception>
    public void WaitForOldest()
    {
        while (!Done(Wait(_oldest, OneSecond))) { }
    }

    /// <summary>The oldest becomes the one that the reader looks at.</summary>
    public int Take()
    {
        Drop();
        return _taken = (_oldest + places - 1) % places;
    }

    /// <summary>The oldest is passed over.</summary>
    public void Drop()
    {
        gl.DeleteSync(_fences[_oldest]);
        _fences[_oldest] = 0;
        _oldest = (_oldest + 1) % places;
        Pending--;
    }

    /// <summary>The reader has seen enough.</summary>
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
        _ => throw new OpenGLException("Readback: waiting for the GPU failed, the context is lost; create the context and everything in it anew"),
    };
}
