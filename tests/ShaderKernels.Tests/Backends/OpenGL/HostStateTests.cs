using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>The device preserves the OpenGL state of the host.</summary>
public class HostStateTests
{
    private static readonly GLEnum[] Names =
    [
        GLEnum.CurrentProgram, GLEnum.ProgramPipelineBinding, GLEnum.ActiveTexture,
        GLEnum.ArrayBufferBinding, GLEnum.ElementArrayBufferBinding, GLEnum.UniformBufferBinding, GLEnum.ShaderStorageBufferBinding,
        GLEnum.CopyReadBuffer, GLEnum.CopyWriteBuffer, GLEnum.PixelPackBufferBinding, GLEnum.PixelUnpackBufferBinding,
            GLEnum.DispatchIndirectBufferBinding,
        GLEnum.DrawFramebufferBinding, GLEnum.ReadFramebufferBinding, GLEnum.RenderbufferBinding, GLEnum.VertexArrayBinding,
        GLEnum.PackAlignment, GLEnum.UnpackAlignment, GLEnum.PackRowLength, GLEnum.UnpackRowLength,
        GLEnum.BlendSrcRgb, GLEnum.BlendDstRgb, GLEnum.DepthFunc, GLEnum.CullFaceMode, GLEnum.StencilFunc,
        GLEnum.Blend, GLEnum.DepthTest, GLEnum.CullFace, GLEnum.ScissorTest, GLEnum.StencilTest,
    ];

    [SkippableFact]
    public void Preparing_and_running_every_kernel_preserves_the_state()
    {
        var gl = ThreadContext.Gl();
        using var device = new OpenGLDevice(gl);
        BindHostObjects(gl, device);
        string before = Snapshot(gl, device);
        foreach (var (@operator, shapes) in OperatorSamples.All)
        {
            OperatorRunner.Run(device, @operator, [.. shapes.Select(shape => HostTensor.Random(new Random(1), shape))]);
            Assert.Equal(before, Snapshot(gl, device));
        }
        Assert.Equal(GLEnum.NoError, gl.GetError());
        Clean(gl, device);
    }

    [SkippableFact]
    public void Tensors_with_unaligned_offsets_preserve_the_state()
    {
        var gl = ThreadContext.Gl();
        using var device = new OpenGLDevice(gl);
        BindHostObjects(gl, device);
        using var buffer = device.Allocate(100);
        using var kernel = device.Prepare(new Softmax(0), [[10]]);
        string before = Snapshot(gl, device);
        device.Begin();
        kernel.Run([new(buffer, 1, [10])], [new(buffer, 31, [10])]);
        device.End();
        Assert.Equal(before, Snapshot(gl, device));
        Clean(gl, device);
    }

    [SkippableFact]
    public unsafe void Reading_an_image_preserves_the_texture_unit()
    {
        var gl = ThreadContext.Gl();
        using var device = new OpenGLDevice(gl);
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, 16, 16, 0, PixelFormat.Rgba, PixelType.UnsignedByte, null);
        gl.BindTexture(TextureTarget.Texture2D, 0);
        BindHostObjects(gl, device);
        string before = Snapshot(gl, device);
        using var kernel = device.Prepare(new ImageToTensor(8, 8), 16, 16);
        Tensor restart = device.AllocateTensor([1]), output = device.AllocateTensor([1, 3, 8, 8]);
        device.Begin();
        kernel.Run(new OpenGLImage(texture, 16, 16), restart, output);
        device.End();
        Assert.Equal(before, Snapshot(gl, device));
        Clean(gl, device);
        gl.DeleteTexture(texture);
    }

    [SkippableFact]
    public unsafe void Filtering_images_preserves_the_state()
    {
        var gl = ThreadContext.Gl();
        using var device = new OpenGLDevice(gl);
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, 16, 16, 0, PixelFormat.Rgba, PixelType.UnsignedByte, null);
        gl.BindTexture(TextureTarget.Texture2D, 0);
        BindHostObjects(gl, device);
        string before = Snapshot(gl, device);
        using PixelBuffer frame = device.AllocateImage(16, 16), result = device.AllocateImage(16, 16);
        foreach (var filter in FilterSamples.All)
        {
            using var kernel = device.Prepare(filter, 16, 16);
            device.Begin();
            kernel.Run(filter is CopyFilter ? new OpenGLImage(texture, 16, 16) : frame, frame, result);
            device.End();
            Assert.Equal(before, Snapshot(gl, device));
        }
        Clean(gl, device);
        gl.DeleteTexture(texture);
    }

    [SkippableFact]
    public void Bindings_without_a_buffer_are_restored()
    {
        var gl = ThreadContext.Gl();
        using var device = new OpenGLDevice(gl);
        string before = Snapshot(gl, device);
        OperatorRunner.Run(device, new MatMul(), HostTensor.Random(new Random(1), [20, 30]), HostTensor.Random(new Random(2), [30, 10]));
        Assert.Equal(before, Snapshot(gl, device));
    }

    /// <summary>Sets up a host in the middle of its own work: everything that kernels change is bound to objects of the host.</summary>
    private static void BindHostObjects(GL gl, OpenGLDevice device)
    {
        uint buffer = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.ShaderStorageBuffer, buffer);
        gl.BufferData<float>(BufferTargetARB.ShaderStorageBuffer, new float[4096], BufferUsageARB.StaticDraw);
        for (uint binding = 0; binding < device.MaximumMapOperands; binding++)
        {
            if (binding % 3 == 0) gl.BindBufferBase(BufferTargetARB.ShaderStorageBuffer, binding, buffer);
            else if (binding % 3 == 1) gl.BindBufferRange(BufferTargetARB.ShaderStorageBuffer, binding, buffer, (nint)(256 * binding), 64);
        }
        gl.BindBuffer(BufferTargetARB.ShaderStorageBuffer, buffer);
        gl.BindBuffer(BufferTargetARB.CopyReadBuffer, buffer);
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, buffer);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, buffer);
        gl.UseProgram(device.Program("Fill.comp", new ShaderDefines().Add("COUNT", 1).Add("VALUE", 1f), "Index.glsl").Handle);
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.Texture2D, gl.GenTexture());
        gl.BindSampler(0, gl.GenSampler());
        gl.BindTexture(TextureTarget.TextureBuffer, gl.GenTexture());
        gl.ActiveTexture(TextureUnit.Texture1);
        gl.BindTexture(TextureTarget.TextureBuffer, gl.GenTexture());
        gl.ActiveTexture(TextureUnit.Texture3);
        gl.BindTexture(TextureTarget.Texture2D, gl.GenTexture());
        gl.Enable(EnableCap.Blend);
    }

    private static void Clean(GL gl, OpenGLDevice device)
    {
        gl.UseProgram(0);
        for (uint binding = 0; binding < device.MaximumMapOperands; binding++)
            gl.BindBufferBase(BufferTargetARB.ShaderStorageBuffer, binding, 0);
        gl.BindBuffer(BufferTargetARB.CopyReadBuffer, 0);
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, 0);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, 0);
        gl.BindTexture(TextureTarget.Texture2D, 0);
        gl.ActiveTexture(TextureUnit.Texture1);
        gl.BindTexture(TextureTarget.TextureBuffer, 0);
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.TextureBuffer, 0);
        gl.BindTexture(TextureTarget.Texture2D, 0);
        gl.BindSampler(0, 0);
        gl.Disable(EnableCap.Blend);
    }

    private static string Snapshot(GL gl, OpenGLDevice device)
    {
        var lines = Names.Select(name => $"{name} {gl.GetInteger(name)}").ToList();
        for (uint binding = 0; binding < device.MaximumMapOperands; binding++)
        {
            gl.GetInteger(GetPName.ShaderStorageBufferBinding, binding, out int buffer);
            gl.GetInteger64(GetPName.ShaderStorageBufferStart, binding, out long start);
            gl.GetInteger64(GetPName.ShaderStorageBufferSize, binding, out long size);
            lines.Add($"storage {binding}: {buffer} {start} {size}");
        }
        int active = gl.GetInteger(GLEnum.ActiveTexture);
        for (int unit = 0; unit < 8; unit++)
        {
            gl.ActiveTexture(TextureUnit.Texture0 + unit);
            lines.Add($"unit {unit}: {gl.GetInteger(GLEnum.TextureBinding2D)} {gl.GetInteger(GLEnum.TextureBindingBuffer)} "
                + gl.GetInteger(GLEnum.SamplerBinding));
        }
        gl.ActiveTexture((TextureUnit)active);
        return string.Join('\n', lines);
    }
}
