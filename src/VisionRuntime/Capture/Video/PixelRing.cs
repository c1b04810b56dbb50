using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;

namespace VisionRuntime.Capture.Video;

/// <summary>
/// A bounded ring of frames in native memory, between the thread that reads them and the one that uses them. Allocates only when frames
/// become larger.
/// </summary>
internal sealed unsafe class PixelRing : IDisposable
{
    private readonly Queue<Slot> _ready, _free;
    private Slot? _taken;
    private bool _closed;

    public PixelRing(int slots)
    {
        (_ready, _free) = (new(slots), new(slots));
        for (int i = 0; i < slots; i++) _free.Enqueue(new Slot());
    }

    /// <summary>One frame of the ring.</summary>
    public sealed class Slot
    {
        private byte* _pixels;
        private nuint _capacity;

        public CpuImage Image { get; private set; } = null!;

        public TimeSpan Time { get; set; }

        /// <summary>Makes room for a frame and returns its bytes.</summary>
        public Span<byte> Resize(int width, int height)
        {
            nuint bytes = (nuint)width * (nuint)height * 4;
            if (Image is null || Image.Width != width || Image.Height != height)
            {
                if (bytes > _capacity)
                {
                    _pixels = (byte*)NativeMemory.Realloc(_pixels, bytes);
                    _capacity = bytes;
                }
                Image = new(_pixels, width, height);
            }
            return new(_pixels, (int)bytes);
        }

        public void Free()
        {
            NativeMemory.Free(_pixels);
            _pixels = null;
        }
    }

    /// <summary>Gets the number of frames that were replaced by newer ones before they were used.</summary>
    public long Dropped { get; private set; }

    /// <summary>Waits for room for another frame.</summary>
    /// <param name="mayDrop">Returns whether the oldest frame may be dropped instead of waiting.</param>
    /// <returns>The room; null once the ring is closed.</returns>
    public Slot? BeginWrite(Func<bool> mayDrop)
    {
        lock (_ready)
        {
            for (; !_closed; Monitor.Wait(_ready))
            {
                if (_free.TryDequeue(out var free)) return free;
                if (!mayDrop() || !_ready.TryDequeue(out var oldest)) continue;
                Dropped++;
                return oldest;
            }
            return null;
        }
    }

    /// <summary>Makes a written frame available.</summary>
    public void EndWrite(Slot slot)
    {
        lock (_ready)
        {
            _ready.Enqueue(slot);
            Monitor.PulseAll(_ready);
        }
    }

    /// <summary>Returns room that was not used.</summary>
    public void CancelWrite(Slot slot)
    {
        lock (_ready) _free.Enqueue(slot);
    }

    /// <summary>Takes the oldest frame and releases the one taken before.</summary>
    public bool TryTake(out Slot slot)
    {
        lock (_ready)
        {
            bool taken = _ready.TryDequeue(out slot!);
            if (!taken) return false;
            if (_taken is not null) _free.Enqueue(_taken);
            _taken = slot;
            Monitor.PulseAll(_ready);
            return true;
        }
    }

    /// <summary>Takes the newest frame that is due and drops those before it.</summary>
    /// <param name="due">Frames of a later time stay in the ring.</param>
    /// <param name="slot">The frame.</param>
    public bool TryTakeNewest(TimeSpan due, out Slot slot)
    {
        lock (_ready)
        {
            slot = null!;
            if (!_ready.TryPeek(out var next) || next.Time > due) return false;
            for (bool first = true; _ready.TryPeek(out next) && next.Time <= due; first = false)
            {
                TryTake(out slot);
                if (!first) Dropped++;
            }
            return true;
        }
    }

    /// <summary>Waits until a frame is ready, the ring is closed or a condition holds.</summary>
    /// <param name="orElse">The condition, looked at after each <see cref="Wake"/>.</param>
    /// <param name="timeout">The longest time to wait, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <returns>False if the time has passed.</returns>
    public bool WaitForFrame(Func<bool> orElse, TimeSpan timeout)
    {
        long end = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_ready)
        {
            while (_ready.Count == 0 && !_closed && !orElse())
            {
                long left = end - Environment.TickCount64;
                if (left <= 0) return false;
                Monitor.Wait(_ready, (int)Math.Min(left, int.MaxValue));
            }
            return true;
        }
    }

    /// <summary>Gets the size of the frame that is taken next; null if none is ready.</summary>
    public CpuImage? Next
    {
        get
        {
            lock (_ready) return _ready.TryPeek(out var next) ? next.Image : null;
        }
    }

    /// <summary>Wakes everyone who waits, so that they look at what has changed.</summary>
    public void Wake()
    {
        lock (_ready) Monitor.PulseAll(_ready);
    }

    /// <summary>Ends the writing: whoever waits for room gets none.</summary>
    public void Close()
    {
        lock (_ready)
        {
            _closed = true;
            Monitor.PulseAll(_ready);
        }
    }

    /// <summary>Frees the frames; the thread that writes must have ended.</summary>
    public void Dispose()
    {
        Close();
        _taken?.Free();
        foreach (var slot in _ready) slot.Free();
        foreach (var slot in _free) slot.Free();
        _taken = null;
        _ready.Clear();
        _free.Clear();
    }
}
