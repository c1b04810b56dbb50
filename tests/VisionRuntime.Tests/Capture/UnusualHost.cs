using Silk.NET.OpenGL;

namespace VisionRuntime.Tests.Capture;

/// <summary>A host that has set every piece of state to something that a guest would not expect.</summary>
public sealed unsafe class UnusualHost
{
    public UnusualHost(GL gl)
    {
        BufferTargetARB[] targets =
        [
            BufferTargetARB.ArrayBuffer, BufferTargetARB.PixelPackBuffer, BufferTargetARB.PixelUnpackBuffer, BufferTargetARB.CopyReadBuffer, BufferTargetARB.CopyWriteBuffer,
            BufferTargetARB.DispatchIndirectBuffer, BufferTargetARB.DrawIndirectBuffer, BufferTargetARB.TextureBuffer,
        ];
        foreach (var target in targets) gl.BindBuffer(target, Buffer(gl));
        for (uint slot = 0; slot < 4; slot++)
        {
            gl.BindBufferRange(BufferTargetARB.ShaderStorageBuffer, slot, Buffer(gl), 256, 512);
            gl.BindBufferRange(BufferTargetARB.UniformBuffer, slot, Buffer(gl), 256, 256);
        }
        gl.BindBufferBase(BufferTargetARB.ShaderStorageBuffer, 1, Buffer(gl));
        gl.BindBuffer(BufferTargetARB.ShaderStorageBuffer, Buffer(gl));
        gl.BindBuffer(BufferTargetARB.UniformBuffer, Buffer(gl));
        for (int unit = 0; unit < 4; unit++)
        {
            gl.ActiveTexture(TextureUnit.Texture0 + unit);
            gl.BindTexture(TextureTarget.Texture2D, Texture(gl));
            uint sampler = gl.GenSampler();
            gl.SamplerParameter(sampler, SamplerParameterI.MinFilter, (int)GLEnum.LinearMipmapLinear);
            gl.BindSampler((uint)unit, sampler);
            gl.BindImageTexture((uint)unit, Texture(gl), 0, false, 0, BufferAccessARB.ReadWrite, InternalFormat.Rgba8);
        }
        gl.ActiveTexture(TextureUnit.Texture0 + 2);
        gl.BindVertexArray(gl.GenVertexArray());
        gl.BindBuffer(BufferTargetARB.ElementArrayBuffer, Buffer(gl));
        gl.UseProgram(Program(gl));
        PixelStore(gl);
        Framebuffers(gl);
        Drawing(gl);
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    private static void PixelStore(GL gl)
    {
        int value = 3;
        foreach (int first in new[] { 0x0D00, 0x0CF0 }) // PACK_ and UNPACK_: swap bytes, lsb first, row length, skip rows, skip pixels, alignment
        {
            gl.PixelStore((PixelStoreParameter)first, 1);
            gl.PixelStore((PixelStoreParameter)(first + 1), 1);
            for (int i = 2; i < 5; i++) gl.PixelStore((PixelStoreParameter)(first + i), value++);
            gl.PixelStore((PixelStoreParameter)(first + 5), first == 0x0D00 ? 8 : 2);
        }
        for (int name = 0x806B; name <= 0x806E; name++) gl.PixelStore((PixelStoreParameter)name, value++);
    }

    private static void Framebuffers(GL gl)
    {
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, gl.GenFramebuffer());
        gl.ReadBuffer(ReadBufferMode.ColorAttachment1);
        gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, gl.GenFramebuffer());
    }

    private static void Drawing(GL gl)
    {
        GLEnum[] enabled = [GLEnum.Blend, GLEnum.CullFace, GLEnum.DepthTest, GLEnum.StencilTest, GLEnum.PolygonOffsetFill, GLEnum.FramebufferSrgb, GLEnum.DepthClamp, GLEnum.RasterizerDiscard, GLEnum.ColorLogicOp];
        foreach (var capability in enabled) gl.Enable(capability);
        gl.Enable(EnableCap.ScissorTest, 0);
        gl.Enable(EnableCap.ScissorTest, 2);
        gl.Scissor(1, 1, 2, 2);
        gl.Viewport(3, 2, 5, 4);
        gl.ColorMask(false, true, false, true);
        gl.DepthMask(false);
        gl.DepthFunc(DepthFunction.Greater);
        gl.BlendFunc(BlendingFactor.DstAlpha, BlendingFactor.SrcColor);
        gl.CullFace(TriangleFace.Front);
        gl.FrontFace(FrontFaceDirection.CW);
    }

    private static uint Buffer(GL gl)
    {
        uint buffer = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, buffer);
        gl.BufferData(BufferTargetARB.ArrayBuffer, 1024, null, BufferUsageARB.StaticDraw);
        return buffer;
    }

    private static uint Texture(GL gl)
    {
        gl.GetInteger(GetPName.TextureBinding2D, out int bound);
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, 2, 2);
        gl.BindTexture(TextureTarget.Texture2D, (uint)bound);
        return texture;
    }

    private static uint Program(GL gl)
    {
        uint shader = gl.CreateShader(ShaderType.ComputeShader), program = gl.CreateProgram();
        gl.ShaderSource(shader, "#version 430\nlayout(local_size_x = 1) in; void main() { }");
        gl.CompileShader(shader);
        gl.AttachShader(program, shader);
        gl.LinkProgram(program);
        return program;
    }
}
