using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A buffer of float32 values in an OpenGL buffer object. Reads and writes use the copy binding points, which do not affect drawing, and
/// restore what was bound there.
/// </summary>
public sealed unsafe class OpenGLBuffer : DeviceBuffer
{
    private readonly GL _gl;

    internal OpenGLBuffer(GL gl, string device, long length) : base(length)
    {
        _gl = gl;
        long bytes = checked(Math.Max(1, length) * sizeof(float));
        int previous = BoundBuffer(GLEnum.CopyWriteBuffer);
        Handle = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, Handle);
        gl.BufferData(BufferTargetARB.CopyWriteBuffer, (nuint)bytes, null, BufferUsageARB.DynamicCopy);
        gl.GetBufferParameter(BufferTargetARB.CopyWriteBuffer, BufferPNameARB.Size, out long allocated);
        if (allocated == bytes) Clear();
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, (uint)previous);
        if (allocated == bytes) return;
        _ = gl.GetError(); // The failure is reported here and must not surface in the host's error checks.
        gl.DeleteBuffer(Handle);
        throw new OutOfDeviceMemoryException(device, bytes);
    }

    /// <summary>Gets the OpenGL name of the buffer.</summary>
    public uint Handle { get; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<float> values, long offset)
    {
        Check(values.Length, offset);
        if (values.IsEmpty) return;
        int previous = BoundBuffer(GLEnum.CopyWriteBuffer);
        _gl.MemoryBarrier(MemoryBarrierMask.BufferUpdateBarrierBit);
        _gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, Handle);
        fixed (float* data = values)
            _gl.BufferSubData(BufferTargetARB.CopyWriteBuffer, (nint)(offset * sizeof(float)), (nuint)values.Length * sizeof(float), data);
        _gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, (uint)previous);
    }

    /// <inheritdoc/>
    public override void Read(Span<float> values, long offset)
    {
        Check(values.Length, offset);
        if (values.IsEmpty) return;
        int previous = BoundBuffer(GLEnum.CopyReadBuffer);
        _gl.MemoryBarrier(MemoryBarrierMask.BufferUpdateBarrierBit);
        _gl.BindBuffer(BufferTargetARB.CopyReadBuffer, Handle);
        fixed (float* data = values)
            _gl.GetBufferSubData(BufferTargetARB.CopyReadBuffer, (nint)(offset * sizeof(float)), (nuint)values.Length * sizeof(float),
                data);
        _gl.BindBuffer(BufferTargetARB.CopyReadBuffer, (uint)previous);
    }

    /// <inheritdoc/>
    public override void Dispose() => _gl.DeleteBuffer(Handle);

    private void Clear() =>
        _gl.ClearBufferData(BufferStorageTarget.CopyWriteBuffer, SizedInternalFormat.R32f, PixelFormat.Red, PixelType.Float, null);

    private int BoundBuffer(GLEnum target) => _gl.GetInteger(target);

    private void Check(int length, long offset)
    {
        if (offset < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset),
                $"OpenGLBuffer: {length} elements at offset {offset} exceed the buffer length {Length}");
    }
}
