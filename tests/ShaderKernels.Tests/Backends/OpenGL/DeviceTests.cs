using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Backends.OpenGL;

public class DeviceTests
{
    [SkippableFact]
    public void The_device_reports_its_name_and_renderer()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        Assert.Equal(DeviceKind.OpenGL, device.Kind);
        Assert.Equal($"OpenGL ({device.Renderer})", device.Name);
        Assert.True(device.MaximumMapOperands >= 8);
        Assert.Equal(device.Renderer.Contains("llvmpipe", StringComparison.Ordinal), device.IsSoftware);
    }

    [Fact]
    public void An_OpenGL_version_without_compute_shaders_is_rejected_with_a_way_out()
    {
        var exception = Assert.Throws<OpenGLException>(() => OpenGLDevice.RequireVersion(4, 1, "Apple M1"));
        Assert.Equal(
            "OpenGL 4.1 is not supported (renderer Apple M1); compute shaders need 4.3 or later: update the driver, " +
            "request a 4.3 core context, or use the Cpu device", exception.Message);
        Assert.Throws<OpenGLException>(() => OpenGLDevice.RequireVersion(3, 3, "old"));
        OpenGLDevice.RequireVersion(4, 3, "enough");
        OpenGLDevice.RequireVersion(5, 0, "more");
    }

    [SkippableFact]
    public void A_compilation_error_contains_the_log_and_the_source_with_line_numbers()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        var exception = Assert.Throws<ShaderCompilationException>(() =>
            device.Program("Fill.comp", new ShaderDefines().Add("COUNT", 3), "Index.glsl"));
        Assert.Equal("Fill.comp", exception.Shader);
        Assert.StartsWith($"Fill.comp: {device.Renderer} could not compile the shader; its log and the source follow\n", exception.Message,
            StringComparison.Ordinal);
        Assert.Contains("VALUE", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\n   1  #version 430\n   2  #define COUNT 3\n", exception.Message, StringComparison.Ordinal);
        Assert.Equal(GLEnum.NoError, device.Gl.GetError());
    }

    [SkippableFact]
    public void A_missing_shader_is_named_in_the_message()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        Assert.Contains("Missing.comp", Assert.Throws<OpenGLException>(() => device.Program("Missing.comp", new())).Message,
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_same_shader_and_defines_are_compiled_once()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        ShaderProgram Fill(int count) =>
            device.Program("Fill.comp", new ShaderDefines().Add("COUNT", count).Add("VALUE", 1f), "Index.glsl");
        Assert.Same(Fill(3), Fill(3));
        Assert.NotSame(Fill(3), Fill(4));
    }

    [SkippableFact]
    public void Buffers_are_zeroed_and_return_what_was_written()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        using var buffer = device.Allocate(1000);
        var values = new float[1000];
        Array.Fill(values, 5);
        buffer.Read(values, 0);
        Assert.All(values, value => Assert.Equal(0, value));
        buffer.Write([1, 2, 3], 997);
        buffer.Read(values.AsSpan(0, 4), 996);
        Assert.Equal([0, 1, 2, 3], values[..4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Write([1, 2], 999));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read(values, 1));
    }

    [SkippableFact]
    public void Out_of_memory_throws_and_leaves_no_OpenGL_error()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        var failure = Assert.Throws<OutOfDeviceMemoryException>(() => device.Allocate(1L << 44));
        Assert.StartsWith(device.Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("lower the batch size", failure.Message, StringComparison.Ordinal);
        Assert.Equal(GLEnum.NoError, device.Gl.GetError());
    }

    [SkippableFact]
    public void A_map_with_more_operands_than_storage_bindings_is_rejected()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { MaximumMapOperands = 8 };
        Expression sum = 0f;
        for (int i = 0; i < 8; i++) sum += Expression.Input(i);
        var shapes = Enumerable.Repeat(Shape.Of(3), 8).ToArray();
        var exception = Assert.Throws<NotSupportedException>(() => device.Prepare(new Map(sum), shapes));
        Assert.Contains("8 inputs and 1 outputs are 9 operands", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_tensor_larger_than_a_storage_buffer_is_rejected()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        int length = (int)Math.Min(int.MaxValue, device.MaximumTensorBytes / 4 + 1);
        Skip.If(length == int.MaxValue, "this driver has no limit for storage buffers");
        Assert.Contains("lower the batch size", Assert.Throws<NotSupportedException>(() =>
            device.Prepare(new Reduce(Reduction.Sum, 0), [[length]])).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_run_allocates_no_managed_memory()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        foreach (var (@operator, shapes) in OperatorSamples.All)
        {
            using var kernel = device.Prepare(@operator, shapes);
            Tensor[] inputs = [.. shapes.Select(device.AllocateTensor)],
                outputs = [.. @operator.InferShapes(shapes).Select(device.AllocateTensor)];
            for (int i = 0; i < 40; i++) Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++) Run();
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before,
                $"{@operator.Name}: {(GC.GetAllocatedBytesForCurrentThread() - before) / 10} bytes per run");
            device.Finish();
            foreach (var tensor in inputs.Concat(outputs)) tensor.Buffer.Dispose();

            void Run()
            {
                device.Begin();
                kernel.Run(inputs, outputs);
                device.End();
            }
        }
    }
}
