using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Operators;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.Cpu;

/// <summary>Each convolution algorithm of the CPU on all geometries, including those for which it is not selected.</summary>
public class ConvolutionAlgorithmTests
{
    private const string Gather = nameof(ConvolutionAlgorithm.Gather), Im2Col = nameof(ConvolutionAlgorithm.Im2Col);
    private const string Depthwise = nameof(ConvolutionAlgorithm.Depthwise);
    private const string Pixels = nameof(ConvolutionAlgorithm.Pixels);
    private const string Winograd2 = nameof(ConvolutionAlgorithm.Winograd2), Winograd4 = nameof(ConvolutionAlgorithm.Winograd4);

    public static TheoryData<SimdWidth, string, int> Cases()
    {
        var cases = new TheoryData<SimdWidth, string, int>();
        foreach (var width in Enum.GetValues<SimdWidth>())
        foreach (string algorithm in Enum.GetNames<ConvolutionAlgorithm>())
        {
            for (int i = 0; i < ConvolutionTests.Geometries.Length; i++)
            {
                var geometry = ConvolutionTests.Geometries[i];
                if (algorithm == Depthwise && geometry.Groups != geometry.Input[1]) continue;
                if (IsWinograd(algorithm) && !ConvolutionAlgorithms.Winograd(new(geometry.Height, geometry.Width, geometry.Groups))) continue;
                if (algorithm == Pixels && !ConvolutionAlgorithms.Pixels(new(geometry.Height, geometry.Width, geometry.Groups),
                    [Shape.Of(geometry.Input), [geometry.Outputs, geometry.Input[1] / geometry.Groups, 1, 1]])) continue;
                cases.Add(width, algorithm, i);
            }
        }
        return cases;
    }

    private static bool IsWinograd(string algorithm) => algorithm is Winograd2 or Winograd4;

    /// <summary>The transforms of F(4x4, 3x3) multiply and cancel, which costs it some of its last digits.</summary>
    private static double ToleranceOf(string algorithm) => algorithm == Winograd4 ? 5e-5 : 1e-5;

    [Theory, MemberData(nameof(Cases))]
    public void Every_algorithm_agrees_with_the_reference(SimdWidth width, string algorithm, int geometry)
    {
        var (height, across, input, outputs, groups) = ConvolutionTests.Geometries[geometry];
        var random = new Random(geometry);
        HostTensor x = HostTensor.Random(random, Shape.Of(input)),
            w = HostTensor.Random(random, [outputs, input[1] / groups, height.Size, across.Size]), b = HostTensor.Random(random, [outputs]);
        double tolerance = ToleranceOf(algorithm);
        Agreement.Check($"Cpu-{width}-{algorithm}", new Convolution(height, across, groups), [x, w], tolerance);
        Agreement.Check($"Cpu-{width}-{algorithm}", new Convolution(height, across, groups, Activation.Relu), [x, w, b], tolerance);
    }

    /// <summary>Tiles have two to twelve rows, and the last one may be odd; the last columns fill no vector, or one.</summary>
    [Theory]
    [InlineData(SimdWidth.Vector512)]
    [InlineData(SimdWidth.Vector256)]
    [InlineData(SimdWidth.Vector128)]
    [InlineData(SimdWidth.Scalar)]
    public void Tiles_of_every_height_agree_with_the_reference(SimdWidth width)
    {
        var random = new Random(1);
        foreach (int outputs in (int[])[37, 64, 16])
        {
            for (int pixels = 1; pixels <= 26; pixels++)
            {
                HostTensor x = HostTensor.Random(random, [1, 9, 1, pixels]), w = HostTensor.Random(random, [outputs, 9, 1, 1]),
                    bias = HostTensor.Random(random, [outputs]), residual = HostTensor.Random(random, [1, outputs, 1, pixels]);
                Agreement.Check($"Cpu-{width}-{Gather}", new Convolution(Window.One, Window.One, 1, Activation.Relu6),
                    [x, w, bias, residual], 1e-5);
                Agreement.Check($"Cpu-{width}-{Gather}", new Convolution(Window.One, Window.One), [x, w], 1e-5);
            }
        }
    }

    /// <summary>Filters that are constant are packed before the first run, and again after they have changed.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Packed_filters_agree_with_the_reference(SimdWidth width, string algorithm, int geometry)
    {
        var (height, across, input, outputs, groups) = ConvolutionTests.Geometries[geometry];
        var random = new Random(geometry);
        HostTensor x = HostTensor.Random(random, Shape.Of(input)),
            w = HostTensor.Random(random, [outputs, input[1] / groups, height.Size, across.Size]), b = HostTensor.Random(random, [outputs]);
        var residual = HostTensor.Random(random, new Convolution(height, across, groups).InferShapes([x.Shape, w.Shape])[0]);
        var convolution = new Convolution(height, across, groups, Activation.Relu) { NegativeSlope = 0.1f };
        using var device = TestDevices.Open($"Cpu-{width}-{algorithm}");
        var result = OperatorRunner.Run(device, convolution, [x, w, b, residual], [false, true, false, false])[0];
        Agreement.Compare(References.Run(convolution, 0, [x, w, b, residual]), result.Values, ToleranceOf(algorithm), algorithm);
    }

    /// <summary>The layers of the literature for which Winograd's algorithms are chosen, where they lose most accuracy.</summary>
    [Theory]
    [InlineData(Winograd2, 64, 28, 64)]
    [InlineData(Winograd4, 64, 28, 64)]
    [InlineData(Winograd2, 256, 14, 32)]
    [InlineData(Winograd4, 256, 14, 32)]
    public void Winograd_is_accurate_for_many_channels(string algorithm, int channels, int length, int outputs)
    {
        var random = new Random(1);
        HostTensor x = HostTensor.Random(random, [1, channels, length, length]), w = HostTensor.Random(random, [outputs, channels, 3, 3]);
        Agreement.Check($"Cpu-Vector256-{algorithm}", new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1)), [x, w], ToleranceOf(algorithm));
    }

    [Fact]
    public void Winograd_rejects_strides()
    {
        using var device = TestDevices.Open("Cpu-Vector256-Winograd4");
        var error = Assert.Throws<NotSupportedException>(() => device.Prepare(new Convolution(new(3, 2), new(3, 2)), [[1, 6, 5, 5], [4, 6, 3, 3]]));
        Assert.Equal("Convolution: Winograd's algorithms need filters of 3x3, stride 1, no dilation and one group; "
            + "leave CpuDevice.ConvolutionAlgorithm null", error.Message);
    }

    [Theory]
    [InlineData(Winograd4, 64, 56, 64)]
    [InlineData(Winograd4, 512, 28, 512)]
    [InlineData(Winograd2, 256, 14, 256)]
    [InlineData(Gather, 512, 7, 512)]
    public void Constant_filters_of_3x3_are_transformed_where_that_is_faster(string expected, int channels, int length, int outputs) =>
        Assert.Equal(Enum.Parse<ConvolutionAlgorithm>(expected), ConvolutionAlgorithms.Select(
            new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1)), [[1, channels, length, length], [outputs, channels, 3, 3]],
            constantFilters: true, threads: 2));

    /// <summary>Both gradients, with and without a channel multiplier, whichever algorithm the convolution uses.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Gradients_agree_with_the_reference_for_every_algorithm(SimdWidth width, string algorithm, int geometry)
    {
        var (height, across, input, outputs, groups) = ConvolutionTests.Geometries[geometry];
        var random = new Random(geometry);
        HostTensor x = HostTensor.Random(random, Shape.Of(input)),
            w = HostTensor.Random(random, [outputs, input[1] / groups, height.Size, across.Size]);
        var dy = HostTensor.Random(random, new Convolution(height, across, groups).InferShapes([x.Shape, w.Shape])[0]);
        Agreement.Check($"Cpu-{width}-{algorithm}", new ConvolutionInputGradient(height, across, input[2], input[3], groups), [dy, w]);
        Agreement.Check($"Cpu-{width}-{algorithm}", new ConvolutionFilterGradient(height, across, groups), [x, dy], 1e-4);
    }

    [Fact]
    public void Depthwise_rejects_groups_of_several_channels()
    {
        using var device = TestDevices.Open("Cpu-Vector256-Depthwise");
        var error = Assert.Throws<NotSupportedException>(() =>
            device.Prepare(new Convolution(new(3), new(3), 2), [[1, 6, 5, 5], [4, 3, 3, 3]]));
        Assert.Equal(
            "Convolution: Depthwise needs one group per channel, but there are 2 groups of 6 channels; " +
            "leave CpuDevice.ConvolutionAlgorithm null", error.Message);
    }

    /// <summary>
    /// The first layer of AlexNet (CS231n notes): 227x227x3 with 96 filters of 11x11 and stride 4, rows of 363 values for 3025 pixels.
    /// </summary>
    [Fact]
    public void Im2Col_of_the_first_layer_of_AlexNet_equals_the_implicit_GEMM()
    {
        var random = new Random(1);
        HostTensor x = HostTensor.Random(random, [1, 3, 227, 227]), w = HostTensor.Random(random, [96, 3, 11, 11]);
        using Device columns = TestDevices.Open("Cpu-Vector256-Im2Col"), gathered = TestDevices.Open("Cpu-Vector256-Gather");
        var expected = OperatorRunner.Run(gathered, new Convolution(new(11, 4), new(11, 4)), x, w)[0];
        Assert.Equal([1, 96, 55, 55], expected.Shape);
        Agreement.Compare(expected.Values, OperatorRunner.Run(columns, new Convolution(new(11, 4), new(11, 4)), x, w)[0].Values, 1e-5,
            "im2col");
    }

    [Theory]
    [InlineData(Gather, 1, 3, 227, 96, 11, 4, 1)]
    [InlineData(Gather, 32, 64, 9, 64, 3, 1, 1)]
    [InlineData(Gather, 1, 512, 14, 512, 3, 1, 1)]
    [InlineData(Gather, 1, 1024, 7, 1024, 3, 1, 1)]
    [InlineData(Gather, 1, 512, 7, 512, 3, 1, 1)]
    [InlineData(Gather, 1, 1024, 7, 1024, 1, 1, 1)]
    [InlineData(Gather, 1, 512, 7, 4096, 7, 1, 1)]
    [InlineData(Gather, 1, 512, 14, 512, 3, 1, 32)]
    [InlineData(Depthwise, 1, 512, 14, 512, 3, 1, 512)]
    [InlineData(Depthwise, 1, 32, 14, 64, 3, 1, 32)]
    [InlineData(Gather, 1, 1, 14, 64, 3, 1, 1)]
    [InlineData(Pixels, 1, 1, 28, 6, 5, 1, 1)]
    public void Depthwise_is_selected_if_every_channel_is_a_group(string expected, int batch, int channels, int length, int outputs,
        int size, int stride, int groups) =>
        Assert.Equal(Enum.Parse<ConvolutionAlgorithm>(expected), ConvolutionAlgorithms.Select(
            new Convolution(new(size, stride), new(size, stride), groups),
            [[batch, channels, length, length], [outputs, channels / groups, size, size]]));

    [Theory]
    [InlineData(Gather, 2, 4)]
    [InlineData(Im2Col, 2, 4)]
    [InlineData(Depthwise, 6, 6)]
    [InlineData(Depthwise, 6, 12)]
    [InlineData(Winograd2, 1, 4)]
    [InlineData(Winograd4, 1, 4)]
    [InlineData(Pixels, 1, 4)]
    public void Running_allocates_nothing(string algorithm, int groups, int outputs)
    {
        using var device = TestDevices.Open($"Cpu-Vector256-{algorithm}");
        Shape x = [2, 6, 9, 9], w = [outputs, 6 / groups, 3, 3], y = [2, outputs, 9, 9];
        Window window = new(3, 1, 1, 1);
        using var forward = device.Prepare(new Convolution(window, window, groups), [x, w]);
        using var inputGradient = device.Prepare(new ConvolutionInputGradient(window, window, 9, 9, groups), [y, w]);
        using var filterGradient = device.Prepare(new ConvolutionFilterGradient(window, window, groups), [x, y]);
        Tensor image = device.AllocateTensor([2, 9, 9, 6]), filters = device.AllocateTensor([3, 3, 6 / groups, outputs]),
            result = device.AllocateTensor([2, 9, 9, outputs]);
        Tensor[] imageAndFilters = [image, filters], imageAndResult = [image, result], resultAndFilters = [result, filters],
            images = [image], allFilters = [filters], results = [result];
        long before = 0;
        for (int run = 0; run < 3; run++)
        {
            if (run == 1) before = GC.GetAllocatedBytesForCurrentThread();
            forward.Run(imageAndFilters, results);
            inputGradient.Run(resultAndFilters, images);
            filterGradient.Run(imageAndResult, allFilters);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        foreach (var tensor in (Tensor[])[image, filters, result]) tensor.Buffer.Dispose();
    }
}
