using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Reads frames back from the GPU to the CPU without waiting. Each frame is copied into the next buffer of a ring, followed by a fence, and
/// is read when the fence is signaled, usually one or two frames later.
/// </summary>
/// <remarks>
/// If every buffer is pending or taken, a request is rejected and counted in <see cref="Dropped"/>; pending frames are never overwritten
/// and the call does not wait. A taken frame keeps its buffer until the next frame is taken or <see cref="GiveBack"/> is called. If a frame
/// is taken after each request and the GPU keeps up, the latency in requests is at most the number of buffers minus one; if the GPU falls
/// behind, frames are dropped and the latency does not grow.
/// </remarks>
public sealed unsafe class ReadbackRing : IDisposable
{
    private readonly GL _gl;
    private readonly FenceRing _ring;
    private readonly uint[] _buffers;
    private readonly CpuImage _image;
    private readonly nuint _bytes;

    /// <summary>Creates a ring and allocates its buffers.</summary>
    /// <param name="gl">The OpenGL context.</param>
    /// <param name="width">The width of the frames in pixels.</param>
    /// <param name="height">The height of the frames in pixels.</param>
    /// <param name="frames">The number of buffers, at least 2.</param>
    /// <param name="bottomUp">Whether row 0 of the framebuffers is the bottom row of the image.</param>
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

    /// <summary>Gets the width of the frames in pixels.</summary>
    public int Width => _image.Width;

    /// <summary>Gets the height of the frames in pixels.</summary>
    public int Height => _image.Height;

    /// <summary>Gets the number of frames that were requested and not yet taken.</summary>
    public int Pending => _ring.Pending;

    /// <summary>Gets the number of dropped frames: rejected because the ring was full, or replaced by a newer frame.</summary>
    public long Dropped { get; private set; }

    /// <summary>Queues a copy of the lower-left part of a framebuffer, from its current read buffer. Does not wait.</summary>
    /// <param name="framebuffer">The name of the framebuffer, which must not be multisampled.</param>
    /// <param name="number">The number of the frame, returned with it.</param>
    /// <param name="time">The time of the frame, returned with it.</param>
    /// <returns>True if the copy was queued; false if the ring is full and the frame is dropped.</returns>
    public bool Request(uint framebuffer, long number, TimeSpan time = default)
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
        _ring.Submit(number, time);
        return true;
    }

    /// <summary>Takes the oldest frame that has arrived. Does not wait.</summary>
    /// <returns>True if a frame has arrived; if false, the frame taken before remains valid.</returns>
    public bool TryTake(out Frame frame)
    {
        frame = default;
        if (!_ring.OldestIsDone) return false;
        frame = Map();
        return true;
    }

    /// <summary>Takes the newest frame that has arrived and drops the older ones. Does not wait.</summary>
    /// <returns>True if a frame has arrived; if false, the frame taken before remains valid.</returns>
    public bool TryTakeNewest(out Frame frame)
    {
        while (_ring.NextIsDone)
        {
            _ring.Drop();
            Dropped++;
        }
        return TryTake(out frame);
    }

    /// <summary>Takes the oldest pending frame, waiting until it has arrived.</summary>
    /// <exception cref="InvalidOperationException">No frame is pending.</exception>
    public Frame Take()
    {
        if (_ring.Pending == 0) throw new InvalidOperationException("ReadbackRing: no frame is pending; call Request first");
        _ring.WaitForOldest();
        return Map();
    }

    /// <summary>Releases the buffer of the taken frame for the next request. The frame is no longer valid.</summary>
    public void GiveBack()
    {
        if (_ring.Taken < 0) return;
        int bound = Bind(_ring.Taken);
        _gl.UnmapBuffer(BufferTargetARB.PixelPackBuffer);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)bound);
        _image.Point(null);
        _ring.GiveBack();
    }

    /// <summary>Deletes the buffers. Pending frames are lost.</summary>
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
        return new(_image, _ring.NumberOf(place), _ring.TimeOf(place));
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
        throw new OpenGLException(
            $"ReadbackRing: OpenGL did not give access to the {_bytes} bytes of a frame of {Width} by {Height}; "
            + "capture smaller frames, or create the context anew where it was lost");
    }
}
