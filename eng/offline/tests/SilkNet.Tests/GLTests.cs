using System.Numerics;
using Silk.NET.Core.Loader;
using Silk.NET.OpenGL;

namespace SilkNet.Tests;

public sealed unsafe class GLTests
{
    private const string Doubling = """
        #version 430
        layout(local_size_x = 64) in;
        layout(std430, binding = 0) readonly buffer Input { float x[]; };
        layout(std430, binding = 1) writeonly buffer Output { float y[]; };
        uniform int count;
        uniform float factor;
        void main()
        {
            uint i = gl_GlobalInvocationID.x;
            if (i < uint(count)) y[i] = x[i] * factor;
        }
        """;

    [SkippableFact]
    public void A_context_tells_its_version()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        Assert.True(gl.GetInteger(GetPName.MajorVersion) >= 4);
        Assert.NotEmpty(gl.GetStringS(StringName.Renderer));
        Assert.StartsWith("GL_", gl.GetStringS(StringName.Extensions, 0), StringComparison.Ordinal);
        Assert.True(gl.IsExtensionPresent("GL_ARB_compute_shader"));
        Assert.True(gl.IsExtensionPresent("ARB_compute_shader"));
        Assert.False(gl.IsExtensionPresent("GL_NOBODY_ever_wrote_this"));
    }

    [SkippableFact]
    public void A_cleared_texture_reads_back_its_colour()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, 4, 2);
        gl.GetTexLevelParameter(TextureTarget.Texture2D, 0, GetTextureParameter.TextureWidth, out int width);
        Assert.Equal(4, width);

        uint framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, framebuffer);
        Assert.NotEqual(GLEnum.FramebufferComplete, gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer));
        gl.FramebufferTexture2D(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, texture, 0);
        Assert.Equal(GLEnum.FramebufferComplete, gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer));
        Assert.Equal((int)framebuffer, gl.GetInteger(GetPName.DrawFramebufferBinding));

        gl.Viewport(0, 0, 4, 2);
        gl.ClearColor(1, 0.5f, 0, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        byte[] pixels = new byte[4 * 2 * 4];
        gl.ReadPixels(0, 0, 4, 2, PixelFormat.Rgba, PixelType.UnsignedByte, pixels.AsSpan());
        Assert.Equal([255, 128, 0, 255], pixels[^4..]);

        byte[] green = [0, 255, 0, 255];
        gl.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, 1, 1, PixelFormat.Rgba, PixelType.UnsignedByte, (ReadOnlySpan<byte>)green);
        gl.GetTexImage(TextureTarget.Texture2D, 0, PixelFormat.Rgba, PixelType.UnsignedByte, pixels.AsSpan());
        Assert.Equal(green, pixels[..4]);

        gl.DeleteFramebuffer(framebuffer);
        gl.DeleteTexture(texture);
        Assert.False(gl.IsTexture(texture));
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    [SkippableFact]
    public void A_compute_shader_writes_a_buffer()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        uint program = Link(gl, Doubling);
        float[] input = [.. Enumerable.Range(0, 100).Select(i => i * 0.25f)];
        uint source = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.ShaderStorageBuffer, source);
        gl.BufferData<float>(BufferTargetARB.ShaderStorageBuffer, input, BufferUsageARB.StaticDraw);
        uint result = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.ShaderStorageBuffer, result);
        gl.BufferData(BufferTargetARB.ShaderStorageBuffer, 400, null, BufferUsageARB.DynamicRead);
        gl.GetBufferParameter(BufferTargetARB.ShaderStorageBuffer, BufferPNameARB.Size, out int size);
        Assert.Equal(400, size);

        gl.BindBufferBase(BufferTargetARB.ShaderStorageBuffer, 0, source);
        gl.BindBufferRange(BufferTargetARB.ShaderStorageBuffer, 1, result, 0, 400);
        gl.UseProgram(program);
        gl.Uniform1(gl.GetUniformLocation(program, "count"), 100);
        gl.Uniform1(gl.GetUniformLocation(program, "factor"), 2f);
        Assert.Equal(-1, gl.GetUniformLocation(program, "nobody"));
        gl.DispatchCompute(2, 1, 1);
        gl.MemoryBarrier(MemoryBarrierMask.BufferUpdateBarrierBit);

        float[] output = new float[100];
        gl.GetBufferSubData<float>(BufferTargetARB.ShaderStorageBuffer, 0, output);
        Assert.Equal(input.Select(x => x * 2), output);

        float* mapped = (float*)gl.MapBufferRange(BufferTargetARB.ShaderStorageBuffer, 0, 400, MapBufferAccessMask.ReadBit);
        Assert.Equal(49.5f, mapped[99]);
        Assert.True(gl.UnmapBuffer(BufferTargetARB.ShaderStorageBuffer));

        gl.GetInteger(GetPName.ShaderStorageBufferBinding, 0, out int bound);
        gl.GetInteger64(GetPName.ShaderStorageBufferSize, 1, out long range);
        Assert.Equal(((int)source, 400L), (bound, range));
        gl.DeleteBuffer(source);
        gl.DeleteBuffer(result);
        gl.DeleteProgram(program);
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    [SkippableFact]
    public void A_shader_that_does_not_compile_says_why()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        uint shader = gl.CreateShader(ShaderType.ComputeShader);
        gl.ShaderSource(shader, "#version 430\nlayout(local_size_x = 1) in;\nvoid main() { nowhere = 1; }\n");
        gl.CompileShader(shader);
        gl.GetShader(shader, ShaderParameterName.CompileStatus, out int compiled);
        Assert.Equal(0, compiled);
        Assert.Contains("nowhere", gl.GetShaderInfoLog(shader), StringComparison.Ordinal);
        gl.DeleteShader(shader);
    }

    [SkippableFact]
    public void A_fence_signals_when_the_work_is_done()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        nint fence = gl.FenceSync(SyncCondition.SyncGpuCommandsComplete, SyncBehaviorFlags.None);
        var answer = gl.ClientWaitSync(fence, SyncObjectMask.Bit, 1_000_000_000);
        Assert.True(answer is GLEnum.AlreadySignaled or GLEnum.ConditionSatisfied, answer.ToString());
        gl.GetSync(fence, SyncParameterName.SyncStatus, 1, out uint length, out int status);
        Assert.Equal((1u, (int)GLEnum.Signaled), (length, status));
        gl.DeleteSync(fence);

        uint query = gl.GenQuery();
        gl.BeginQuery(QueryTarget.TimeElapsed, query);
        gl.EndQuery(QueryTarget.TimeElapsed);
        gl.Finish();
        gl.GetQueryObject(query, QueryObjectParameterName.ResultAvailable, out int available);
        gl.GetQueryObject(query, QueryObjectParameterName.Result, out ulong nanoseconds);
        Assert.Equal(1, available);
        Assert.True(nanoseconds < 1_000_000_000);
        gl.DeleteQuery(query);
    }

    [SkippableFact]
    public void State_reads_back_what_was_set()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        gl.Viewport(1, 2, 30, 40);
        Span<int> box = stackalloc int[4];
        gl.GetInteger(GetPName.Viewport, box);
        Assert.Equal([1, 2, 30, 40], box.ToArray());

        gl.ClearColor(0.25f, 0.5f, 0.75f, 1);
        float* colour = stackalloc float[4];
        gl.GetFloat(GetPName.ColorClearValue, colour);
        Assert.Equal(new Vector4(0.25f, 0.5f, 0.75f, 1), *(Vector4*)colour);

        gl.ColorMask(true, false, true, false);
        bool* mask = stackalloc bool[4];
        gl.GetBoolean(GetPName.ColorWritemask, mask);
        Assert.Equal((true, false, true, false), (mask[0], mask[1], mask[2], mask[3]));

        gl.DepthMask(false);
        gl.GetBoolean(GetPName.DepthWritemask, out bool depth);
        Assert.False(depth);

        gl.Enable(EnableCap.Blend);
        gl.BlendFuncSeparate(BlendingFactor.SrcAlpha, BlendingFactor.OneMinusSrcAlpha, BlendingFactor.One, BlendingFactor.Zero);
        Assert.True(gl.IsEnabled(EnableCap.Blend));
        Assert.True(gl.IsEnabled(EnableCap.Blend, 0));
        Assert.Equal((int)BlendingFactor.OneMinusSrcAlpha, gl.GetInteger(GetPName.BlendDstRgb));

        gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        Assert.Equal(1, gl.GetInteger(GetPName.PackAlignment));
        gl.PolygonMode(TriangleFace.FrontAndBack, PolygonMode.Line);
        gl.CullFace(TriangleFace.Front);
        Assert.Equal((int)TriangleFace.Front, gl.GetInteger(GetPName.CullFaceMode));

        gl.GetInteger(GetPName.MaxComputeWorkGroupSize, 0, out int across);
        Assert.True(across >= 1024);
        Assert.True(gl.GetInteger64(GLEnum.MaxShaderStorageBlockSize) >= 1 << 24);
        Assert.Equal(GLEnum.NoError, gl.GetError());
        gl.Enable((EnableCap)0x1234);
        Assert.Equal(GLEnum.InvalidEnum, gl.GetError());
    }

    [SkippableFact]
    public void An_image_binding_reads_back_through_the_general_enumeration()
    {
        using var context = HeadlessContext.Require();
        var gl = context.GL;
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba32f, 8, 8);
        gl.BindImageTexture(2, texture, 0, false, 0, BufferAccessARB.WriteOnly, InternalFormat.Rgba32f);
        gl.GetInteger(GLEnum.ImageBindingName, 2, out int name);
        gl.GetInteger(GLEnum.ImageBindingAccess, 2, out int access);
        gl.GetInteger(GLEnum.ImageBindingFormat, 2, out int format);
        gl.GetBoolean(GLEnum.ImageBindingLayered, 2, out bool layered);
        Assert.Equal(((int)texture, (int)GLEnum.WriteOnly, (int)InternalFormat.Rgba32f, false), (name, access, format, layered));
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    [Fact]
    public void A_function_that_is_missing_is_named()
    {
        using var gl = GL.GetApi(_ => 0);
        var failure = Assert.Throws<SymbolLoadingException>(gl.Finish);
        Assert.Contains("glFinish", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A parameter that is <c>ref readonly</c> warns where a call says neither <c>in</c> nor <c>ref</c>; one that is <c>in</c> does not.
    /// </summary>
    [Theory]
    [InlineData(nameof(GL.BufferData))]
    [InlineData(nameof(GL.BufferSubData))]
    [InlineData(nameof(GL.ClearBufferData))]
    [InlineData(nameof(GL.TexImage2D))]
    [InlineData(nameof(GL.TexSubImage2D))]
    [InlineData(nameof(GL.UniformMatrix4))]
    public void One_element_is_passed_by_readonly_reference(string method)
    {
        var parameters = typeof(GL).GetMethods().Where(overload => overload.Name == method)
            .SelectMany(overload => overload.GetParameters()).Where(parameter => parameter.ParameterType.IsByRef).ToArray();
        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.Contains(
            "RequiresLocationAttribute", parameter.CustomAttributes.Select(attribute => attribute.AttributeType.Name)));
    }

    internal static uint Link(GL gl, string source)
    {
        uint shader = gl.CreateShader(ShaderType.ComputeShader);
        gl.ShaderSource(shader, source);
        gl.CompileShader(shader);
        Assert.True(gl.GetShader(shader, ShaderParameterName.CompileStatus) == 1, gl.GetShaderInfoLog(shader));
        uint program = gl.CreateProgram();
        gl.AttachShader(program, shader);
        gl.LinkProgram(program);
        gl.GetProgram(program, ProgramPropertyARB.LinkStatus, out int linked);
        Assert.True(linked == 1, gl.GetProgramInfoLog(program));
        gl.DetachShader(program, shader);
        gl.DeleteShader(shader);
        return program;
    }
}
