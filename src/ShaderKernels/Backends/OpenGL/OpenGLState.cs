using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The state of the host's context that kernels change, saved and restored: the program, the shader storage bindings, the copy bindings,
/// the texture and sampler of unit 0, which image kernels use, and the buffer textures of units 0 and 1, through which products read their
/// operands. Allocates nothing.
/// </summary>
internal sealed class OpenGLState(GL gl, int maximumBindings)
{
    private readonly StorageBinding[] _storage = new StorageBinding[maximumBindings];
    private int _bindings;
    private int _program, _genericStorage, _copyRead, _copyWrite;
    private int _activeTexture, _texture, _sampler, _bufferTexture, _secondBufferTexture;

    /// <summary>
    /// Saves the state; of the indexed shader storage bindings, the first <paramref name="bindings"/>, as many as kernels use.
    /// </summary>
    public void Save(int bindings)
    {
        _program = gl.GetInteger(GLEnum.CurrentProgram);
        _genericStorage = gl.GetInteger(GLEnum.ShaderStorageBufferBinding);
        _copyRead = gl.GetInteger(GLEnum.CopyReadBuffer);
        _copyWrite = gl.GetInteger(GLEnum.CopyWriteBuffer);
        _bindings = bindings;
        for (int slot = 0; slot < bindings; slot++) _storage[slot] = StorageBinding.Read(gl, (uint)slot);

        _activeTexture = gl.GetInteger(GLEnum.ActiveTexture);
        gl.ActiveTexture(TextureUnit.Texture1);
        _secondBufferTexture = gl.GetInteger(GLEnum.TextureBindingBuffer);
        gl.ActiveTexture(TextureUnit.Texture0);
        _bufferTexture = gl.GetInteger(GLEnum.TextureBindingBuffer);
        _texture = gl.GetInteger(GLEnum.TextureBinding2D);
        _sampler = gl.GetInteger(GLEnum.SamplerBinding);
    }

    /// <summary>Restores the state saved by <see cref="Save"/>.</summary>
    public void Restore()
    {
        gl.UseProgram((uint)_program);
        for (int slot = 0; slot < _bindings; slot++) _storage[slot].Write(gl, (uint)slot);
        gl.BindBuffer(BufferTargetARB.ShaderStorageBuffer, (uint)_genericStorage); // After the indexed bindings, which change it.
        gl.BindBuffer(BufferTargetARB.CopyReadBuffer, (uint)_copyRead);
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, (uint)_copyWrite);

        gl.ActiveTexture(TextureUnit.Texture1);
        gl.BindTexture(TextureTarget.TextureBuffer, (uint)_secondBufferTexture);
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.TextureBuffer, (uint)_bufferTexture);
        gl.BindTexture(TextureTarget.Texture2D, (uint)_texture);
        gl.BindSampler(0, (uint)_sampler);
        gl.ActiveTexture((TextureUnit)_activeTexture);
    }

    /// <summary>An indexed binding: a whole buffer (size 0) or a range of it.</summary>
    private readonly record struct StorageBinding(uint Buffer, long Start, long Size)
    {
        public static StorageBinding Read(GL gl, uint slot)
        {
            gl.GetInteger(GetPName.ShaderStorageBufferBinding, slot, out int buffer);
            if (buffer == 0) return default;
            gl.GetInteger64(GetPName.ShaderStorageBufferStart, slot, out long start);
            gl.GetInteger64(GetPName.ShaderStorageBufferSize, slot, out long size);
            return new((uint)buffer, start, size);
        }

        public void Write(GL gl, uint slot)
        {
            if (Size == 0) gl.BindBufferBase(BufferTargetARB.ShaderStorageBuffer, slot, Buffer);
            else gl.BindBufferRange(BufferTargetARB.ShaderStorageBuffer, slot, Buffer, (nint)Start, (nuint)Size);
        }
    }
}
