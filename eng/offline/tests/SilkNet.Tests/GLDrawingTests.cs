using System.Numerics;
using System.Runtime.InteropServices;
using Silk.NET.OpenGL;

namespace SilkNet.Tests;

public sealed unsafe class GLDrawingTests
{
    private const string Vertex = """
        #version 430
        layout(location = 0) in vec2 position;
        layout(location = 1) in vec2 offset;
        uniform mat4 transform;
        void main() { gl_Position = transform * vec4(position + offset, 0, 1); }
        """;

    private const string Fragment = """
        #version 430
        uniform vec4 tint;
        layout(binding = 3) uniform sampler2D picture;
        out vec4 colour;
        void main() { colour = tint * texture(picture, vec2(0.5)); }
        """;

    [SkippableFact]
    public void Instanced_triangles_cover_the_pixels_they_should()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        BindTarget(gl);
        uint program = Link(gl);
        gl.UseProgram(program);
        gl.UniformMatrix4(gl.GetUniformLocation(program, "transform"), false, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        gl.Uniform4(gl.GetUniformLocation(program, "tint"), new Vector4(1, 0, 1, 1));
        BindPicture(gl);

        gl.BindVertexArray(gl.GenVertexArray());
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, gl.GenBuffer());
        gl.BufferData<float>(BufferTargetARB.ArrayBuffer, [-1, -1, 0, -1, 0, 1, -1, 1, /* offsets */ 0, 0, 1, 0], BufferUsageARB.StaticDraw);
        gl.VertexAttribPointer(0, 2, VertexAttribPointerType.Float, false, 8, null);
        gl.EnableVertexAttribArray(0);
        gl.VertexAttribPointer(1, 2, VertexAttribPointerType.Float, false, 8, (void*)32);
        gl.EnableVertexAttribArray(1);
        gl.VertexAttribDivisor(1, 1);
        gl.BindBuffer(BufferTargetARB.ElementArrayBuffer, gl.GenBuffer());
        gl.BufferData<ushort>(BufferTargetARB.ElementArrayBuffer, [0, 1, 2, 0, 2, 3], BufferUsageARB.StaticDraw);

        gl.ClearColor(0, 1, 0, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.DrawElementsInstanced(PrimitiveType.Triangles, 6, DrawElementsType.UnsignedShort, null, 1);
        Assert.Equal((0xFFFF00FFu, 0xFF00FF00u), (Pixel(gl, 1, 4), Pixel(gl, 6, 4)));
        gl.DrawElementsInstanced(PrimitiveType.Triangles, 6, DrawElementsType.UnsignedShort, null, 2);
        Assert.Equal((0xFFFF00FFu, 0xFFFF00FFu), (Pixel(gl, 1, 4), Pixel(gl, 6, 4)));
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    [SkippableFact]
    public void Pixels_come_back_through_a_pack_buffer_after_a_fence()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        BindTarget(gl);
        gl.ClearColor(0, 0, 1, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.BindBuffer(BufferTargetARB.PixelPackBuffer, gl.GenBuffer());
        gl.BufferData(BufferTargetARB.PixelPackBuffer, 8 * 8 * 4, null, BufferUsageARB.StreamRead);
        gl.ReadPixels(0, 0, 8, 8, PixelFormat.Rgba, PixelType.UnsignedByte, null);
        nint fence = gl.FenceSync(SyncCondition.SyncGpuCommandsComplete, SyncBehaviorFlags.None);
        gl.Flush();
        gl.ClientWaitSync(fence, SyncObjectMask.Bit, ulong.MaxValue);
        gl.DeleteSync(fence);
        uint* pixels = (uint*)gl.MapBufferRange(BufferTargetARB.PixelPackBuffer, 0, 8 * 8 * 4, MapBufferAccessMask.ReadBit);
        Assert.Equal(0xFFFF0000u, pixels[63]);
        gl.UnmapBuffer(BufferTargetARB.PixelPackBuffer);
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    [SkippableFact]
    public void A_blit_copies_and_scales()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        uint source = BindTarget(gl);
        gl.ClearColor(1, 0, 0, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        uint target = BindTarget(gl);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, source);
        gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, target);
        gl.BlitFramebuffer(0, 0, 8, 8, 0, 0, 4, 4, ClearBufferMask.ColorBufferBit, BlitFramebufferFilter.Nearest);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, target);
        Assert.Equal((0xFF0000FFu, 0u), (Pixel(gl, 3, 3), Pixel(gl, 4, 4)));
        gl.GetFramebufferAttachmentParameter(
            FramebufferTarget.ReadFramebuffer,
            FramebufferAttachment.ColorAttachment0,
            FramebufferAttachmentParameterName.ObjectType,
            out int kind);
        Assert.Equal((int)GLEnum.Renderbuffer, kind);
    }

    [SkippableFact]
    public void Debug_messages_arrive()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        var messages = new List<string>();
        DebugProc receive = (_, _, _, _, length, message, _) => messages.Add(Marshal.PtrToStringUTF8(message, length));
        gl.Enable(EnableCap.DebugOutput);
        gl.Enable(EnableCap.DebugOutputSynchronous);
        gl.DebugMessageCallback(receive, null);
        gl.Enable((EnableCap)0x1234);
        Assert.NotEmpty(messages);
        uint buffer = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, buffer);
        gl.ObjectLabel(ObjectIdentifier.Buffer, buffer, 7, "weights");
        Assert.Equal(GLEnum.InvalidEnum, gl.GetError());
        Assert.Equal(GLEnum.NoError, gl.GetError());
        GC.KeepAlive(receive);
    }

    private static uint BindTarget(GL gl)
    {
        uint pixels = gl.GenRenderbuffer();
        gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, pixels);
        gl.RenderbufferStorage(RenderbufferTarget.Renderbuffer, InternalFormat.Rgba8, 8, 8);
        uint target = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, target);
        gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, RenderbufferTarget.Renderbuffer, pixels);
        gl.DrawBuffers([DrawBufferMode.ColorAttachment0]);
        gl.ReadBuffer(ReadBufferMode.ColorAttachment0);
        gl.Viewport(0, 0, 8, 8);
        gl.ClearColor(0, 0, 0, 0);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        return target;
    }

    private static void BindPicture(GL gl)
    {
        gl.ActiveTexture(TextureUnit.Texture3);
        gl.BindTexture(TextureTarget.Texture2D, gl.GenTexture());
        byte[] white = [255, 255, 255, 255];
        gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, 1, 1, 0, PixelFormat.Rgba, PixelType.UnsignedByte, (ReadOnlySpan<byte>)white);
        uint sampler = gl.GenSampler();
        gl.SamplerParameter(sampler, SamplerParameterI.MinFilter, (int)TextureMinFilter.Nearest);
        gl.BindSampler(3, sampler);
        gl.GetInteger(GetPName.SamplerBinding, out int bound);
        Assert.Equal((int)sampler, bound);
    }

    private static uint Pixel(GL gl, int x, int y)
    {
        gl.ReadPixels(x, y, 1, 1, PixelFormat.Rgba, PixelType.UnsignedByte, out uint pixel);
        return pixel;
    }

    private static uint Link(GL gl)
    {
        uint program = gl.CreateProgram();
        foreach (var (stage, source) in new[] { (ShaderType.VertexShader, Vertex), (ShaderType.FragmentShader, Fragment) })
        {
            uint shader = gl.CreateShader(stage);
            gl.ShaderSource(shader, source);
            gl.CompileShader(shader);
            Assert.Equal(string.Empty, gl.GetShaderInfoLog(shader));
            gl.AttachShader(program, shader);
            gl.DeleteShader(shader);
        }

        gl.LinkProgram(program);
        Assert.True(gl.GetProgram(program, ProgramPropertyARB.LinkStatus) == 1, gl.GetProgramInfoLog(program));
        return program;
    }
}
