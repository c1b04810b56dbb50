using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Brings frames from the GPU to the CPU without waiting: each is copied into the next of a few buffers, behind a fence, and read when the
/// fence has passed, one or two frames later.
/// </summary>
/// <remarks>
/// When every buffer is pending or being looked at, a request is refused and counted in <see cref="Dropped"/>: what is under way is never
/// overwritten and nobody waits. The taken frame keeps its buffer until the next is taken or <see cref="GiveBack"/> is called.
/// Whoever takes a frame after each request sees it, while the GPU keeps up, at most as many requests late as there are buffers, less one;
/// a GPU that falls behind makes frames rarer, not the queue longer.
/// </remarks>
public sealed unsafe class ReadbackRing : IDisposable
{
    private readonly GL _gl;
    private readonly FenceRing _ring;
    private readonly uint[] _buffers;
    private readonly CpuImage _image;
    private readonly nuint _bytes;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="width">The frames' width in pixels.</param>
    /// <param name="height">The frames' height in pixels.</param>
    /// <param name="frames">How many buffers, 2 or more.</param>
    /// <param name="bottomUp">Whether row 0 of the framebuffers is the picture's lowest.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are fewer than 2 buffers.</exception>
    public ReadbackRing(GL gl, int width, int height, int frames = 3, bool bottomUp = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 2);
        _gl = gl;
        _image = new((byte*)null, width, height, bottomUp: bottomUp);
        _ring = new(gl, frames);
        _bytes = (nuint)width * (nuint)height * 4;
        _buffers = new uint[frames];
        int bound = gl.GetInteger(GetPName.PixelPackBufferBinding);
        for (int i = 0; i < frames; i++)
        {
            _buffers[i] = gl.GenBuffer();
            gl.BindBuffer(BufferTargetARB.PixelPackBuffer, _buffers[i]);
            gl.BufferData(BufferTargetARB.PixelPackBuffer, _bytes, null, BufferUsageARB.StreamRead);
        }
        gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)bound);
    }

    /// <summary>The frames' width in pixels.</summary>
    public int Width => _image.Width;

    /// <summary>The frames' height in pixels.</summary>
    public int Height => _image.Height;

    /// <summary>Frames asked for and not yet taken.</summary>
    public int Pending => _ring.Pending;

    /// <summary>Frames lost so far: refused because the ring was full, or overtaken by a newer one.</summary>
    public long Dropped { get; private set; }

    /// <summary>Queues the copy of a framebuffer's lower left part, from the buffer that it is set to read from; does not wait.</summary>
    /// <param name="framebuffer">The framebuffer, not a multisampled one.</param>
    /// <param name="number">The frame's number, handed back with it.</param>
    /// <returns>False where the ring is full and the frame is dropped.</returns>
    public bool Request(uint framebuffer, long number)
    {
        int place = _ring.Free;
        if (place < 0)
        {
            Dropped++;
            return false;
        }
        using var framebuffers = new FramebufferGuard(_gl);
        using var pack = new PackGuard(_gl);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, _buffers[place]);
        _gl.ReadPixels(0, 0, (uint)Width, (uint)Height, PixelFormat.Rgba, PixelType.UnsignedByte, (void*)0);
        _ring.Submit(number);
        return true;
    }

    /// <summary>Takes the oldest frame that has arrived; does not wait.</summary>
    /// <returns>False where none has arrived; a frame taken before stays as it is.</returns>
    public bool TryTake(out Frame frame)
    {
        frame = default;
        if (!_ring.OldestIsDone) return false;
        frame = Map();
        return true;
    }

    /// <summary>Takes the newest frame that has arrived and drops those that it overtakes; does not wait.</summary>
    /// <returns>False where none has arrived; a frame taken before stays as it is.</returns>
    public bool TryTakeNewest(out Frame frame)
    {
        while (_ring.NextIsDone)
        {
            _ring.Drop();
            Dropped++;
        }
        return TryTake(out frame);
    }

    /// <summary>Takes the oldest frame, and waits for it.</summary>
    /// <exception cref="InvalidOperationException">No frame was asked for.</exception>
    public Frame Take()
    {
        if (_ring.Pending == 0) throw new InvalidOperationException("ReadbackRing: no frame is pending; call Request first");
        _ring.WaitForOldest();
        return Map();
    }

    /// <summary>Frees the taken frame's buffer for the next request; the frame can no longer be read.</summary>
    public void GiveBack()
    {
        if (_ring.Taken < 0) return;
        int bound = Bind(_ring.Taken);
        _gl.UnmapBuffer(BufferTargetARB.PixelPackBuffer);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)bound);
        _image.Point(null);
        _ring.GiveBack();
    }

    /// <summary>Frees the buffers; pending frames are lost.</summary>
    public void Dispose()
    {
        GiveBack();
        _ring.Dispose();
        foreach (uint buffer in _buffers) _gl.DeleteBuffer(buffer);
    }

    private Frame Map()
    {
        GiveBack();
        int place = _ring.Take();
        int bound = Bind(place);
        void* pixels = _gl.MapBufferRange(BufferTargetARB.PixelPackBuffer, 0, _bytes, MapBufferAccessMask.ReadBit);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)bound);
        if (pixels == null) ThrowUnmappable();
        _image.Point((byte*)pixels);
        return new(_image, _ring.NumberOf(place));
    }

    private int Bind(int place)
    {
        int bound = _gl.GetInteger(GetPName.PixelPackBufferBinding);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, _buffers[place]);
        return bound;
    }

    [DoesNotReturn]
    private void ThrowUnmappable()
    {
        _ring.GiveBack();
        throw new OpenGLException($"ReadbackRing: OpenGL did not give access to the {_bytes} bytes of a frame of {Width} by {Height}; capture smaller frames, or create the context anew where it was lost");
    }
}
