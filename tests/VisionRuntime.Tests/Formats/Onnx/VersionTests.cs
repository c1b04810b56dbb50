using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Operators as older and newer opsets define them, with expected outputs that follow from ONNX's documentation.</summary>
public class VersionTests
{
    private static readonly OnnxTensor Counted = OnnxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6);

    [Theory]
    [InlineData("ReduceMax", new[] { 3.0, 6 }), InlineData("ReduceMin", new[] { 1.0, 4 }), InlineData("ReduceMean", new[] { 2.0, 5 })]
    [InlineData("ReduceProd", new[] { 6.0, 120 }), InlineData("ReduceL1", new[] { 6.0, 15 })]
    [InlineData("ReduceSumSquare", new[] { 14.0, 77 }), InlineData("ReduceL2", new[] { 3.7416573867739413, 8.774964387392123 })]
    [InlineData("ReduceLogSum", new[] { 1.791759469228055, 2.70805020110221 })]
    [InlineData("ReduceLogSumExp", new[] { 3.40760596444438, 6.40760596444438 })]
    public void Axes_of_reductions_are_an_input_since_version_18(string operation, double[] expected)
    {
        AssertClose(expected, Compute(18, operation, [Counted, Int64s(-1)], [Int("keepdims", 0)])[0]);
        AssertClose(expected, Compute(11, operation, [Counted], [Ints("axes", 1)])[0]);
        Assert.Equal(Shape.Of(1, 1), Compute(18, operation, [Counted, null], [])[0].Shape);
    }

    [Theory]
    [InlineData("ReduceSum", 0), InlineData("ReduceProd", 1), InlineData("ReduceL1", 0), InlineData("ReduceL2", 0)]
    [InlineData("ReduceSumSquare", 0), InlineData("ReduceMax", double.NegativeInfinity)]
    [InlineData("ReduceMin", double.PositiveInfinity), InlineData("ReduceLogSum", double.NegativeInfinity)]
    [InlineData("ReduceLogSumExp", double.NegativeInfinity)]
    public void Reductions_of_empty_axes_return_the_identity_element(string operation, double expected)
    {
        var y = Compute(20, operation, [OnnxTensor.Of([2, 0, 4]), Int64s(1)], [Int("keepdims", 1)])[0];
        Assert.Equal(Shape.Of(2, 1, 4), y.Shape);
        AssertClose(Enumerable.Repeat(expected, 8), y);
    }

    [Fact]
    public void Noop_with_empty_axes_reduces_each_element_alone()
    {
        AssertClose([1, 4, 9, 16, 25, 36], Compute(18, "ReduceSumSquare", [Counted], [Int("noop_with_empty_axes", 1)])[0]);
        AssertClose([1, 2, 3, 4, 5, 6], Compute(18, "ReduceMax", [Counted, Int64s()], [Int("noop_with_empty_axes", 1)])[0]);
    }

    [Fact]
    public void ReduceMax_of_bool_is_any()
    {
        var x = OnnxTensor.Of(OnnxType.Bool, [2, 2], 1L, 0, 0, 0);
        Assert.Equal([1, 0], Compute(20, "ReduceMax", [x, Int64s(1)], [Int("keepdims", 0)])[0].ToIntegers());
        Assert.Equal([0, 0], Compute(20, "ReduceMin", [x, Int64s(1)], [Int("keepdims", 0)])[0].ToIntegers());
    }

    [Fact]
    public void The_last_part_of_an_uneven_split_is_shorter()
    {
        var y = Compute(18, "Split", [OnnxTensor.Of([7], 1, 2, 3, 4, 5, 6, 7)], [Int("num_outputs", 3)], OnnxType.Float, OnnxType.Float,
            OnnxType.Float);
        Assert.Equal([3, 3, 1], y.Select(part => part.Count));
        AssertClose([7], y[2]);
    }

    [Theory, InlineData("constant", new[] { 9.0, 9, 1, 2, 3, 9 }), InlineData("reflect", new[] { 3.0, 2, 1, 2, 3, 2 })]
    [InlineData("edge", new[] { 1.0, 1, 1, 2, 3, 3 }), InlineData("wrap", new[] { 2.0, 3, 1, 2, 3, 1 })]
    public void Pad_since_version_18_takes_axes(string mode, double[] row)
    {
        var y = Compute(19, "Pad", [Counted, Int64s(2, 1), OnnxTensor.Of([], 9), Int64s(-1)], [String("mode", mode)])[0];
        Assert.Equal(Shape.Of(2, 6), y.Shape);
        AssertClose(row, OnnxTensor.Of([6], [.. Enumerable.Range(0, 6).Select(i => (float)y[i])]));
    }

    [Theory, InlineData("not_larger", 4, 6), InlineData("not_smaller", 5, 8)]
    public void Resize_can_keep_the_aspect_ratio(string policy, int height, int width)
    {
        // 2 by 3 into 5 by 6: by 2, or by 2.5 (7.5 columns, rounded up).
        var y = Compute(18, "Resize", [OnnxTensor.Of([1, 1, 2, 3], 1, 2, 3, 4, 5, 6), null, null, Int64s(5, 6)],
            [String("keep_aspect_ratio_policy", policy), Ints("axes", 2, 3), String("coordinate_transformation_mode", "asymmetric"),
            String("nearest_mode", "floor")])[0];
        Assert.Equal(Shape.Of(1, 1, height, width), y.Shape);
        double scale = policy == "not_larger" ? 2 : 2.5;
        AssertClose(Enumerable.Range(0, height * width).Select(i =>
            1 + 3 * Math.Floor(i / width / scale) + Math.Min(2, Math.Floor(i % width / scale))), y);
    }

    [Fact]
    public void Resize_since_version_18_takes_axes()
    {
        var y = Compute(18, "Resize", [OnnxTensor.Of([2, 1, 2], 1, 2, 3, 4), null, OnnxTensor.Of([1], 2)],
            [Ints("axes", -1), String("mode", "linear"), String("coordinate_transformation_mode", "align_corners")])[0];
        Assert.Equal(Shape.Of(2, 1, 4), y.Shape);
        AssertClose([1, 4 / 3.0, 5 / 3.0, 2, 3, 10 / 3.0, 11 / 3.0, 4], y);
    }

    [Fact]
    public void Upsample_of_version_1_has_two_scale_attributes()
    {
        var y = Compute(1, "Upsample", [OnnxTensor.Of([1, 1, 1, 2], 1, 2)], [Float("height_scale", 2), Float("width_scale", 1.5f)])[0];
        AssertClose([1, 1, 2, 1, 1, 2], y);
    }

    [Fact]
    public void AveragePool_since_version_19_can_be_dilated()
    {
        var x = OnnxTensor.Of([1, 1, 4, 4], [.. Enumerable.Range(1, 16).Select(i => (float)i)]);
        AssertClose([6, 7, 10, 11], Compute(19, "AveragePool", [x], [Ints("kernel_shape", 2, 2), Ints("dilations", 2, 2)])[0]);
        AssertClose([6, 7.5, 12, 13.5],
            Compute(19, "AveragePool", [x], [Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Int("ceil_mode", 1)])[0]);
        AssertClose([11, 12, 15, 16], Compute(12, "MaxPool", [x], [Ints("kernel_shape", 2, 2), Ints("dilations", 2, 2)])[0]);
    }

    [Fact]
    public void Windows_that_start_in_the_padding_at_the_end_are_dropped()
    {
        var x = OnnxTensor.Of([1, 1, 2, 2], 1, 2, 3, 4);
        var y = Compute(19, "AveragePool", [x],
            [Ints("kernel_shape", 3, 3), Ints("strides", 3, 3), Ints("pads", 1, 1, 1, 1), Int("ceil_mode", 1),
            Int("count_include_pad", 1)])[0];
        Assert.Equal(Shape.Of(1, 1, 1, 1), y.Shape);
        AssertClose([10 / 9.0], y);
    }

    [Theory, InlineData(18, 2), InlineData(21, 4)]
    public void GroupNormalization_scales_per_group_and_since_version_21_per_channel(long opset, int scales)
    {
        var x = Random([2, 4, 3]);
        float[] scale = [.. Enumerable.Range(1, scales).Select(i => (float)i)];
        float[] shift = [.. Enumerable.Range(1, scales).Select(i => i * 0.5f)];
        var y = Compute(opset, "GroupNormalization", [x, OnnxTensor.Of([scales], scale), OnnxTensor.Of([scales], shift)],
            [Int("num_groups", 2)])[0];
        var expected = Enumerable.Range(0, 24).Select(i =>
        {
            double[] group = [.. Enumerable.Range(i / 6 * 6, 6).Select(j => x[j])];
            double mean = group.Average(), variance = group.Select(value => (value - mean) * (value - mean)).Average();
            int place = scales == 2 ? i / 6 % 2 : i / 3 % 4;
            return (x[i] - mean) / Math.Sqrt(variance + 1e-5) * scale[place] + shift[place];
        });
        AssertClose(expected, y, 1e-4);
    }

    [Fact]
    public void BatchNormalization_with_spatial_0_has_statistics_per_pixel()
    {
        OnnxTensor x = Random([3, 2, 2]), scale = OnnxTensor.Of([2, 2], 1, 2, 3, 4), shift = OnnxTensor.Of([2, 2], 4, 3, 2, 1);
        OnnxTensor mean = Random([2, 2], 2), variance = OnnxTensor.Of([2, 2], 1, 2, 3, 4);
        var y = Compute(7, "BatchNormalization", [x, scale, shift, mean, variance], [Int("spatial", 0)])[0];
        AssertClose(Enumerable.Range(0, 12).Select(i =>
            (x[i] - mean[i % 4]) / Math.Sqrt(variance[i % 4] + 1e-5) * scale[i % 4] + shift[i % 4]), y, 1e-4);
    }

    [Fact]
    public void Gelu_is_exact_or_approximated_with_tanh()
    {
        var x = OnnxTensor.Of([3], -1, 0, 2);
        AssertClose([-0.15865525393145707, 0, 1.9544997361036416], Compute(20, "Gelu", [x], [])[0]);
        AssertClose(x.ToDoubles().Select(v => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)))),
            Compute(20, "Gelu", [x], [String("approximate", "tanh")])[0]);
    }

    [Fact]
    public void CenterCropPad_crops_and_pads_around_the_center()
    {
        var x = OnnxTensor.Of([5], 1, 2, 3, 4, 5);
        AssertClose([2, 3], Compute(18, "CenterCropPad", [x, Int64s(2)], [])[0]);
        AssertClose([0, 1, 2, 3, 4, 5, 0, 0], Compute(18, "CenterCropPad", [x, Int64s(8)], [])[0]);
        Assert.Equal(Shape.Of(2, 5), Compute(18, "CenterCropPad", [Counted, Int64s(5)], [Ints("axes", 1)])[0].Shape);
    }

    [Theory, InlineData(new long[] { 1, 1 }, new long[] { 0, 0, 0, 0 }, new long[] { 1, 1 })]
    [InlineData(new long[] { 2, 1 }, new long[] { 1, 0, 1, 2 }, new long[] { 1, 2 })]
    public void Col2Im_adds_up_columns(long[] strides, long[] pads, long[] dilations)
    {
        long[] image = [4, 5], block = [2, 3];
        int[] positions = [.. Enumerable.Range(0, 2).Select(i =>
            (int)((image[i] + pads[i] + pads[i + 2] - (block[i] - 1) * dilations[i] - 1) / strides[i] + 1))];
        var x = Random([2, 3 * 6, positions[0] * positions[1]]);
        var y = Compute(18, "Col2Im", [x, Int64s(image), Int64s(block)],
            [Ints("strides", strides), Ints("pads", pads), Ints("dilations", dilations)])[0];
        var expected = new double[2 * 3 * 20];
        for (int i = 0; i < x.Count; i++)
        {
            int position = i % (positions[0] * positions[1]), channel = i / (positions[0] * positions[1]), tap = channel % 6;
            long row = position / positions[1] * strides[0] - pads[0] + tap / 3 * dilations[0];
            long column = position % positions[1] * strides[1] - pads[1] + tap % 3 * dilations[1];
            if (row >= 0 && row < 4 && column >= 0 && column < 5) expected[channel / 6 * 20 + row * 5 + column] += x[i];
        }
        Assert.Equal(Shape.Of(2, 3, 4, 5), y.Shape);
        AssertClose(expected, y);
    }

    [Fact]
    public void Det_of_small_matrices()
    {
        AssertClose([-2, 0], Compute(11, "Det", [OnnxTensor.Of([2, 2, 2], 1, 2, 3, 4, 1, 2, 2, 4)], [])[0]);
        AssertClose([-3], Compute(11, "Det", [OnnxTensor.Of([1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 10)], [])[0]);
        AssertClose([24], Compute(11, "Det", [OnnxTensor.Of([4, 4], 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, -4)], [])[0]);
    }

    [Theory]
    [InlineData(13, OnnxType.Float16, 1.0004883f, 1.0), InlineData(13, OnnxType.Float16, 1.0014648f, 1.001953125)]
    [InlineData(13, OnnxType.Float16, 65519f, 65504), InlineData(13, OnnxType.Float16, -65520f, double.NegativeInfinity)]
    [InlineData(13, OnnxType.Float16, 3e-8f, 5.9604645e-08), InlineData(19, OnnxType.BFloat16, 0.48033667f, 0.48046875)]
    [InlineData(13, OnnxType.BFloat16, 0.48033667f, 0.478515625), InlineData(13, OnnxType.Float16, 0f, 0)]
    public void Casts_to_float16_and_bfloat16_round(long opset, OnnxType type, float x, double expected)
    {
        using var file = new TestModel(opset).Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1);
        file.Node("Cast", ["x"], "short").Attribute.Add(Int("to", (int)type));
        file.Node("Cast", ["short"], "y").Attribute.Add(Int("to", (int)OnnxType.Float));
        AssertClose([expected], file.Run(("x", OnnxTensor.Of([1], x))), 1e-6 * Math.Abs(x));
        AssertClose([expected], Compute(opset, "Cast", [OnnxTensor.Of([1], x)], [Int("to", (int)type)], type)[0], 1e-6 * Math.Abs(x));
    }

    [Fact]
    public void IsInf_and_IsNaN_of_float16()
    {
        var x = OnnxTensor.Of(OnnxType.Float16, [4], 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        Assert.Equal([0, 0, 1, 1], Compute(20, "IsInf", [x], [], OnnxType.Bool)[0].ToIntegers());
        Assert.Equal([0, 0, 1, 0], Compute(20, "IsInf", [x], [Int("detect_negative", 0)], OnnxType.Bool)[0].ToIntegers());
        Assert.Equal([0, 1, 0, 0], Compute(20, "IsNaN", [x], [], OnnxType.Bool)[0].ToIntegers());
    }

    [Theory, InlineData("HannWindow", new[] { 0.0, 0.5, 1, 0.5 })]
    [InlineData("HammingWindow", new[] { 0.08695652, 0.54347826, 1, 0.54347826 })]
    [InlineData("BlackmanWindow", new[] { 0.0, 0.34, 1, 0.34 })]
    public void Window_functions_match_their_formulas(string operation, double[] expected) =>
        AssertClose(expected, Compute(17, operation, [OnnxTensor.Of(OnnxType.Int64, [], 4L)], [], OnnxType.Float)[0]);

    [Fact]
    public void Scalars_and_empty_tensors_are_supported()
    {
        AssertClose([5], Compute(13, "Add", [OnnxTensor.Of([], 2), OnnxTensor.Of([], 3)], [])[0]);
        Assert.Equal(Shape.Of(0, 3), Compute(13, "Add", [OnnxTensor.Of([0, 3]), OnnxTensor.Of([3], 1, 2, 3)], [])[0].Shape);
        Assert.Equal(Shape.Of(2, 3), Compute(13, "Concat", [Counted, OnnxTensor.Of([0, 3])], [Int("axis", 0)])[0].Shape);
        Assert.Equal(Shape.Of(3, 0), Compute(13, "Transpose", [OnnxTensor.Of([0, 3])], [])[0].Shape);
        Assert.Equal(Shape.Of(0), Compute(14, "Reshape", [OnnxTensor.Of([0, 3]), Int64s(0)], [Int("allowzero", 1)])[0].Shape);
        Assert.Equal(Shape.Of(0, 2), Compute(13, "MatMul", [OnnxTensor.Of([0, 3]), Random([3, 2])], [])[0].Shape);
        AssertClose([0, 0, 0, 0], Compute(13, "MatMul", [OnnxTensor.Of([2, 0]), OnnxTensor.Of([0, 2])], [])[0]);
        AssertClose([3], Compute(13, "ReduceSum", [OnnxTensor.Of([], 3)], [])[0]);
        AssertClose([7], Compute(13, "Clip", [OnnxTensor.Of([], 9), null, OnnxTensor.Of([], 7)], [])[0]);
        Assert.Equal(Shape.Of(0), Compute(13, "Relu", [OnnxTensor.Of([0])], [])[0].Shape);
    }
}
