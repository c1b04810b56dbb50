using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tests;
using VisionRuntime.Filters;

namespace VisionRuntime.Tests.Filters;

public sealed class FilterChainTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_chain_applies_its_filters_in_order(string name)
    {
        using var device = TestDevices.Open(name);
        using FilterChain chain = FilterChain.Parse("pixelate:size=4, threshold"), first = FilterChain.Parse("pixelate:size=4"),
            second = new(FilterCatalog.Threshold), turned = FilterChain.Parse("threshold,pixelate:size=4");
        var expected = ExpectedPicture.Input.Through(first, device).Through(second, device);
        Assert.Null(expected.Difference(ExpectedPicture.Input.Through(chain, device), 0));
        Assert.NotNull(expected.Difference(ExpectedPicture.Input.Through(turned, device), 0));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Strength_mixes_and_split_shows_the_original_on_the_left(string name)
    {
        using var device = TestDevices.Open(name);
        var input = ExpectedPicture.Input;
        using var chain = FilterChain.Parse("emboss");
        var full = input.Through(chain, device);
        Assert.Null(full.Difference(ExpectedPicture.Load("emboss"), 0));

        foreach (bool ofChain in new[] { false, true })
        {
            if (ofChain) chain.Strength = 0.25f;
            else chain.Stages[0].Strength = 0.25f;
            Assert.Null(Mixed(input, full, 0.25, 0).Difference(input.Through(chain, device), 1));
            (chain.Strength, chain.Stages[0].Strength) = (1, 1);
        }
        chain.Split = 0.5f;
        Assert.Null(Mixed(input, full, 1, 0.5).Difference(input.Through(chain, device), 0));
        chain.Split = 1;
        Assert.Null(input.Difference(input.Through(chain, device), 0));
        (chain.Split, chain.Stages[0].Strength) = (0, 0);
        Assert.Null(input.Difference(input.Through(chain, device), 0));
        (chain.Stages[0].Strength, chain.Stages[0].Enabled) = (1, false);
        Assert.Null(input.Difference(input.Through(chain, device), 0));
        chain.Stages[0].Enabled = true;
        Assert.Null(full.Difference(input.Through(chain, device), 0));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_chain_without_filters_returns_the_frame(string name)
    {
        using var device = TestDevices.Open(name);
        using var chain = new FilterChain();
        Assert.Null(ExpectedPicture.Input.Difference(ExpectedPicture.Input.Through(chain, device), 0));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Parameters_change_between_frames(string name)
    {
        using var device = TestDevices.Open(name);
        using var chain = FilterChain.Parse("posterize,pixelate,gaussian:sigma=1:size=5");
        ExpectedPicture.Input.Through(chain, device);
        chain.Stages[0].Settings["levels"] = 2;
        chain.Stages[1].Settings["size"] = 3;
        chain.Stages[2].Settings["size"] = 11; // another number of weights
        chain.Stages[2].Settings["sigma"] = 2;
        using var fresh = FilterChain.Parse("posterize:levels=2,pixelate:size=3,gaussian:sigma=2:size=11");
        Assert.Null(ExpectedPicture.Input.Through(fresh, device).Difference(ExpectedPicture.Input.Through(chain, device), 0));
    }

    /// <summary>Sizes at which vectors, blocks and borders end in different places.</summary>
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Every_filter_works_at_every_size(string name)
    {
        using var device = TestDevices.Open(name);
        using var reference = new CpuDevice(1, SimdWidth.Scalar);
        var failures = new List<string>();
        (int, int)[] sizes = name.StartsWith("Cpu", StringComparison.Ordinal)
            ? [(1, 1), (1, 7), (7, 1), (2, 2), (3, 5), (15, 4), (16, 3), (17, 9), (33, 33), (64, 2), (67, 41), (129, 37)]
            : [(1, 1), (1, 7), (7, 1), (17, 9)];
        foreach (var (width, height) in sizes)
        {
            var picture = ExpectedPicture.Random(width, height);
            foreach (var filter in FilterCatalog.All.Where(filter => filter.Network is null))
            {
                using FilterChain chain = new(filter), plain = new(filter);
                int tolerance = filter.Name is "canny" or "threshold" or "median" ? 0 : 1;
                if (picture.Through(plain, reference).Difference(picture.Through(chain, device, bottomUp: true), tolerance) is { } difference)
                    failures.Add($"{filter.Name} at {width} by {height}: {difference}");
            }
        }
        Assert.Empty(failures);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_frame_allocates_nothing(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var chain = new FilterChain(FilterCatalog.All.Where(filter => filter.Network is null));
        chain.Stages[3].Strength = 0.5f;
        (chain.Strength, chain.Split) = (0.9f, 0.3f);
        using var frame = device.AllocateImage(40, 30);
        chain.Prepare(device, 40, 30);
        for (int i = 0; i < 3; i++) chain.Run(frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 3; i++) chain.Run(frame);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_filter_of_ones_own_is_a_definition()
    {
        var outline = new FilterDefinition("outline", "Dark outlines.", settings =>
            [new KernelFilter(3, 3, [0, 1, 0, 1, -4, 1, 0, 1, 0]) { Input = KernelInput.Luma, Scale = -settings["weight"], Offset = 255 }])
        {
            Parameters = [new("weight", "how dark the lines are", 1, 0, 4)],
        };
        using var device = new CpuDevice(1);
        using var chain = new FilterChain(outline);
        var input = new ExpectedPicture(3, 1, [10, 10, 10, 255, 50, 50, 50, 255, 10, 10, 10, 255]);
        Assert.Equal([215, 255, 215], Grays(input.Through(chain, device)));
        chain.Stages[0].Settings["weight"] = 2;
        Assert.Equal([175, 255, 175], Grays(input.Through(chain, device)));

        static int[] Grays(ExpectedPicture picture) => [.. picture.Pixels.Chunk(4).Select(pixel => (int)pixel[0])];
    }

    [Fact]
    public void Frames_of_another_size_and_impossible_sizes_are_refused()
    {
        using var device = new CpuDevice(1);
        using var chain = new FilterChain(FilterCatalog.Box);
        using var frame = device.AllocateImage(8, 8);
        Assert.Contains("call Prepare first", Assert.Throws<InvalidOperationException>(() => chain.Run(frame)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Prepare(device, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Prepare(device, 16385, 1));
        chain.Prepare(device, 16384, 1);
        chain.Prepare(device, 9, 8);
        Assert.Contains("9 by 8", Assert.Throws<ArgumentException>(() => chain.Run(frame)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Strength = 1.5f);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Split = float.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Stages[0].Strength = -1);
    }

    private static ExpectedPicture Mixed(ExpectedPicture original, ExpectedPicture filtered, double strength, double split) => original with
    {
        Pixels = [.. original.Pixels.Select((before, i) => i % 4 == 3 || i / 4 % original.Width < split * original.Width ? before
            : (byte)Math.Floor(before + strength * (filtered.Pixels[i] - before) + 0.5))],
    };
}
