using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A copy of a tensor at an offset that OpenGL cannot bind (see <see cref="OpenGLDevice.OffsetAlignment"/>). Created by the first run that
/// needs it; plans lay out tensors so that none does.
/// </summary>
internal sealed class OperandCopy(OpenGLDevice device, long length) : IDisposable
{
    private readonly OpenGLBuffer _buffer = new(device.Gl, device.Name, length);

    /// <summary>Copies the tensor and returns the copy.</summary>
    public OpenGLBuffer CopyFrom(Tensor tensor)
    {
        Copy(((OpenGLBuffer)tensor.Buffer).Handle, tensor.Offset, _buffer.Handle, 0);
        return _buffer;
    }

    /// <summary>Copies the values back to the tensor.</summary>
    public void WriteBack(Tensor tensor) => Copy(_buffer.Handle, 0, ((OpenGLBuffer)tensor.Buffer).Handle, tensor.Offset);

    private void Copy(uint source, long sourceOffset, uint target, long targetOffset)
    {
        var gl = device.Gl;
        gl.MemoryBarrier(MemoryBarrierMask.BufferUpdateBarrierBit);
        gl.BindBuffer(BufferTargetARB.CopyReadBuffer, source);
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, target);
        gl.CopyBufferSubData(CopyBufferSubDataTarget.CopyReadBuffer, CopyBufferSubDataTarget.CopyWriteBuffer,
            (nint)(sourceOffset * sizeof(float)), (nint)(targetOffset * sizeof(float)), (nuint)(length * sizeof(float)));
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
