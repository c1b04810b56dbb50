using ShaderKernels.Backends;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.Ilgpu;

public sealed class IlgpuDeviceTests
{
    [Fact]
    public void The_CPU_accelerator_opens_by_name()
    {
        using var device = new IlgpuDevice("cpu");
        Assert.Equal(DeviceKind.Ilgpu, device.Kind);
        Assert.StartsWith("Ilgpu (CPU", device.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_accelerator_is_named_in_the_message() =>
        Assert.Contains("'vulkan'", Assert.Throws<IlgpuException>(() => new IlgpuDevice("vulkan")).Message, StringComparison.Ordinal);

    [SkippableFact]
    public void Without_a_GPU_the_message_says_what_is_missing()
    {
        var entry = Entry();
        Skip.If(entry.Available, "there is a GPU here");
        string message = Assert.Throws<IlgpuException>(() => new IlgpuDevice()).Message;
        string[] needed = ["NVIDIA's driver", "libOpenCL.so (", "ocl-icd-opencl-dev", "OpenCL 2.0", "generic address space"];
        foreach (string missing in needed)
        {
            Assert.Contains(missing, message, StringComparison.Ordinal);
            Assert.Contains(missing, entry.Description, StringComparison.Ordinal);
        }
        Assert.Throws<IlgpuException>(() => new DeviceCatalog(null).Open(DeviceKind.Ilgpu));
    }

    [SkippableFact]
    public void A_GPU_agrees_with_the_reference()
    {
        Skip.IfNot(Entry().Available, "neither CUDA nor OpenCL is available");
        using var device = new DeviceCatalog(null).Open(DeviceKind.Ilgpu);
        var random = new Random(1);
        HostTensor x = HostTensor.Random(random, [2, 5, 9, 11]), w = HostTensor.Random(random, [7, 5, 3, 3]);
        var convolution = new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1), 1, Activation.Relu);
        Agreement.Compare(References.Run(convolution, [x, w]), OperatorRunner.Run(device, convolution, x, w)[0].Values, 1e-5, device.Name);
        var map = new Map(Expression.Greater(Expression.Input(0), 0) * 2 + Expression.Exp(Expression.Input(0)));
        Agreement.Compare(References.Map(map, 0, [x]), OperatorRunner.Run(device, map, x)[0].Values, 1e-5, device.Name);
    }

    [Fact]
    public void The_CPU_accelerator_is_never_the_best_device() =>
        Assert.NotEqual(DeviceKind.Ilgpu, new DeviceCatalog(null).Best.Kind);

    [Fact]
    public void Buffers_are_zeroed_and_written_in_parts()
    {
        using var device = new IlgpuDevice("cpu");
        using var buffer = device.Allocate(5);
        buffer.Write([1, 2], 2);
        var read = new float[4];
        buffer.Read(read, 1);
        Assert.Equal([0, 1, 2, 0], read);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Write([1, 2], 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read(read, -1));
    }

    [Fact]
    public void Tensors_may_start_at_any_offset_of_a_buffer()
    {
        using var device = new IlgpuDevice("cpu");
        using var buffer = device.Allocate(20);
        Tensor x = new(buffer, 3, [5]), y = new(buffer, 11, [5]);
        x.Write([1, 2, 3, 4, 5]);
        using var kernel = device.Prepare(new Map(Expression.Input(0) * 2), [x.Shape]);
        kernel.Run([x], [y]);
        device.Finish();
        var all = new float[20];
        buffer.Read(all, 0);
        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 2, 4, 6, 8, 10, 0, 0, 0, 0], all);
    }

    [Fact]
    public void A_map_supports_twelve_tensors_and_rejects_more()
    {
        using var device = new IlgpuDevice("cpu");
        Assert.Equal(12, device.MaximumMapOperands);
        var random = new Random(4);
        Expression sum = Expression.Input(0);
        for (int i = 1; i < 11; i++) sum += Expression.Input(i) * i;
        Agreement.Check("Ilgpu", new Map(sum), [.. Enumerable.Range(0, 11).Select(_ => HostTensor.Random(random, [7]))]);
        Agreement.Check("Ilgpu", new Map([.. Enumerable.Range(0, 11).Select(i => Expression.Input(0) + i)]),
            [HostTensor.Random(random, [7])]);
        Agreement.Check("Ilgpu", new Map(2f, Expression.Input(0)), [HostTensor.Random(random, [3])]);
        var thirteen = new Map(sum + Expression.Input(11));
        Assert.Contains("13 operands", Assert.Throws<NotSupportedException>(() =>
            device.Prepare(thirteen, [.. Enumerable.Repeat(Shape.Of(7), 12)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_with_too_many_intermediate_values_is_rejected()
    {
        using var device = new IlgpuDevice("cpu");
        Expression[] powers = [.. Enumerable.Range(1, 70).Select(i => Expression.Exp(Expression.Input(0) * i))];
        Expression nested = 0f, again = 1f;
        foreach (var power in powers) nested += power;
        foreach (var power in powers) again *= power;
        Assert.Contains("64 registers", Assert.Throws<NotSupportedException>(() => device.Prepare(new Map(nested * again), [[3]])).Message,
            StringComparison.Ordinal);
    }

    private static DeviceEntry Entry() => Assert.Single(new DeviceCatalog(null).Entries, entry => entry.Kind == DeviceKind.Ilgpu);
}
