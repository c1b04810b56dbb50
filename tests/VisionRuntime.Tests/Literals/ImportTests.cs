using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// Operators of ONNX with small results worked out by hand from the text of the standard, defaults of attributes above all.
/// </summary>
public class ImportTests
{
    [Theory]
    [InlineData("LeakyRelu", -2, -0.02), InlineData("Elu", -1, -0.632120559), InlineData("Celu", -1, -0.632120559),
        InlineData("Selu", -1, -1.111330738)]
    [InlineData("HardSigmoid", 1, 0.7), InlineData("HardSwish", 1.5, 1.125), InlineData("ThresholdedRelu", 0.9, 0),
        InlineData("ThresholdedRelu", 1.1, 1.1), InlineData("Shrink", 0.6, 0.6)]
    [InlineData("Softplus", 0, 0.693147181), InlineData("Softsign", -3, -0.75), InlineData("Mish", 1, 0.865098388),
        InlineData("Gelu", 1, 0.841344746), InlineData("Reciprocal", -4, -0.25)]
    public void Attributes_that_are_not_given_have_the_defaults_of_the_standard(string operation, float x, double expected) =>
        AssertClose([expected], Compute(22, operation, [OnnxTensor.Of([1], x)], [])[0], 2e-6);

    /// <summary>0.5 (1 * 3 + 2 * 4) + 2 * 5 = 15.5.</summary>
    [Fact]
    public void Gemm_weighs_the_product_and_what_is_added() =>
        AssertClose([15.5], Compute(13, "Gemm", [OnnxTensor.Of([1, 2], 1, 2), OnnxTensor.Of([2, 1], 3, 4), OnnxTensor.Of([1], 5)],
            [Float("alpha", 0.5f), Float("beta", 2)])[0]);

    [Fact]
    public void Pads_are_given_for_the_beginnings_of_all_axes_and_then_for_their_ends()
    {
        var y = Compute(13, "Pad", [OnnxTensor.Of([2, 2], 1, 2, 3, 4), Int64s(1, 2, 0, 0), OnnxTensor.Of([], 9)], [])[0];
        Assert.Equal(Shape.Of(3, 4), y.Shape);
        AssertClose([9, 9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 4], y);
    }

    /// <summary>The four places are 0, 0.5, 1 and 1.5.</summary>
    [Theory, InlineData(null, new[] { 1.0, 1, 2, 2 }), InlineData("round_prefer_ceil", new[] { 1.0, 2, 2, 2 }),
        InlineData("ceil", new[] { 1.0, 2, 2, 2 }), InlineData("floor", new[] { 1.0, 1, 2, 2 })]
    public void The_nearest_of_two_as_near_is_the_one_before(string? rounding, double[] expected) =>
        AssertClose(expected, Compute(13, "Resize", [OnnxTensor.Of([1, 2], 1, 2), null, OnnxTensor.Of([2], 1, 2)],
            [String("coordinate_transformation_mode", "asymmetric"), .. rounding is null ? []
                : new[] { String("nearest_mode", rounding) }])[0]);

    /// <summary>Half pixels: places -0.25, 0.25, 0.75 and 1.25 between 1 and 2.</summary>
    [Fact]
    public void Resizing_counts_half_pixels() =>
        AssertClose([1, 1.25, 1.75, 2], Compute(13, "Resize", [OnnxTensor.Of([1, 2], 1, 2), null, OnnxTensor.Of([2], 1, 2)],
            [String("mode", "linear")])[0]);

    /// <summary>3, 6 and 9 under a window of 3 with one zero on each side: (3 + 6) / 2 without the zero, (3 + 6) / 3 with it.</summary>
    [Theory, InlineData(0, new[] { 4.5, 6, 7.5 }), InlineData(1, new[] { 3.0, 6, 5 })]
    public void An_average_counts_the_padding_only_where_it_is_told_to(long counted, double[] expected) =>
        AssertClose(expected, Compute(13, "AveragePool", [OnnxTensor.Of([1, 1, 3], 3, 6, 9)],
            [Ints("kernel_shape", 3), Ints("pads", 1, 1), Int("count_include_pad", counted)])[0]);

    /// <summary>Of 1 and 3 the mean is 2 and the variance 1. Four fifths of the old statistics, 10 and 5, are kept.</summary>
    [Fact]
    public void Batch_normalization_keeps_as_much_of_its_statistics_as_the_momentum_says()
    {
        OnnxTensor Number(float value) => OnnxTensor.Of([1], value);
        var y = Compute(15, "BatchNormalization", [OnnxTensor.Of([2, 1], 1, 3), Number(2), Number(0.5f), Number(10), Number(5)],
            [Int("training_mode", 1), Float("momentum", 0.8f), Float("epsilon", 0)], OnnxType.Float, OnnxType.Float, OnnxType.Float);
        AssertClose([-1.5, 2.5], y[0]);
        AssertClose([8.4], y[1]);
        AssertClose([4.2], y[2]);
    }

    /// <summary>1, 2, 3 under the filter 1, 10, 100 with stride 2 make 1, 10, 102, 20, 203, 30, 300, of which six are kept.</summary>
    [Theory, InlineData("SAME_UPPER", new[] { 1.0, 10, 102, 20, 203, 30 }), InlineData("SAME_LOWER", new[] { 10.0, 102, 20, 203, 30, 300 })]
    public void A_transposed_convolution_cuts_the_odd_pixel_off_the_side_that_it_is_told(string side, double[] expected) =>
        AssertClose(expected, Compute(11, "ConvTranspose", [OnnxTensor.Of([1, 1, 3], 1, 2, 3), OnnxTensor.Of([1, 1, 3], 1, 10, 100)],
            [Ints("strides", 2), String("auto_pad", side)])[0]);

    /// <summary>1, 2, 3 under the filter 1, 10 with one pixel of padding before: 0 + 10, 1 + 20, 2 + 30.</summary>
    [Fact]
    public void A_convolution_pads_the_side_that_it_is_told() =>
        AssertClose([10, 21, 32], Compute(11, "Conv", [OnnxTensor.Of([1, 1, 3], 1, 2, 3), OnnxTensor.Of([1, 1, 2], 1, 10)],
            [Ints("pads", 1, 0)])[0]);

    [Theory, InlineData("DCR", new[] { 0.0, 2, 4, 6, 1, 3, 5, 7 }), InlineData("CRD", new[] { 0.0, 1, 2, 3, 4, 5, 6, 7 })]
    public void Depth_becomes_space_in_the_order_of_the_mode(string mode, double[] expected)
    {
        var y = Compute(13, "DepthToSpace", [OnnxTensor.Of([1, 8, 1, 1], 0, 1, 2, 3, 4, 5, 6, 7)],
            [Int("blocksize", 2), String("mode", mode)])[0];
        Assert.Equal(Shape.Of(1, 2, 2, 2), y.Shape);
        AssertClose(expected, y);
    }

    /// <summary>
    /// As corners the second box is a fifth of the first and stays; as middles and sizes it covers three fifths of it and is dropped.
    /// </summary>
    [Theory, InlineData(0, new[] { 0L, 0, 0, 0, 0, 1 }), InlineData(1, new[] { 0L, 0, 0 })]
    public void Boxes_are_corners_unless_they_are_said_to_be_centers(long center, long[] expected)
    {
        var boxes = OnnxTensor.Of([1, 2, 4], 1, 1, 2, 2, 1, 1, 2, 1.2f);
        var y = Compute(11, "NonMaxSuppression", [boxes, OnnxTensor.Of([1, 1, 2], 0.9f, 0.8f), Int64s(5), OnnxTensor.Of([1], 0.5f)],
            [Int("center_point_box", center)], OnnxType.Int64)[0];
        Assert.Equal(expected, y.ToIntegers());
    }
}
