using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>The worked numbers about convolution and pooling in seed document 000.</summary>
public class Document000Tests
{
    private static readonly float[,] Input = { { 3, 3, 2, 1, 0 }, { 0, 0, 1, 3, 1 }, { 3, 1, 2, 2, 3 }, { 2, 0, 0, 2, 2 }, { 2, 0, 0, 0, 1 } };
    private static readonly float[,] Kernel = { { 0, 1, 2 }, { 2, 2, 0 }, { 0, 1, 2 } };

    private static readonly float[,] Curve =
    {
        { 0, 0, 0, 0, 0, 30, 0 }, { 0, 0, 0, 0, 30, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0 },
    };

    public static TheoryData<string> Devices => TestDevices.Names;

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Example_3_convolves_a_5x5_input_by_steps_of_one(string device) =>
        Assert.Equal([12, 12, 17, 10, 17, 19, 9, 6, 14], LayerRun.Of(device, g => g.Picture(Input).Convolution(g.Picture(Kernel), null, [new(3), new(3)])));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Example_4_pads_it_by_one_and_steps_by_two(string device) =>
        Assert.Equal([6, 17, 3, 8, 17, 13, 6, 4, 4], LayerRun.Of(device, g => g.Picture(Input).Convolution(g.Picture(Kernel), null, [new(3, 2, 1, 1), new(3, 2, 1, 1)])));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Average_and_max_pooling_of_the_same_input(string device)
    {
        Assert.Equal([1.7, 1.7, 1.7, 1.0, 1.2, 1.8, 1.1, 0.8, 1.3], LayerRun.Of(device, g => g.Picture(Input).AveragePool(3, 1)).Select(value => Math.Round(value, 1)));
        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 2, 3], LayerRun.Of(device, g => g.Picture(Input).MaxPool(3, 1)));
    }

    /// <summary>The document's picture of the curve is lost to its text; the products in it say what lies under the filter: 50, 50, 50, 20 and 50.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_curve_detector_gives_6600_on_its_own_shape_and_0_elsewhere(string device)
    {
        float[,] curve =
        {
            { 0, 0, 0, 0, 0, 0, 30 }, { 0, 0, 0, 0, 50, 50, 50 }, { 0, 0, 0, 20, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 },
        };
        float[,] elsewhere =
        {
            { 0, 0, 0, 0, 0, 0, 0 }, { 0, 40, 0, 0, 0, 0, 0 }, { 40, 0, 40, 0, 0, 0, 0 }, { 40, 20, 0, 0, 0, 0, 0 }, { 0, 50, 0, 0, 0, 0, 0 }, { 0, 0, 50, 0, 0, 0, 0 }, { 25, 25, 0, 50, 0, 0, 0 },
        };
        Assert.Equal([6600], LayerRun.Of(device, g => g.Picture(curve).Convolution(g.Picture(Curve), null, [new(7), new(7)])));
        Assert.Equal([0], LayerRun.Of(device, g => g.Picture(elsewhere).Convolution(g.Picture(Curve), null, [new(7), new(7)])));
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

    /// <summary>"If we shift the pixel values in the input in any direction by one unit and then apply convolution, the corresponding feature values will shift with the input values."</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Convolution_is_equivariant_to_translation(string device)
    {
        var shifted = new float[7, 7];
        var still = new float[7, 7];
        for (int y = 0; y < 5; y++)
        for (int x = 0; x < 5; x++) (still[y, x], shifted[y + 1, x + 2]) = (Input[y, x], Input[y, x]);
        double[] before = LayerRun.Of(device, g => g.Picture(still).Convolution(g.Picture(Kernel), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)]));
        double[] after = LayerRun.Of(device, g => g.Picture(shifted).Convolution(g.Picture(Kernel), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)]));
        for (int y = 0; y < 6; y++)
        for (int x = 0; x < 5; x++) Assert.Equal(before[y * 7 + x], after[(y + 1) * 7 + x + 2]);
    }
}
