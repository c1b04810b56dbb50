using ShaderKernels.Devices;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Data;

public sealed class AugmentationTests
{
    private const int Count = 8, Size = 12;

    private static readonly Augmentation Everything = new()
    {
        Shift = 1.5f, Rotation = 20, Scale = 0.1f, Elastic = 0.5f, ElasticGrid = 4, Flip = true, Crop = 0.8f, Brightness = 0.1f,
        Contrast = 0.2f, Saturation = 0.3f, Cutout = 3,
    };

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Every_device_makes_the_same_changes(string name)
    {
        using var device = TestDevices.Open(name);
        using var reference = TestDevices.Open("Cpu-Scalar");
        float[] images = [.. Enumerable.Range(0, Count * 3 * Size * Size).Select(i => i * 37 % 101 / 101f)];
        var expected = Run(Everything, images, 3, reference, runs: 2);
        var actual = Run(Everything, images, 3, device, runs: 2);
        for (int run = 0; run < 2; run++)
            Agreement.Compare([.. expected[run].Select(value => (double)value)], [.. actual[run]], 2e-4, $"{name}, run {run}");
        Assert.NotEqual(expected[0], expected[1]);
    }

    [Fact]
    public void A_shift_moves_each_image_by_one_distance()
    {
        // A ramp: moving it by s pixels changes each pixel by s times the slope.
        float[] moved = Run(new() { Shift = 2 }, Ramp(), 1);
        var distances = new HashSet<float>();
        for (int image = 0; image < Count; image++)
        {
            float first = Distance(image, 4, 4);
            for (int y = 3; y < Size - 3; y++)
            {
                for (int x = 3; x < Size - 3; x++) Assert.Equal(first, Distance(image, y, x), 1e-3f);
            }
            Assert.InRange(first, -2, 2);
            distances.Add(first);
        }
        Assert.Equal(Count, distances.Count);

        float Distance(int image, int y, int x) => moved[(image * Size + y) * Size + x] * Size - x;
    }

    [Fact]
    public void A_flip_mirrors_some_images_and_no_others()
    {
        float[] ramp = Ramp(), flipped = Run(new() { Flip = true }, ramp, 1);
        int mirrored = 0;
        for (int image = 0; image < Count; image++)
        {
            var pixels = (image * Size * Size)..((image + 1) * Size * Size);
            float[] before = ramp[pixels], after = flipped[pixels];
            bool changed = Math.Abs(before[0] - after[0]) > 0.1f;
            mirrored += changed ? 1 : 0;
            for (int i = 0; i < before.Length; i++)
                Assert.Equal(changed ? before[i / Size * Size + Size - 1 - i % Size] : before[i], after[i], 1e-5f);
        }
        Assert.InRange(mirrored, 1, Count - 1);
    }

    [Fact]
    public void A_rotation_leaves_the_center_where_it_is()
    {
        // Eleven pixels have a middle one.
        float[] images = new float[Count * 121];
        for (int image = 0; image < Count; image++) images[image * 121 + 60] = 1;
        float[] turned = Run(new() { Rotation = 45 }, images, 1, size: 11);
        for (int image = 0; image < Count; image++)
        {
            Assert.Equal(1, turned[image * 121 + 60], 1e-4f);
            // A point stays as bright as interpolation leaves it.
            Assert.InRange(turned[(image * 121)..((image + 1) * 121)].Sum(), 0.8, 1.6);
        }
    }

    [Fact]
    public void Cutout_sets_a_square_to_0()
    {
        float[] ones = [.. Enumerable.Repeat(1f, Count * Size * Size)], cut = Run(new() { Cutout = 4 }, ones, 1);
        for (int image = 0; image < Count; image++)
        {
            int[] zeros = [.. Enumerable.Range(0, Size * Size).Where(i => cut[image * Size * Size + i] == 0)];
            Assert.InRange(zeros.Length, 1, 16);
            Assert.InRange(zeros.Max(i => i % Size) - zeros.Min(i => i % Size), 0, 3);
            Assert.InRange(zeros.Max(i => i / Size) - zeros.Min(i => i / Size), 0, 3);
        }
    }

    [Fact]
    public void Brightness_moves_all_pixels_of_an_image_alike()
    {
        float[] half = [.. Enumerable.Repeat(0.5f, Count * Size * Size)], changed = Run(new() { Brightness = 0.3f }, half, 1);
        for (int image = 0; image < Count; image++)
        {
            float[] pixels = changed[(image * Size * Size)..((image + 1) * Size * Size)];
            Assert.Single(pixels.Distinct());
            Assert.InRange(pixels[0], 0.2f, 0.8f);
        }
        Assert.Equal(Count, changed.Distinct().Count());
    }

    [Fact]
    public void Inference_is_unchanged()
    {
        var graph = new Graph();
        var images = graph.Input("images", [Count, 1, Size, Size]);
        Assert.Same(images, Everything.Apply(images));
    }

    private static float[] Ramp() => [.. Enumerable.Range(0, Count * Size * Size).Select(i => i % Size / (float)Size)];

    private static float[] Run(Augmentation augmentation, float[] images, int channels, int size = Size)
    {
        using var device = TestDevices.Open("Cpu-Scalar");
        return Run(augmentation, images, channels, device, 1, size)[0];
    }

    private static float[][] Run(Augmentation augmentation, float[] images, int channels, Device device, int runs, int size = Size)
    {
        var graph = new Graph(training: true);
        graph.Output("changed", augmentation.Apply(graph.Input("images", [Count, channels, size, size])));
        using var variables = new Variables(device, seed: 3);
        using var plan = Plan.Compile(graph, device, variables);
        return [.. Enumerable.Range(0, runs).Select(_ =>
        {
            plan.Input("images").Write(images);
            plan.Run();
            return plan.Output("changed").ToArray();
        })];
    }
}
