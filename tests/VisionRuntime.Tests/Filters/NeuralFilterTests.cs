using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tests;
using VisionRuntime.Filters;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Filters;

public sealed class NeuralFilterTests
{
    private static readonly FilterDefinition Brighter = new("brighter", "Adds to each channel.", (frame, parameter) => frame + parameter("amount"))
    {
        Parameters = [new("amount", "what is added, of 1", 0.2f, 0, 1)],
    };

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_graph_filters_the_frame_with_values_that_may_change(string name)
    {
        using var device = TestDevices.Open(name);
        using var chain = new FilterChain(Brighter);
        var input = new ExpectedPicture(2, 1, [10, 100, 250, 128, 0, 51, 102, 255]);
        Assert.Equal([61, 151, 255, 128, 51, 102, 153, 255], input.Through(chain, device).Pixels);
        chain.Stages[0].Settings["amount"] = 0.4f;
        Assert.Equal([112, 202, 255, 128, 102, 153, 204, 255], input.Through(chain, device).Pixels);
        chain.Stages[0].Strength = 0.5f;
        Assert.Equal([61, 151, 253, 128, 51, 102, 153, 255], input.Through(chain, device).Pixels);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Neural_filters_and_others_follow_each_other(string name)
    {
        using var device = TestDevices.Open(name);
        var picture = ExpectedPicture.Random(9, 6);
        using FilterChain both = new(FilterCatalog.Posterize, Brighter, FilterCatalog.Box), first = new(FilterCatalog.Posterize),
            second = new(Brighter), third = new(FilterCatalog.Box);
        var expected = picture.Through(first, device).Through(second, device).Through(third, device);
        Assert.Null(expected.Difference(picture.Through(both, device), 0));
        both.Split = 0.5f;
        both.Stages[1].Enabled = false;
        Assert.NotNull(expected.Difference(picture.Through(both, device), 0));
    }

    public static TheoryData<string> Names => [.. FilterCatalog.All.Where(filter => filter.Network is not null).Select(filter => filter.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_filters_of_the_catalog_work_at_any_size_and_allocate_nothing(string name)
    {
        using var device = new CpuDevice(1);
        foreach (var (width, height) in new[] { (1, 1), (17, 9), (64, 48) })
        {
            using var chain = FilterChain.Parse(name);
            using var frame = device.AllocateImage(width, height);
            frame.Write([.. Enumerable.Range(0, 4 * width * height).Select(i => (byte)(i % 4 == 3 ? 255 : i * 7))]);
            chain.Prepare(device, width, height);
            for (int i = 0; i < 3; i++) chain.Run(frame);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 3; i++) chain.Run(frame);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>One filter of each kind of graph; the others differ in their weights and their last nodes.</summary>
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void All_devices_make_the_same_picture(string name)
    {
        using var device = TestDevices.Open(name);
        using var reference = new CpuDevice(1, SimdWidth.Scalar);
        var picture = ExpectedPicture.Random(21, 14);
        foreach (string filter in new[] { "super-resolution", "segment" })
        {
            using FilterChain chain = FilterChain.Parse(filter), plain = FilterChain.Parse(filter);
            Assert.Null(picture.Through(plain, reference).Difference(picture.Through(chain, device, bottomUp: true), 1));
        }
    }

    [Fact]
    public void Masks_follow_the_frames_by_the_smoothing()
    {
        using var device = new CpuDevice(1);
        ExpectedPicture dark = ExpectedPicture.Random(32, 32), bright = Uniform(220);
        Assert.Null(Run(0, dark).Difference(Run(0, bright, dark), 0));
        // The frame before leaves a trace, unless it was the same.
        Assert.NotNull(Run(0.9f, dark).Difference(Run(0.9f, bright, dark), 1));
        Assert.Null(Run(0.9f, dark).Difference(Run(0.9f, dark, dark), 1));

        ExpectedPicture Run(float smoothing, params ExpectedPicture[] frames)
        {
            using var chain = FilterChain.Parse("segment");
            chain.Stages[0].Settings["smoothing"] = smoothing;
            ExpectedPicture? result = null;
            foreach (var frame in frames) result = frame.Through(chain, device);
            return result!;
        }

        static ExpectedPicture Uniform(byte level) =>
            new(32, 32, [.. Enumerable.Range(0, 4 * 32 * 32).Select(i => i % 4 == 3 ? (byte)255 : level)]);
    }

    [Fact]
    public void A_graph_that_does_not_fit_is_named()
    {
        using var device = new CpuDevice(1);
        using FilterChain small = new(new FilterDefinition("small", "Half the size.", (frame, _) => frame.AveragePool(2))),
            unknown = new(new FilterDefinition("unknown", "Asks for more.", (frame, parameter) => frame + parameter("amount")));
        Assert.Equal("small: its graph makes [1, 3, 2, 2] of the frame [1, 3, 4, 4]; a filter keeps the size of the frame",
            Assert.Throws<FilterException>(() => small.Prepare(device, 4, 4)).Message);
        Assert.Equal("unknown: its graph asks for the parameter 'amount', which the filter does not have",
            Assert.Throws<FilterException>(() => unknown.Prepare(device, 4, 4)).Message);
    }
}
