using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class ResampleTests
{
    /// <summary>Returns taps of every kind for an axis.</summary>
    private static IEnumerable<Taps> Every(int length)
    {
        foreach (int outputs in (int[])[1, length, 2 * length, length / 2 + 1])
        {
            foreach (var mode in Enum.GetValues<ResizeMode>()) yield return new Resizing(mode).Taps(length, outputs);
        }
        yield return WindowTaps.Unfold(length, new(3, 2, 1, 2, 1, RoundingMode.Floor));
        yield return WindowTaps.Unfold(length, new(2, 1, 3, 0, 3));
        yield return WindowTaps.Sums(length, 2, 1);
        yield return WindowTaps.Gaussian(length, 7, 1.5);
        yield return PaddingTaps.Of(PaddingMode.Reflect, length, 2, 5);
        yield return PaddingTaps.Of(PaddingMode.Edge, length, 20, -1);
        yield return PaddingTaps.Of(PaddingMode.Wrap, length, -2, 9);
        yield return new(length, []);
        yield return new(length, [[], [], [], [new(1, 0.5f), new(length - 1, -2), new(1, 3)], []]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Every_kind_of_taps_agrees_with_the_matrix_product_along_every_axis(string device)
    {
        var random = new Random(1);
        foreach (int length in (int[])[3, 7, 16])
        {
            foreach (var taps in Every(length))
            {
                // Inner lengths: one, a few, a vec4, one past a vector, a prime past four vectors.
                foreach (int inner in (int[])[1, 3, 4, 17, 71]) Check(device, random, taps, 1, 2, length, inner);
                Check(device, random, taps, 0, length);
                Check(device, random, taps, 1, 9, length);
                Check(device, random, taps.Transposed, 1, 5, taps.Outputs, 6);
                Check(device, random, taps.Transposed, 2, 2, 3, taps.Outputs);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Large_and_small_tensors_agree_with_the_matrix_product(string device)
    {
        var random = new Random(2);
        Check(device, random, new Resizing(ResizeMode.Linear).Taps(61, 97), 1, 2, 61, 53, 8);
        Check(device, random, new Resizing(ResizeMode.Linear).Taps(53, 97), 2, 2, 61, 53, 8);
        Check(device, random, new Resizing(ResizeMode.Cubic).Taps(101, 203), 2, 31, 7, 101);
        Check(device, random, WindowTaps.Unfold(67, new(5, 1, 2, 2)), 1, 61, 67, 13);
        Check(device, random, WindowTaps.Sums(96, 2, 2), 1, 3, 96, 11, 11);
        Check(device, random, PaddingTaps.Of(PaddingMode.Reflect, 131, 30, 30), 0, 131, 131);
        Check(device, random, new Resizing(ResizeMode.Area).Taps(3001, 3), 1, 5, 3001);
        Check(device, random, new Resizing(ResizeMode.Nearest).Taps(1, 5), 1, 1, 1, 1);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Empty_tensors_stay_empty_and_outputs_without_taps_are_zero(string device)
    {
        var random = new Random(3);
        Check(device, random, new Resizing(ResizeMode.Linear).Taps(4, 7), 1, 0, 4, 3);
        Check(device, random, new Resizing(ResizeMode.Linear).Taps(4, 7), 0, 4, 0);
        Check(device, random, new Resizing(ResizeMode.Nearest).Taps(4, 0), 1, 2, 4, 3);
        Check(device, random, new Taps(0, [[], [], []]), 1, 2, 0, 3);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Running_allocates_nothing(string device)
    {
        TestDevices.SkipWhereLaunchesAllocate(device);
        using var opened = TestDevices.Open(device);
        var taps = new Resizing(ResizeMode.Linear).Taps(64, 96);
        using var kernel = opened.Prepare(new Resample(1, taps), [[4, 64, 64]]);
        Tensor x = opened.AllocateTensor([4, 64, 64]), y = opened.AllocateTensor([4, 96, 64]);
        long before = 0;
        for (int i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Run([x], [y]);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        x.Buffer.Dispose();
        y.Buffer.Dispose();
    }

    [Fact]
    public void Lengths_other_than_those_of_the_taps_are_reported()
    {
        var resample = new Resample(1, WindowTaps.Sums(4, 1, 1));
        Assert.Contains("axis 1 of [4, 5] has length 5, the taps are for 4",
            Assert.Throws<ShapeException>(() => resample.InferShapes([[4, 5]])).Message);
        Assert.Contains("axis 1 of [4]", Assert.Throws<ShapeException>(() => resample.InferShapes([[4]])).Message);
    }

    [Fact]
    public void Taps_are_equal_by_value_and_transposing_twice_changes_nothing()
    {
        Taps taps = new(3, [[new(0, 2), new(2, 0.5f)], [], [new(1)]]), same = new(3, [[new(0, 2), new(2, 0.5f)], [], [new(1)]]);
        Assert.Equal(taps, same);
        Assert.Equal(taps.GetHashCode(), same.GetHashCode());
        Assert.Equal(new Resample(1, taps), new Resample(1, same));
        Assert.NotEqual(taps, new Taps(3, [[new(0, 2), new(2, 0.25f)], [], [new(1)]]));
        Assert.Equal(taps, taps.Transposed.Transposed);
        Assert.Equal([new Tap(0, 0.5f)], taps.Transposed.Row(2));
        Assert.Contains("reads input 3", Assert.Throws<ShapeException>(() => new Taps(3, [[new(3)]])).Message);
    }

    private static void Check(string device, Random random, Taps taps, int axis, params int[] shape) =>
        Agreement.Check(device, new Resample(axis, taps), [HostTensor.Random(random, Shape.Of(shape))]);
}
