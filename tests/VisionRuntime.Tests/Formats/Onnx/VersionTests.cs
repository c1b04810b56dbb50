using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Tests.Formats.Onnx.ModelFile;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Forms of operators that other versions of the standard have, with results worked out from its text.</summary>
public class VersionTests
{
    private static readonly OnnxTensor Counted = OnnxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6);

    [Theory]
    [InlineData("ReduceMax", new[] { 3.0, 6 }), InlineData("ReduceMin", new[] { 1.0, 4 }), InlineData("ReduceMean", new[] { 2.0, 5 }), InlineData("ReduceProd", new[] { 6.0, 120 }), InlineData("ReduceL1", new[] { 6.0, 15 })]
    [InlineData("ReduceSumSquare", new[] { 14.0, 77 }), InlineData("ReduceL2", new[] { 3.7416573867739413, 8.774964387392123 }), InlineData("ReduceLogSum", new[] { 1.791759469228055, 2.70805020110221 }), InlineData("ReduceLogSumExp", new[] { 3.40760596444438, 6.40760596444438 })]
    public void Axes_of_reductions_are_an_input_since_version_18(string operation, double[] expected)
    {
        Close(expected, Compute(18, operation, [Counted, Longs(-1)], [Whole("keepdims", 0)])[0]);
        Close(expected, Compute(11, operation, [Counted], [Wholes("axes", 1)])[0]);
        Assert.Equal(Shape.Of(1, 1), Compute(18, operation, [Counted, null], [])[0].Shape);
    }

    [Theory]
    [InlineData("ReduceSum", 0), InlineData("ReduceProd", 1), InlineData("ReduceL1", 0), InlineData("ReduceL2", 0), InlineData("ReduceSumSquare", 0), InlineData("ReduceMax", double.NegativeInfinity)]
    [InlineData("ReduceMin", double.PositiveInfinity), InlineData("ReduceLogSum", double.NegativeInfinity), InlineData("ReduceLogSumExp", double.NegativeInfinity)]
    public void Reductions_of_nothing_give_what_changes_nothing(string operation, double expected)
    {
        var y = Compute(20, operation, [OnnxTensor.Of([2, 0, 4]), Longs(1)], [Whole("keepdims", 1)])[0];
        Assert.Equal(Shape.Of(2, 1, 4), y.Shape);
        Close(Enumerable.Repeat(expected, 8), y);
    }

    [Fact]
    public void Reductions_that_may_do_nothing_take_each_number_alone()
    {
        Close([1, 4, 9, 16, 25, 36], Compute(18, "ReduceSumSquare", [Counted], [Whole("noop_with_empty_axes", 1)])[0]);
        Close([1, 2, 3, 4, 5, 6], Compute(18, "ReduceMax", [Counted, Longs()], [Whole("noop_with_empty_axes", 1)])[0]);
    }

    [Fact]
    public void The_largest_of_conditions_is_whether_any_holds()
    {
        var x = OnnxTensor.Of(OnnxType.Bool, [2, 2], 1L, 0, 0, 0);
        Assert.Equal([1, 0], Compute(20, "ReduceMax", [x, Longs(1)], [Whole("keepdims", 0)])[0].ToIntegers());
        Assert.Equal([0, 0], Compute(20, "ReduceMin", [x, Longs(1)], [Whole("keepdims", 0)])[0].ToIntegers());
    }

    [Fact]
    public void The_last_part_of_an_uneven_split_is_the_shorter()
    {
        var y = Compute(18, "Split", [OnnxTensor.Of([7], 1, 2, 3, 4, 5, 6, 7)], [Whole("num_outputs", 3)], OnnxType.Float, OnnxType.Float, OnnxType.Float);
        Assert.Equal([3, 3, 1], y.Select(part => part.Count));
        Close([7], y[2]);
    }

    [Theory, InlineData("constant", new[] { 9.0, 9, 1, 2, 3, 9 }), InlineData("reflect", new[] { 3.0, 2, 1, 2, 3, 2 }), InlineData("edge", new[] { 1.0, 1, 1, 2, 3, 3 }), InlineData("wrap", new[] { 2.0, 3, 1, 2, 3, 1 })]
    public void Some_axes_are_padded(string mode, double[] row)
    {
        var y = Compute(19, "Pad", [Counted, Longs(2, 1), OnnxTensor.Of([], 9), Longs(-1)], [Text("mode", mode)])[0];
        Assert.Equal(Shape.Of(2, 6), y.Shape);
        Close(row, OnnxTensor.Of([6], [.. Enumerable.Range(0, 6).Select(i => (float)y[i])]));
    }

    [Theory, InlineData("not_larger", 4, 6), InlineData("not_smaller", 5, 8)]
    public void Sizes_may_be_a_frame_for_a_picture_of_its_own_proportions(string policy, int height, int width)
    {
        // 2 by 3 into 5 by 6: by 2, or by 2.5 (7.5 columns, rounded up).
        var y = Compute(18, "Resize", [OnnxTensor.Of([1, 1, 2, 3], 1, 2, 3, 4, 5, 6), null, null, Longs(5, 6)], [Text("keep_aspect_ratio_policy", policy), Wholes("axes", 2, 3), Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor")])[0];
        Assert.Equal(Shape.Of(1, 1, height, width), y.Shape);
        double scale = policy == "not_larger" ? 2 : 2.5;
        Close(Enumerable.Range(0, height * width).Select(i => 1 + 3 * Math.Floor(i / width / scale) + Math.Min(2, Math.Floor(i % width / scale))), y);
    }

    [Fact]
    public void Some_axes_are_resized_with_scales()
    {
        var y = Compute(18, "Resize", [OnnxTensor.Of([2, 1, 2], 1, 2, 3, 4), null, OnnxTensor.Of([1], 2)], [Wholes("axes", -1), Text("mode", "linear"), Text("coordinate_transformation_mode", "align_corners")])[0];
        Assert.Equal(Shape.Of(2, 1, 4), y.Shape);
        Close([1, 4 / 3.0, 5 / 3.0, 2, 3, 10 / 3.0, 11 / 3.0, 4], y);
    }

    [Fact]
    public void Upsampling_was_by_two_attributes_at_first()
    {
        var y = Compute(1, "Upsample", [OnnxTensor.Of([1, 1, 1, 2], 1, 2)], [Real("height_scale", 2), Real("width_scale", 1.5f)])[0];
        Close([1, 1, 2, 1, 1, 2], y);
    }

    [Fact]
    public void Average_windows_may_have_gaps()
    {
        var x = OnnxTensor.Of([1, 1, 4, 4], [.. Enumerable.Range(1, 16).Select(i => (float)i)]);
        Close([6, 7, 10, 11], Compute(19, "AveragePool", [x], [Wholes("kernel_shape", 2, 2), Wholes("dilations", 2, 2)])[0]);
        Close([6, 7.5, 12, 13.5], Compute(19, "AveragePool", [x], [Wholes("kernel_shape", 3, 3), Wholes("strides", 2, 2), Whole("ceil_mode", 1)])[0]);
        Close([11, 12, 15, 16], Compute(12, "MaxPool", [x], [Wholes("kernel_shape", 2, 2), Wholes("dilations", 2, 2)])[0]);
    }

    [Fact]
    public void A_last_window_that_would_begin_on_the_padding_is_left_out()
    {
        var x = OnnxTensor.Of([1, 1, 2, 2], 1, 2, 3, 4);
        var y = Compute(19, "AveragePool", [x], [Wholes("kernel_shape", 3, 3), Wholes("strides", 3, 3), Wholes("pads", 1, 1, 1, 1), Whole("ceil_mode", 1), Whole("count_include_pad", 1)])[0];
        Assert.Equal(Shape.Of(1, 1, 1, 1), y.Shape);
        Close([10 / 9.0], y);
    }

    [Theory, InlineData(18, 2), InlineData(21, 4)]
    public void Groups_have_their_own_scale_at_first_and_channels_since(long opset, int scales)
    {
        var x = Noise([2, 4, 3]);
        float[] scale = [.. Enumerable.Range(1, scales).Select(i => (float)i)], shift = [.. Enumerable.Range(1, scales).Select(i => i * 0.5f)];
        var y = Compute(opset, "GroupNormalization", [x, OnnxTensor.Of([scales], scale), OnnxTensor.Of([scales], shift)], [Whole("num_groups", 2)])[0];
        var expected = Enumerable.Range(0, 24).Select(i =>
        {
            double[] group = [.. Enumerable.Range(i / 6 * 6, 6).Select(j => x[j])];
            double mean = group.Average(), variance = group.Select(value => (value - mean) * (value - mean)).Average();
            int place = scales == 2 ? i / 6 % 2 : i / 3 % 4;
            return (x[i] - mean) / Math.Sqrt(variance + 1e-5) * scale[place] + shift[place];
        });
        Close(expected, y, 1e-4);
    }

    [Fact]
    public void Each_pixel_could_have_its_own_statistics()
    {
        OnnxTensor x = Noise([3, 2, 2]), scale = OnnxTensor.Of([2, 2], 1, 2, 3, 4), shift = OnnxTensor.Of([2, 2], 4, 3, 2, 1), mean = Noise([2, 2], 2), variance = OnnxTensor.Of([2, 2], 1, 2, 3, 4);
        var y = Compute(7, "BatchNormalization", [x, scale, shift, mean, variance], [Whole("spatial", 0)])[0];
        Close(Enumerable.Range(0, 12).Select(i => (x[i] - mean[i % 4]) / Math.Sqrt(variance[i % 4] + 1e-5) * scale[i % 4] + shift[i % 4]), y, 1e-4);
    }

    [Fact]
    public void The_error_functions_unit_comes_exact_and_by_a_hyperbolic_tangent()
    {
        var x = OnnxTensor.Of([3], -1, 0, 2);
        Close([-0.15865525393145707, 0, 1.9544997361036416], Compute(20, "Gelu", [x], [])[0]);
        Close(x.ToDoubles().Select(v => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)))), Compute(20, "Gelu", [x], [Text("approximate", "tanh")])[0]);
    }

    [Fact]
    public void The_middle_is_cut_out_or_put_in_the_middle()
    {
        var x = OnnxTensor.Of([5], 1, 2, 3, 4, 5);
        Close([2, 3], Compute(18, "CenterCropPad", [x, Longs(2)], [])[0]);
        Close([0, 1, 2, 3, 4, 5, 0, 0], Compute(18, "CenterCropPad", [x, Longs(8)], [])[0]);
        Assert.Equal(Shape.Of(2, 5), Compute(18, "CenterCropPad", [Counted, Longs(5)], [Wholes("axes", 1)])[0].Shape);
    }

    [Theory, InlineData(new long[] { 1, 1 }, new long[] { 0, 0, 0, 0 }, new long[] { 1, 1 }), InlineData(new long[] { 2, 1 }, new long[] { 1, 0, 1, 2 }, new long[] { 1, 2 })]
    public void Columns_are_added_up_into_pictures(long[] strides, long[] pads, long[] dilations)
    {
        long[] image = [4, 5], block = [2, 3];
        int[] positions = [.. Enumerable.Range(0, 2).Select(i => (int)((image[i] + pads[i] + pads[i + 2] - (block[i] - 1) * dilations[i] - 1) / strides[i] + 1))];
        var x = Noise([2, 3 * 6, positions[0] * positions[1]]);
        var y = Compute(18, "Col2Im", [x, Longs(image), Longs(block)], [Wholes("strides", strides), Wholes("pads", pads), Wholes("dilations", dilations)])[0];
        var expected = new double[2 * 3 * 20];
        for (int i = 0; i < x.Count; i++)
        {
            int position = i % (positions[0] * positions[1]), channel = i / (positions[0] * positions[1]), tap = channel % 6;
            long row = position / positions[1] * strides[0] - pads[0] + tap / 3 * dilations[0], column = position % positions[1] * strides[1] - pads[1] + tap % 3 * dilations[1];
            if (row >= 0 && row < 4 && column >= 0 && column < 5) expected[channel / 6 * 20 + row * 5 + column] += x[i];
        }
        Assert.Equal(Shape.Of(2, 3, 4, 5), y.Shape);
        Close(expected, y);
    }

    [Fact]
    public void Determinants_of_small_matrices_are_expanded()
    {
        Close([-2, 0], Compute(11, "Det", [OnnxTensor.Of([2, 2, 2], 1, 2, 3, 4, 1, 2, 2, 4)], [])[0]);
        Close([-3], Compute(11, "Det", [OnnxTensor.Of([1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 10)], [])[0]);
        Close([24], Compute(11, "Det", [OnnxTensor.Of([4, 4], 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, -4)], [])[0]);
    }

    [Theory]
    [InlineData(13, OnnxType.Float16, 1.0004883f, 1.0), InlineData(13, OnnxType.Float16, 1.0014648f, 1.001953125), InlineData(13, OnnxType.Float16, 65519f, 65504), InlineData(13, OnnxType.Float16, -65520f, double.NegativeInfinity)]
    [InlineData(13, OnnxType.Float16, 3e-8f, 5.9604645e-08), InlineData(19, OnnxType.BFloat16, 0.48033667f, 0.48046875), InlineData(13, OnnxType.BFloat16, 0.48033667f, 0.478515625), InlineData(13, OnnxType.Float16, 0f, 0)]
    public void Short_floating_numbers_are_rounded(long opset, OnnxType type, float x, double expected)
    {
        using var file = new ModelFile(opset).Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1);
        file.Node("Cast", ["x"], "short").Attribute.Add(Whole("to", (int)type));
        file.Node("Cast", ["short"], "y").Attribute.Add(Whole("to", (int)OnnxType.Float));
        Close([expected], file.Run(("x", OnnxTensor.Of([1], x))), 1e-6 * Math.Abs(x));
        Close([expected], Compute(opset, "Cast", [OnnxTensor.Of([1], x)], [Whole("to", (int)type)], type)[0], 1e-6 * Math.Abs(x));
    }

    [Fact]
    public void Infinities_and_what_is_no_number_are_told_apart_in_float16()
    {
        var x = OnnxTensor.Of(OnnxType.Float16, [4], 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        Assert.Equal([0, 0, 1, 1], Compute(20, "IsInf", [x], [], OnnxType.Bool)[0].ToIntegers());
        Assert.Equal([0, 0, 1, 0], Compute(20, "IsInf", [x], [Whole("detect_negative", 0)], OnnxType.Bool)[0].ToIntegers());
        Assert.Equal([0, 1, 0, 0], Compute(20, "IsNaN", [x], [], OnnxType.Bool)[0].ToIntegers());
    }

    [Theory, InlineData("HannWindow", new[] { 0.0, 0.5, 1, 0.5 }), InlineData("HammingWindow", new[] { 0.08695652, 0.54347826, 1, 0.54347826 }), InlineData("BlackmanWindow", new[] { 0.0, 0.34, 1, 0.34 })]
    public void Signals_fade_at_both_ends(string operation, double[] expected) =>
        Close(expected, Compute(17, operation, [OnnxTensor.Of(OnnxType.Int64, [], 4L)], [], OnnxType.Float)[0]);

    [Theory, InlineData("Adagrad", 1, new[] { 0.0, 4 }), InlineData("Adam", 2, new[] { 0.0, 0.1 * 2, 0.001 * 4 })]
    public void Optimizers_have_defaults(string operation, int kept, double[] expected)
    {
        using var file = new ModelFile();
        file.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.preview.training", Version = 1 });
        string[] names = [.. Enumerable.Range(0, kept).Select(i => $"k{i}")];
        file.Input("r", OnnxType.Float).Input("t", OnnxType.Int64);
        foreach (string name in (string[])["x", "g", .. names]) file.Input(name, OnnxType.Float, 1);
        file.Output("new", OnnxType.Float, 1);
        foreach (string name in names) file.Output($"{name}n", OnnxType.Float, 1);
        file.Node(operation, ["r", "t", "x", "g", .. names], ["new", .. names.Select(name => $"{name}n")]).Domain = "ai.onnx.preview.training";
        var y = file.RunAll([("r", OnnxTensor.Of([], 0.1f)), ("t", OnnxTensor.Of(OnnxType.Int64, [], 0L)), ("x", OnnxTensor.Of([1], 1)), ("g", OnnxTensor.Of([1], 2)), .. names.Select(name => (name, OnnxTensor.Of([1], 0)))]);
        double step = operation == "Adagrad" ? 2 / (2 + 1e-6) : 0.2 / (Math.Sqrt(0.004) + 1e-6);
        Close([1 - 0.1 * step], y["new"][0]);
        for (int i = 0; i < kept; i++) Close([expected[i + 1]], y[$"k{i}n"][0]);
    }

    [Fact]
    public void Scalars_and_empty_tensors_pass()
    {
        Close([5], Compute(13, "Add", [OnnxTensor.Of([], 2), OnnxTensor.Of([], 3)], [])[0]);
        Assert.Equal(Shape.Of(0, 3), Compute(13, "Add", [OnnxTensor.Of([0, 3]), OnnxTensor.Of([3], 1, 2, 3)], [])[0].Shape);
        Assert.Equal(Shape.Of(2, 3), Compute(13, "Concat", [Counted, OnnxTensor.Of([0, 3])], [Whole("axis", 0)])[0].Shape);
        Assert.Equal(Shape.Of(3, 0), Compute(13, "Transpose", [OnnxTensor.Of([0, 3])], [])[0].Shape);
        Assert.Equal(Shape.Of(0), Compute(14, "Reshape", [OnnxTensor.Of([0, 3]), Longs(0)], [Whole("allowzero", 1)])[0].Shape);
        Assert.Equal(Shape.Of(0, 2), Compute(13, "MatMul", [OnnxTensor.Of([0, 3]), Noise([3, 2])], [])[0].Shape);
        Close([0, 0, 0, 0], Compute(13, "MatMul", [OnnxTensor.Of([2, 0]), OnnxTensor.Of([0, 2])], [])[0]);
        Close([3], Compute(13, "ReduceSum", [OnnxTensor.Of([], 3)], [])[0]);
        Close([7], Compute(13, "Clip", [OnnxTensor.Of([], 9), null, OnnxTensor.Of([], 7)], [])[0]);
        Assert.Equal(Shape.Of(0), Compute(13, "Relu", [OnnxTensor.Of([0])], [])[0].Shape);
    }
}
