using ShaderKernels.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Operators;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Cpu;

/// <summary>Each of the processor's convolution algorithms on all geometries, also those it would not be chosen for.</summary>
public class ConvolutionAlgorithmTests
{
    public static TheoryData<SimdWidth, ConvolutionAlgorithm, int> Cases()
    {
        var cases = new TheoryData<SimdWidth, ConvolutionAlgorithm, int>();
        foreach (var width in Enum.GetValues<SimdWidth>())
        foreach (var algorithm in Enum.GetValues<ConvolutionAlgorithm>())
        {
            for (int i = 0; i < ConvolutionTests.Geometries.Length; i++) cases.Add(width, algorithm, i);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Every_algorithm_agrees_with_the_formula(SimdWidth width, ConvolutionAlgorithm algorithm, int geometry)
    {
        var (height, across, input, outputs, groups) = ConvolutionTests.Geometries[geometry];
        var random = new Random(geometry);
        Numbers x = Numbers.Random(random, Shape.Of(input)), w = Numbers.Random(random, [outputs, input[1] / groups, height.Size, across.Size]), b = Numbers.Random(random, [outputs]);
        Agreement.Check($"Cpu-{width}-{algorithm}", new Convolution(height, across, groups), [x, w]);
        Agreement.Check($"Cpu-{width}-{algorithm}", new Convolution(height, across, groups, Activation.Relu), [x, w, b]);
    }

    /// <summary>Document 002: 227x227x3 under 96 filters of 11x11 with stride 4, rows of 363 numbers for 3025 pixels.</summary>
    [Fact]
    public void The_first_layer_of_AlexNet_by_columns_is_the_convolution()
    {
        var random = new Random(1);
        Numbers x = Numbers.Random(random, [1, 3, 227, 227]), w = Numbers.Random(random, [96, 3, 11, 11]);
        using Device columns = TestDevices.Open("Cpu-Vector256-Im2Col"), gathered = TestDevices.Open("Cpu-Vector256-Gather");
        var expected = OperatorRunner.Run(gathered, new Convolution(new(11, 4), new(11, 4)), x, w)[0];
        Assert.Equal([1, 96, 55, 55], expected.Shape);
        Agreement.Compare(expected.Values, OperatorRunner.Run(columns, new Convolution(new(11, 4), new(11, 4)), x, w)[0].Values, 1e-5, "im2col");
    }

    [Theory]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 3, 227, 96, 11, 4, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 32, 64, 9, 64, 3, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Im2Col, 1, 512, 14, 512, 3, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Im2Col, 1, 1024, 7, 1024, 1, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 512, 7, 4096, 7, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 512, 14, 512, 3, 1, 32)]
    public void Windows_are_copied_where_the_filters_are_larger_than_the_cache(ConvolutionAlgorithm expected, int batch, int channels, int length, int outputs, int size, int stride, int groups) =>
        Assert.Equal(expected, ConvolutionChoice.For(new Convolution(new(size, stride), new(size, stride), groups), [[batch, channels, length, length], [outputs, channels / groups, size, size]]));

    [Fact]
    public void Running_by_columns_allocates_nothing()
    {
        using var device = TestDevices.Open("Cpu-Vector256-Im2Col");
        Shape x = [2, 6, 9, 9], w = [4, 3, 3, 3];
        var convolution = new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1), 2);
        using var kernel = device.Prepare(convolution, [x, w]);
        Tensor[] from = [device.AllocateTensor([2, 9, 9, 6]), device.AllocateTensor([3, 3, 3, 4])], to = [device.AllocateTensor([2, 9, 9, 4])];
        long before = 0;
        for (int run = 0; run < 3; run++)
        {
            if (run == 1) before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Run(from, to);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        foreach (var tensor in from.Concat(to)) tensor.Buffer.Dispose();
    }
}
