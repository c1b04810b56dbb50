using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class PoolTests
{
    /// <summary>Height and width windows, input [N, C, H, W].</summary>
    public static readonly (Window Height, Window Width, int[] Input)[] Geometries =
    [
        (new(2, 2), new(2, 2), [2, 3, 6, 8]),
        (new(3, 2), new(3, 2), [1, 64, 13, 13]),
        (new(3, 1), new(3, 1), [2, 17, 7, 5]),
        (new(3, 2, 1, 1), new(3, 2, 1, 1), [3, 5, 11, 13]),
        (new(3, 2, 1, 0), new(2, 3, 0, 1, 1, RoundingMode.Floor), [2, 4, 10, 11]),
        (new(2, 2, 0, 0, 1, RoundingMode.Ceiling), new(2, 2, 0, 0, 1, RoundingMode.Ceiling), [2, 3, 5, 5]),
        (new(3, 2, 1, 1, 1, RoundingMode.Ceiling), new(3, 3, 1, 1, 1, RoundingMode.Ceiling), [1, 19, 6, 9]),
        (new(2, 3, 1, 1, 1, RoundingMode.Ceiling), new(2, 3, 1, 1, 1, RoundingMode.Ceiling), [1, 2, 5, 3]),
        (new(3, 1, 0, 0, 1, RoundingMode.Truncate), new(3, 2, 1, 0, 1, RoundingMode.Truncate), [2, 8, 7, 6]),
        (new(9, 4, 0, 0, 1, RoundingMode.Truncate), new(9, 4, 0, 0, 1, RoundingMode.Ceiling), [1, 3, 5, 5]),
        (new(2, 1, 0, 0, 3), new(3, 2, 2, 2, 2, RoundingMode.Floor), [2, 4, 9, 8]),
        (new(2, 3, 1, 1, 4, RoundingMode.Ceiling), new(3, 1, 1, 0, 2, RoundingMode.Truncate), [1, 16, 7, 7]),
        (new(7), new(5), [3, 31, 7, 5]),
        (new(2, 5, 0, 0, 1, RoundingMode.Floor), new(3, 7, 0, 0, 1, RoundingMode.Floor), [1, 3, 17, 19]),
        (new(1), new(1), [1, 1, 1, 1]),
        (new(2, 2), new(2, 2), [257, 1, 4, 4]),
        (new(3, 2), new(3, 2), [2, 37, 31, 29]),
        (new(2, 2), new(2, 2), [0, 3, 4, 4]),
    ];

    public static TheoryData<string, int, PoolKind> Cases()
    {
        var cases = new TheoryData<string, int, PoolKind>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Geometries.Length; i++)
            {
                foreach (var kind in Enum.GetValues<PoolKind>()) cases.Add(device, i, kind);
            }
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_agrees_with_the_formula(string device, int geometry, PoolKind kind)
    {
        var (pool, x) = Draw(geometry, kind);
        Agreement.Check(device, pool, [x]);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Gradient_agrees_with_the_formula(string device, int geometry, PoolKind kind)
    {
        var (pool, x) = Draw(geometry, kind);
        // Coarse numbers, so that windows hold equals and zeros.
        Agreement.Check(device, GradientOf(pool, x.Shape),
            GradientInputs(pool, new(x.Shape, [.. x.Values.Select(value => Math.Round(value * 2) / 2)])));
        Agreement.Check(device, GradientOf(pool, x.Shape), GradientInputs(pool, x));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_ceil_mode_examples_of_ONNX_are_reproduced(string device)
    {
        var x = new HostTensor([1, 1, 4, 4], Enumerable.Range(1, 16).Select(value => (float)value));
        var window = new Window(3, 2, Rounding: RoundingMode.Ceiling);
        Assert.Equal([11, 12, 15, 16], Run(device, PoolKind.Max, window, x));
        Assert.Equal([6, 7.5, 12, 13.5], Run(device, PoolKind.Average, window, x));
        Assert.Equal([1], Run(device, PoolKind.Max, new(1, 2, Rounding: RoundingMode.Ceiling), new([1, 1, 2, 2], (double[])[1, 2, 3, 4])));
        Assert.Equal([2],
            Run(device, PoolKind.PaddedAverage, new(3, 3, 1, 1, 1, RoundingMode.Ceiling), new([1, 1, 2, 2], (double[])[3, 4, 5, 6])));
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        using var device = TestDevices.Open("Cpu-Vector256");
        foreach (var kind in Enum.GetValues<PoolKind>())
        {
            var (pool, x) = Draw(1, kind);
            var gradient = GradientOf(pool, x.Shape);
            Tensor image = device.AllocateTensor(x.Shape), slope = device.AllocateTensor(x.Shape);
            Tensor pooled = device.AllocateTensor(pool.InferShapes([x.Shape])[0]), change = device.AllocateTensor(pooled.Shape);
            Tensor[] given = gradient.TakesInput ? [image, pooled, change] : [change];
            using Kernel forward = device.Prepare(pool, [x.Shape]),
                backward = device.Prepare(gradient, [.. given.Select(tensor => tensor.Shape)]);
            Tensor[] from = [image], to = [pooled], back = [slope];
            long before = 0;
            for (int run = 0; run < 3; run++)
            {
                if (run == 1) before = GC.GetAllocatedBytesForCurrentThread();
                forward.Run(from, to);
                backward.Run(given, back);
            }
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            foreach (var tensor in (Tensor[])[image, slope, pooled, change]) tensor.Buffer.Dispose();
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_first_of_equal_maxima_receives_the_gradient(string device)
    {
        var pool = new Pool(PoolKind.Max, new(2, 2), new(2, 2));
        var x = new HostTensor([1, 1, 2, 4], (double[])[1, 5, 0, 0, 5, 5, 0, 0]);
        var dy = new HostTensor([1, 1, 1, 2], (double[])[3, 4]);
        using var opened = TestDevices.Open(device);
        var y = OperatorRunner.Run(opened, pool, x)[0];
        Assert.Equal([0, 3, 4, 0, 0, 0, 0, 0], OperatorRunner.Run(opened, GradientOf(pool, x.Shape), x, y, dy)[0].Values);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Padding_is_never_the_maximum_nor_counted_unless_asked(string device)
    {
        var x = new HostTensor([1, 1, 2, 2], (double[])[-1, -2, -3, -4]);
        var window = new Window(2, 2, 1, 1);
        Assert.Equal([-1, -2, -3, -4], Run(device, PoolKind.Max, window, x));
        Assert.Equal([-1, -2, -3, -4], Run(device, PoolKind.Average, window, x));
        Assert.Equal([-0.25, -0.5, -0.75, -1], Run(device, PoolKind.PaddedAverage, window, x));
    }

    [Theory, MemberData(nameof(AllGeometries))]
    public void The_gradient_of_a_sum_is_its_exact_adjoint(int geometry)
    {
        foreach (var kind in (PoolKind[])[PoolKind.Sum, PoolKind.Average, PoolKind.PaddedAverage])
        {
            var (pool, x) = Draw(geometry, kind);
            using var device = TestDevices.Open("Cpu-Vector256");
            var y = OperatorRunner.Run(device, pool, x)[0];
            var dy = HostTensor.Random(new Random(9), y.Shape);
            var dx = OperatorRunner.Run(device, GradientOf(pool, x.Shape), dy)[0];
            double forward = y.Values.Zip(dy.Values, (a, b) => a * b).Sum(), backward = x.Values.Zip(dx.Values, (a, b) => a * b).Sum();
            Assert.Equal(forward, backward, 1e-4 * Math.Max(1, y.Values.Sum(Math.Abs)));
        }
    }

    [Theory]
    [InlineData(5, RoundingMode.Floor, 2)]
    [InlineData(5, RoundingMode.Ceiling, 3)]
    [InlineData(5, RoundingMode.Truncate, 3)]
    [InlineData(6, RoundingMode.Ceiling, 3)]
    [InlineData(1, RoundingMode.Ceiling, 1)]
    [InlineData(1, RoundingMode.Truncate, 1)]
    public void The_rounding_mode_determines_the_number_of_windows(int length, RoundingMode rounding, int windows) =>
        Assert.Equal(windows, new Window(2, 2, Rounding: rounding).PooledPositions(length, "MaxPool", "wide"));

    [Fact]
    public void A_last_window_never_starts_in_the_padding_at_the_end() =>
        Assert.Equal(Shape.Of(1, 1, 2, 2),
            new Pool(PoolKind.Average, new(1, 2, 0, 1, 1, RoundingMode.Ceiling), new(1, 2, 0, 2, 1, RoundingMode.Ceiling))
                .InferShapes([[1, 1, 4, 4]])[0]);

    [Theory]
    [InlineData(PoolKind.Max, 10, 3, 2, 0, RoundingMode.Exact, "MaxPool: input height 10, window size 3 and stride 2 give 4.5 outputs; "
        + "pad by 1, or choose RoundingMode.Floor or RoundingMode.Ceiling")]
    [InlineData(PoolKind.Sum, 4, 5, 1, 0, RoundingMode.Exact, "SumPool: input height 4 with padding 0 and 0 is smaller than the "
        + "effective window size 5; pad by 1 more, or choose a smaller window")]
    [InlineData(PoolKind.Average, 4, 2, 1, 2, RoundingMode.Exact, "AveragePool: the window at position 0 along the height covers only "
        + "padding (length 4, window size 2, padding 2 and 2); pad by less than the window size")]
    [InlineData(PoolKind.Norm, 4, 0, 1, 0, RoundingMode.Truncate, "NormPool: window size 0, stride 1, dilation 1 along the height; "
        + "each must be 1 or more")]
    [InlineData(PoolKind.Min, 4, 3, 1, -1, RoundingMode.Ceiling, "MinPool: padding -1 and -1 along the height; "
        + "padding must be 0 or more, crop with a slice")]
    [InlineData(PoolKind.Max, 7, 3, 1, 1, RoundingMode.Truncate, "MaxPool: RoundingMode.Truncate cuts windows off at the end of the "
        + "input, so padding of 1 after the height has no effect; remove it, or choose RoundingMode.Ceiling")]
    public void Invalid_geometry_is_rejected_with_the_way_out(PoolKind kind, int length, int size, int stride, int padding,
        RoundingMode rounding, string message)
    {
        var (height, width) = Window.Square(size, stride, padding, rounding);
        Assert.Equal(message,
            Assert.Throws<ShapeException>(() => new Pool(kind, height, width).InferShapes([[1, 1, length, length]])).Message);
    }

    [Theory]
    [InlineData(RoundingMode.Ceiling)]
    [InlineData(RoundingMode.Truncate)]
    public void A_convolution_has_no_windows_past_the_border(RoundingMode rounding)
    {
        var (height, width) = Window.Square(2, 2, 0, rounding);
        var error = Assert.Throws<ShapeException>(() => new Convolution(height, width).InferShapes([[1, 1, 5, 5], [1, 1, 2, 2]]));
        Assert.Equal($"Convolution: RoundingMode.{rounding} lets a window extend past the border, which only pooling supports; "
            + "pad the input, or choose RoundingMode.Floor", error.Message);
    }

    [Fact]
    public void A_gradient_that_does_not_match_is_rejected()
    {
        var gradient = new PoolGradient(PoolKind.Max, new(2, 2), new(2, 2), 4, 4);
        Assert.Equal("MaxPoolGradient: takes 3 inputs, not 1",
            Assert.Throws<ShapeException>(() => gradient.InferShapes([[1, 1, 2, 2]])).Message);
        Assert.Equal("MaxPoolGradient: the output gradient is [1, 1, 3, 3]; for an input of [1, 1, 4, 4] it must be [1, 1, 2, 2]",
            Assert.Throws<ShapeException>(() => gradient.InferShapes([[1, 1, 4, 4], [1, 1, 2, 2], [1, 1, 3, 3]])).Message);
        Assert.Equal("MaxPoolGradient: the input is [1, 1, 4, 5]; for the output gradient [1, 1, 2, 2] it must be [1, 1, 4, 4]",
            Assert.Throws<ShapeException>(() => gradient.InferShapes([[1, 1, 4, 5], [1, 1, 2, 2], [1, 1, 2, 2]])).Message);
    }

    public static TheoryData<int> AllGeometries => [.. Enumerable.Range(0, Geometries.Length)];

    private static double[] Run(string device, PoolKind kind, Window window, HostTensor x)
    {
        using var opened = TestDevices.Open(device);
        return OperatorRunner.Run(opened, new Pool(kind, window, window), x)[0].Values;
    }

    private static (Pool, HostTensor X) Draw(int geometry, PoolKind kind)
    {
        var (height, width, input) = Geometries[geometry];
        return (new(kind, height, width), HostTensor.Random(new Random(geometry), Shape.Of(input)));
    }

    private static PoolGradient GradientOf(Pool pool, Shape x) => new(pool.Kind, pool.Height, pool.Width, x[2], x[3]);

    /// <summary>What the gradient takes.</summary>
    private static HostTensor[] GradientInputs(Pool pool, HostTensor x)
    {
        var shape = pool.InferShapes([x.Shape])[0];
        var dy = HostTensor.Random(new Random(5), shape);
        return GradientOf(pool, x.Shape).TakesInput ? [x, new(shape, References.Run(pool, [x])), dy] : [dy];
    }
}
