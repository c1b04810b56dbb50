using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary><see cref="CopyFilter"/>: reads a texture, or copies a buffer.</summary>
internal sealed unsafe class CopyFilterKernel : FilterKernel
{
    private readonly GL _gl;
    private readonly ShaderProgram _program;
    private readonly ComputePass _pass;
    private readonly uint _sampler;
    private readonly int _bottomUp;

    public CopyFilterKernel(OpenGLDevice device, ImageFilter filter, int width, int height) : base(filter, width, height)
    {
        _gl = device.Gl;
        var defines = new ShaderDefines().Add("WIDTH", width).Add("HEIGHT", height);
        _program = device.Program("CopyFilter.comp", defines, "Index.glsl");
        _bottomUp = _program.Uniform("bottomUp");
        _pass = new(device, _program, FilterPass.Groups(device, width, height), 1);
        // With its own sampler, because a texture of the game whose filter needs mipmaps, but has none, reads as black.
        _sampler = _gl.GenSampler();
        _gl.SamplerParameter(_sampler, SamplerParameterI.MinFilter, (int)GLEnum.Nearest);
        _gl.SamplerParameter(_sampler, SamplerParameterI.MagFilter, (int)GLEnum.Nearest);
    }

    public override void Dispose()
    {
        _pass.Dispose();
        _gl.DeleteSampler(_sampler);
        base.Dispose();
    }

    private protected override void Update() { }

    private protected override void Compute(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        if (source is not OpenGLImage texture)
        {
            CopyBuffer(source, result);
            return;
        }
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, texture.Texture);
        _gl.BindSampler(0, _sampler);
        _gl.UseProgram(_program.Handle);
        _gl.Uniform1(_bottomUp, texture.BottomUp ? 1 : 0);
        _pass.Run([], [result.Pixels]);
    }

    private void CopyBuffer(DeviceImage source, PixelBuffer result)
    {
        var from = (OpenGLBuffer)OpenGLFilterKernel.Pixels(source, Filter).Buffer;
        var to = (OpenGLBuffer)result.Pixels.Buffer;
        _gl.MemoryBarrier(MemoryBarrierMask.BufferUpdateBarrierBit);
        _gl.BindBuffer(BufferTargetARB.CopyReadBuffer, from.Handle);
        _gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, to.Handle);
        _gl.CopyBufferSubData(CopyBufferSubDataTarget.CopyReadBuffer, CopyBufferSubDataTarget.CopyWriteBuffer, 0, 0,
            (nuint)(4L * Width * Height));
    }
}
