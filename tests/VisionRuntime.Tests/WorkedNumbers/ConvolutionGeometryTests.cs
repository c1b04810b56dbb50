using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Output sizes of convolutions that lecture notes work out, and geometries that do not fit.</summary>
public class ConvolutionGeometryTests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    [Fact]
    public void A_width_of_10_under_a_filter_of_3_with_stride_2_would_have_4_and_a_half_positions()
    {
        var x = new Graph().Input("x", [1, 1, 10]);
        var error = Assert.Throws<ShapeException>(() => x.Convolution("c", 1, 3, 2));
        Assert.EndsWith("Convolution: input width 10, kernel size 3 and stride 2 give 4.5 outputs; pad by 1, or choose RoundingMode.Floor",
            error.Message);
    }

    /// <summary>
    /// "A ConvNet library could throw an exception or zero pad the rest to make it fit, or crop the input to make it fit, or something."
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void It_is_floored_padded_or_cropped_where_one_asks(string device)
    {
        double[] Run(RoundingMode rounding) =>
            LayerRun.Of(device, g => g.Signal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
                .Convolution(g.Signal(1, 10, 100), null, [new(3, 2, Rounding: rounding)]));
        Assert.Equal([321, 543, 765, 987], Run(RoundingMode.Floor));
        Assert.Equal([321, 543, 765, 987, 109], Run(RoundingMode.Pad));
        Assert.Equal([321, 543, 765, 987], Run(RoundingMode.Crop));
        // Two pixels over: one comes off each end.
        double[] Three(RoundingMode rounding) =>
            LayerRun.Of(device, g => g.Signal(1, 2, 3, 4, 5, 6, 7, 8).Convolution(g.Signal(1, 10, 100), null, [new(3, 3, Rounding: rounding)]));
        Assert.Equal([321, 654], Three(RoundingMode.Floor));
        Assert.Equal([432, 765], Three(RoundingMode.Crop));
    }

    [Fact]
    public void Half_padding_of_a_7x7_layer_under_a_5x5_filter_is_two_and_keeps_its_size()
    {
        var window = Padding.Half.Window(7, 5);
        Assert.Equal((2, 2), (window.PadBegin, window.PadEnd));
        Assert.Equal([1, 1, 7, 7], new Graph().Input("x", [1, 1, 7, 7]).Convolution("c", 1, 5, 1, Padding.Half).Shape);
    }

    [Fact]
    public void Full_padding_adds_F_minus_1_on_each_side_and_gives_L_plus_F_minus_1()
    {
        var x = new Graph().Input("x", [1, 1, 7, 9]);
        Assert.Equal([1, 1, 7 + 4, 9 + 4], x.Convolution("c", 1, 5, 1, Padding.Full).Shape);
        Assert.Equal([1, 1, 7 - 4, 9 - 4], x.Convolution("d", 1, 5, 1, Padding.Valid).Shape);
    }

    [Fact]
    public void A_5x5_filter_has_28x28_positions_on_a_32x32_input() =>
        Assert.Equal([1, 5, 28, 28], new Graph().Input("x", [1, 3, 32, 32]).Convolution("c", 5, 5).Shape);

    [Fact]
    public void Filters_shrink_32_to_28_to_24_and_padding_2_keeps_it()
    {
        var x = new Graph().Input("x", [1, 3, 32, 32]);
        var first = x.Convolution("first", 6, 5);
        Assert.Equal([1, 6, 28, 28], first.Shape);
        Assert.Equal([1, 10, 24, 24], first.Convolution("second", 10, 5).Shape);
        Assert.Equal([1, 10, 32, 32], x.Convolution("padded", 10, 5, 1, 2).Shape);
    }

    [Fact]
    public void A_7x7_input_under_a_3x3_filter_gives_5x5_and_with_stride_2_3x3()
    {
        var x = new Graph().Input("x", [1, 1, 7, 7]);
        Assert.Equal([1, 1, 5, 5], x.Convolution("one", 1, 3).Shape);
        Assert.Equal([1, 1, 3, 3], x.Convolution("two", 1, 3, 2).Shape);
    }

    [Fact]
    public void Automatic_padding_divides_the_size_by_the_stride()
    {
        for (int stride = 1; stride <= 3; stride++)
        {
            var y = new Graph().Input("x", [1, 3, 24, 24]).Convolution("c", 4, 5, stride, Padding.SameUpper);
            Assert.Equal([1, 4, 24 / stride, 24 / stride], y.Shape);
        }
    }

    [Fact]
    public void The_Theano_tutorials_two_9x9_filters_on_120x160_RGB_give_112x152() =>
        Assert.Equal([1, 2, 112, 152], new Graph().Input("x", [1, 3, 120, 160]).Convolution("c", 2, 9).Shape);

    [Fact]
    public void Three_3x3_layers_see_3_5_and_7_pixels()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 2, 16, 16]).Convolution("a", 2, 3).Relu().Convolution("b", 2, 3).Relu().Convolution("c", 2, 3);
        var fields = VisionRuntime.Analysis.ReceptiveField.Of(y).Where(field => field.Layer.Length == 1).ToArray();
        Assert.Equal(["a", "b", "c"], fields.Select(field => field.Layer));
        Assert.Equal([3, 5, 7], fields.Select(field => field.Height.Size));
        Assert.Equal([3, 5, 7], fields.Select(field => field.Width.Size));
    }

    /// <summary>Output = (N - 1) S + F - 2P; "above example: (3 - 1) 2 + 2 - 2 = 4", which is F = 2 and P = 1.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_transposed_convolution_of_3_with_stride_2_gives_4(string device)
    {
        Assert.Equal([1, 1, 4, 4], new Graph().Input("x", [1, 1, 3, 3]).TransposedConvolution("t", 1, 2, 2, 1).Shape);
        // Each pixel lays its multiple of the filter two apart; the outermost ring is taken off.
        float[,] pixels = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
        float[,] filter = { { 1, 10 }, { 100, 1000 } };
        Assert.Equal([1000, 200, 2000, 300, 40, 5, 50, 6, 4000, 500, 5000, 600, 70, 8, 80, 9],
            LayerRun.Of(device, g => g.Image(pixels).TransposedConvolution(g.Image(filter), null, [new(2, 2, 1, 1), new(2, 2, 1, 1)])));
    }

    [Fact]
    public void Transposed_convolutions_follow_the_formula_and_undo_the_size_of_convolutions()
    {
        for (int n = 1; n < 5; n++)
        for (int stride = 1; stride < 4; stride++)
        for (int size = 1; size < 5; size++)
        for (int padding = 0; padding < 2; padding++)
        {
            int output = (n - 1) * stride + size - 2 * padding;
            if (output < 1) continue;
            var y = new Graph().Input("x", [1, 2, n, n]).TransposedConvolution("t", 3, size, stride, padding);
            Assert.Equal([1, 3, output, output], y.Shape);
            Assert.Equal([1, 2, n, n], y.Convolution("c", 2, size, stride, padding).Shape);
        }
    }
}
