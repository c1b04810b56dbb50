using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A buffer texture through which a pass reads an operand. It is defined again only when the operand is another one than in the last run.
/// </summary>
internal sealed class BufferTexture(GL gl, SizedInternalFormat format) : IDisposable
{
    private readonly uint _texture = gl.GenTexture();
    private (OpenGLBuffer? Buffer, long Start, long Bytes) _operand;

    /// <summary>Binds a range of a buffer to a texture unit.</summary>
    public void Bind(int unit, OpenGLBuffer buffer, long start, long bytes)
    {
        gl.ActiveTexture(TextureUnit.Texture0 + unit);
        gl.BindTexture(TextureTarget.TextureBuffer, _texture);
        if (_operand == (buffer, start, bytes)) return;
        gl.TexBufferRange(TextureTarget.TextureBuffer, format, buffer.Handle, (nint)start, (nuint)bytes);
        _operand = (buffer, start, bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => gl.DeleteTexture(_texture);
}
