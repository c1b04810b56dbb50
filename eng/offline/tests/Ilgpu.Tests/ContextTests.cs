namespace Ilgpu.Tests;

public sealed class ContextTests
{
    [Fact]
    public void The_processor_is_found_and_opened()
    {
        using var context = Context.Create(builder => builder.DefaultCPU());
        var device = Assert.Single(context.Devices);
        Assert.Equal(AcceleratorType.CPU, device.AcceleratorType);
        using var accelerator = device.CreateAccelerator(context);
        Assert.Equal(AcceleratorType.CPU, accelerator.AcceleratorType);
        Assert.NotEmpty(accelerator.Name);
        Assert.Equal(16, accelerator.MaxNumThreadsPerGroup);
    }

    [Fact]
    public void A_processor_of_any_geometry_can_be_asked_for()
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 2)));
        using var accelerator = context.CreateCPUAccelerator(0);
        Assert.Equal((32, 256, 512), (accelerator.WarpSize, accelerator.MaxNumThreadsPerGroup, accelerator.MaxNumThreads));
    }

    [Fact]
    public void Everything_that_there_is_includes_the_processor()
    {
        using var context = Context.CreateDefault();
        Assert.Contains(context.Devices, device => device.AcceleratorType == AcceleratorType.CPU);
        Assert.Equal(AcceleratorType.CPU, context.GetPreferredDevice(preferCPU: true).AcceleratorType);
    }

    [Fact]
    public void The_assembly_has_the_packages_version_and_shape()
    {
        Assert.Equal(new Version(1, 5, 3, 0), typeof(Context).Assembly.GetName().Version);
        Assert.Equal(("ILGPU", "ILGPU"), (typeof(IContiguousArrayView).Namespace, typeof(IContiguousArrayView<>).Namespace));
        Assert.NotNull(typeof(ArrayView<>).GetField(nameof(ArrayView<int>.Empty)));
        Assert.False(typeof(MemoryBuffer<>).IsAbstract);
        Assert.Equal("ILGPURuntime", Context.RuntimeAssemblyName);
        Assert.False(ArrayView<int>.Empty.IsValid);
    }
}
