using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Operators;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.Cpu;

/// <summary>Each of the processor's convolution algorithms on all geometries, also those it would not be chosen for.</summary>
public class ConvolutionAlgorithmTests
{
    public static TheoryData<SimdWidth, ConvolutionAlgorithm, int> Cases()
    {
        var cases = new TheoryData<SimdWidth, ConvolutionAlgorithm, int>();
        foreach (var width in Enum.GetValues<SimdWidth>())
        foreach (var algorithm in Enum.GetValues<ConvolutionAlgorithm>())
        {
            for (int i = 0; i < ConvolutionTests.Geometries.Length; i++)
            {
                if (algorithm != ConvolutionAlgorithm.Depthwise || ConvolutionTests.Geometries[i].Groups == ConvolutionTests.Geometries[i].Input[1]) cases.Add(width, algorithm, i);
            }
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

    /// <summary>Where several outputs of a channel are a product of their own and where they are not, either way, and both gradients.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Every_algorithm_has_its_gradients(SimdWidth width, ConvolutionAlgorithm algorithm, int geometry)
    {
        var (height, across, input, outputs, groups) = ConvolutionTests.Geometries[geometry];
        var random = new Random(geometry);
        Numbers x = Numbers.Random(random, Shape.Of(input)), w = Numbers.Random(random, [outputs, input[1] / groups, height.Size, across.Size]);
        var dy = Numbers.Random(random, new Convolution(height, across, groups).InferShapes([x.Shape, w.Shape])[0]);
        Agreement.Check($"Cpu-{width}-{algorithm}", new ConvolutionInputGradient(height, across, input[2], input[3], groups), [dy, w]);
        Agreement.Check($"Cpu-{width}-{algorithm}", new ConvolutionFilterGradient(height, across, groups), [x, dy], 1e-4);
    }

    [Fact]
    public void Depthwise_refuses_groups_of_several_channels()
    {
        using var device = TestDevices.Open("Cpu-Vector256-Depthwise");
        var error = Assert.Throws<NotSupportedException>(() => device.Prepare(new Convolution(new(3), new(3), 2), [[1, 6, 5, 5], [4, 3, 3, 3]]));
        Assert.Equal("Convolution: Depthwise needs a group for each of the 6 channels, there are 2 groups; leave CpuDevice.ConvolutionAlgorithm null", error.Message);
    }

    /// <summary>CS231n notes: 227x227x3 under 96 filters of 11x11 with stride 4, rows of 363 numbers for 3025 pixels.</summary>
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
    [InlineData(ConvolutionAlgorithm.Gather, 1, 512, 14, 512, 3, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 1024, 7, 1024, 3, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 512, 7, 512, 3, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 1024, 7, 1024, 1, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 512, 7, 4096, 7, 1, 1)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 512, 14, 512, 3, 1, 32)]
    [InlineData(ConvolutionAlgorithm.Depthwise, 1, 512, 14, 512, 3, 1, 512)]
    [InlineData(ConvolutionAlgorithm.Depthwise, 1, 32, 14, 64, 3, 1, 32)]
    [InlineData(ConvolutionAlgorithm.Gather, 1, 1, 14, 64, 3, 1, 1)]
    public void Convolutions_go_channel_by_channel_where_every_channel_is_a_group(ConvolutionAlgorithm expected, int batch, int channels, int length, int outputs, int size, int stride, int groups) =>
        Assert.Equal(expected, ConvolutionChoice.For(new Convolution(new(size, stride), new(size, stride), groups), [[batch, channels, length, length], [outputs, channels / groups, size, size]]));

    [Theory]
    [InlineData(ConvolutionAlgorithm.Gather, 2, 4)]
    [InlineData(ConvolutionAlgorithm.Im2Col, 2, 4)]
    [InlineData(ConvolutionAlgorithm.Depthwise, 6, 6)]
    [InlineData(ConvolutionAlgorithm.Depthwise, 6, 12)]
    public void Running_allocates_nothing(ConvolutionAlgorithm algorithm, int groups, int outputs)
    {
        using var device = TestDevices.Open($"Cpu-Vector256-{algorithm}");
        Shape x = [2, 6, 9, 9], w = [outputs, 6 / groups, 3, 3], y = [2, outputs, 9, 9];
        Window window = new(3, 1, 1, 1);
        using var forward = device.Prepare(new Convolution(window, window, groups), [x, w]);
        using var inputGradient = device.Prepare(new ConvolutionInputGradient(window, window, 9, 9, groups), [y, w]);
        using var filterGradient = device.Prepare(new ConvolutionFilterGradient(window, window, groups), [x, y]);
        Tensor image = device.AllocateTensor([2, 9, 9, 6]), filters = device.AllocateTensor([3, 3, 6 / groups, outputs]), result = device.AllocateTensor([2, 9, 9, outputs]);
        Tensor[] imageAndFilters = [image, filters], imageAndResult = [image, result], resultAndFilters = [result, filters], images = [image], allFilters = [filters], results = [result];
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
