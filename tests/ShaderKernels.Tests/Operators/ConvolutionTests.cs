using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class ConvolutionTests
{
    /// <summary>Height and width windows, input [N, C, H, W], output channels, groups.</summary>
    public static readonly (Window Height, Window Width, int[] Input, int Outputs, int Groups)[] Geometries =
    [
        (new(3), new(3), [1, 1, 5, 5], 1, 1),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 3, 7, 5], 17, 1),
        (new(8, 4), new(8, 4), [3, 4, 36, 36], 32, 1),
        (new(4, 2), new(4, 2), [2, 32, 20, 20], 64, 1),
        (new(3, 2, 1, 0, 1, RoundingMode.Floor), new(3, 2, 0, 1, 1, RoundingMode.Floor), [2, 5, 11, 13], 7, 1),
        (new(2, 1, 0, 1), new(4, 1, 1, 2), [2, 3, 6, 7], 5, 1),
        (new(3, 1, 2, 2, 2), new(3, 1, 2, 2, 2), [1, 4, 9, 9], 6, 1),
        (new(3, 2, 2, 2, 2, RoundingMode.Floor), new(2, 3, 1, 0, 3, RoundingMode.Floor), [2, 4, 12, 11], 6, 2),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 6, 5, 5], 6, 6),
        (new(3, 2, 1, 1), new(3, 2, 1, 1), [1, 4, 7, 7], 8, 4),
        (new(1), new(1), [2, 19, 3, 3], 23, 1),
        (new(5), new(5), [2, 3, 5, 5], 4, 1),
        (new(1, 3), new(1, 3), [1, 2, 7, 10], 3, 1),
        (new(3, 5, 0, 0, 1, RoundingMode.Floor), new(3, 5, 0, 0, 1, RoundingMode.Floor), [1, 2, 19, 19], 3, 1),
        (new(3, 1, 4, 4), new(3, 1, 4, 4), [1, 2, 3, 3], 3, 1),
        (new(2), new(4), [1, 5, 2, 5], 17, 1), // Few tiles and a long sum of the input gradient, which tiles split.
        (new(1), new(1), [1, 1, 1, 1], 1, 1),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [257, 1, 3, 3], 2, 1),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [0, 2, 4, 4], 3, 1),

        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 130, 9, 8], 131, 1), // More weights than are read again for each tile.

        // Depthwise: multipliers, dilation together with strides, windows that see padding alone, channels around the vector widths.
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 64, 13, 14], 64, 64),
        (new(3, 2, 1, 1, 1, RoundingMode.Floor), new(3, 2, 1, 1, 1, RoundingMode.Floor), [2, 17, 14, 13], 17, 17),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 3, 9, 41], 3, 3),
        (new(5, 1, 2, 2), new(5, 1, 2, 2), [1, 1, 8, 37], 1, 1),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 17, 7, 6], 34, 17),
        (new(3, 2, 2, 2, 3, RoundingMode.Floor), new(4, 3, 1, 5, 2, RoundingMode.Floor), [2, 9, 15, 16], 18, 9),
        (new(3, 4, 2, 2, 2, RoundingMode.Floor), new(3, 6, 4, 3, 4, RoundingMode.Floor), [1, 31, 17, 23], 31, 31),
        (new(7, 1, 3, 3), new(2, 1, 0, 1), [1, 40, 5, 9], 40, 40),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [3, 64, 1, 1], 64, 64),
        (new(1, 1, 2, 2), new(1, 2, 3, 3, 1, RoundingMode.Floor), [2, 6, 3, 4], 6, 6),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [257, 3, 2, 2], 6, 3),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [0, 16, 4, 4], 16, 16),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 2, 6, 5], 18, 2), // Nine outputs a channel.
        (new(3, 2, 1, 0, 1, RoundingMode.Floor), new(2, 5, 4, 2, 1, RoundingMode.Floor), [2, 12, 8, 23], 12, 12),

        // Groups of several channels.
        (new(3, 2, 1, 0, 1, RoundingMode.Floor), new(2, 1, 0, 3, 2), [2, 16, 9, 7], 24, 2),
        (new(3, 1, 1, 1), new(3, 2, 1, 1, 1, RoundingMode.Floor), [3, 20, 6, 7], 30, 5),
        (new(2, 1, 0, 1), new(4, 1, 1, 2), [2, 15, 5, 6], 21, 3),
        (new(1), new(1), [2, 32, 5, 3], 16, 4),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [0, 16, 4, 4], 16, 2),

        // Winograd's algorithms: tiles in blocks and shared, cut off at both ends, channels around the vector widths.
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [1, 40, 13, 14], 48, 1),
        (new(3), new(3, 1, 2, 1), [2, 17, 9, 11], 35, 1),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 5, 33, 26], 9, 1),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Geometries.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_agrees_with_the_formula(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        Agreement.Check(device, new Convolution(height, width, groups), [x, w]);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Bias_and_relu_are_applied_to_each_output_channel(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        var bias = HostTensor.Random(new Random(3), [w.Shape[0]]);
        Agreement.Check(device, new Convolution(height, width, groups, Activation.Relu), [x, w, bias]);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void A_residual_is_added_before_the_activation(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        var convolution = new Convolution(height, width, groups, geometry % 2 == 0 ? Activation.Relu : Activation.None);
        HostTensor bias = HostTensor.Random(new Random(3), [w.Shape[0]]),
            residual = HostTensor.Random(new Random(4), convolution.InferShapes([x.Shape, w.Shape])[0]);
        Agreement.Check(device, convolution, [x, w, bias, residual]);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Relu6_caps_each_output(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        var bias = new HostTensor([w.Shape[0]], [.. Enumerable.Range(0, w.Shape[0]).Select(o => o % 3 * 3.0)]);
        Agreement.Check(device, new Convolution(height, width, groups, Activation.Relu6), [x, w, bias]);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Leaky_relu_scales_negative_outputs(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        var bias = HostTensor.Random(new Random(3), [w.Shape[0]]);
        Agreement.Check(device, new Convolution(height, width, groups, Activation.Relu) { NegativeSlope = 0.1f }, [x, w, bias]);
    }

    [Fact]
    public void A_residual_of_another_shape_is_rejected()
    {
        var error = Assert.Throws<ShapeException>(() => new Convolution(new(3), new(3))
            .InferShapes([[2, 1, 9, 9], [4, 1, 3, 3], [4], [2, 4, 9, 9]]));
        Assert.Equal("Convolution: residual [2, 4, 9, 9] must have the output shape [2, 4, 7, 7]; "
            + "add it after the convolution to broadcast it", error.Message);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Input_gradient_agrees_with_the_formula(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        var dy = HostTensor.Random(new Random(5), new Convolution(height, width, groups).InferShapes([x.Shape, w.Shape])[0]);
        Agreement.Check(device, new ConvolutionInputGradient(height, width, x.Shape[2], x.Shape[3], groups), [dy, w]);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Filter_gradient_agrees_with_the_formula(string device, int geometry)
    {
        var (height, width, x, w, groups) = Draw(geometry);
        var dy = HostTensor.Random(new Random(7), new Convolution(height, width, groups).InferShapes([x.Shape, w.Shape])[0]);
        Agreement.Check(device, new ConvolutionFilterGradient(height, width, groups), [x, dy], 1e-4);
    }

    [Fact]
    public void An_uneven_stride_is_rejected_with_the_way_out()
    {
        var error = Assert.Throws<ShapeException>(() => new Convolution(new(3, 2), new(3, 2)).InferShapes([[1, 1, 10, 10], [1, 1, 3, 3]]));
        Assert.Equal("Convolution: input height 10, kernel size 3 and stride 2 give 4.5 outputs; pad by 1, or choose RoundingMode.Floor",
            error.Message);
    }

    [Theory]
    [InlineData(1, 3, "filters [2, 3, 3, 3] need 3 input channels")]
    [InlineData(2, 3, "cannot be split into 2 groups")]
    public void Channels_that_do_not_match_are_reported(int groups, int filterChannels, string message)
    {
        var error = Assert.Throws<ShapeException>(() => new Convolution(new(3), new(3), groups)
            .InferShapes([[1, 5, 9, 9], [2, filterChannels, 3, 3]]));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_filter_larger_than_the_padded_input_is_rejected() =>
        Assert.Contains("smaller than the effective kernel size 5",
            Assert.Throws<ShapeException>(() => new Convolution(new(5), new(5)).InferShapes([[1, 1, 4, 4], [1, 1, 5, 5]])).Message);

    private static (Window, Window, HostTensor X, HostTensor W, int Groups) Draw(int geometry)
    {
        var (height, width, input, outputs, groups) = Geometries[geometry];
        var random = new Random(geometry);
        return (height, width, HostTensor.Random(random, Shape.Of(input)),
            HostTensor.Random(random, [outputs, input[1] / groups, height.Size, width.Size]), groups);
    }
}
