using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>
/// Convolutions worked out in lecture notes and tutorials, value by value: "Neuro-Fuzzy Computing", lecture 11 (Katsaros); "Neural Network
/// Layers"; CS231n; "Convolutional Networks"; the SAS Deep Learning guide, which prints the products under each window.
/// </summary>
public class ConvolutionExampleTests
{
    private static readonly float[,] Input = { { 3, 3, 2, 1, 0 }, { 0, 0, 1, 3, 1 }, { 3, 1, 2, 2, 3 }, { 2, 0, 0, 2, 2 },
        { 2, 0, 0, 0, 1 } };
    private static readonly float[,] Kernel = { { 0, 1, 2 }, { 2, 2, 0 }, { 0, 1, 2 } };

    private static readonly float[,] CurveFilter =
    {
        { 0, 0, 0, 0, 0, 30, 0 }, { 0, 0, 0, 0, 30, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 30, 0, 0, 0 },
        { 0, 0, 0, 30, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0 },
    };

    private static readonly float[,] Image = { { 2, 4, 9, 1, 4 }, { 2, 1, 4, 4, 6 }, { 1, 1, 2, 9, 2 }, { 7, 3, 5, 1, 3 },
        { 2, 3, 4, 8, 5 } };
    private static readonly float[,] Filter = { { 1, 2, 3 }, { -4, 7, 4 }, { 2, -5, 1 } };

    public static TheoryData<string> Devices => TestDevices.Names;

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_3x3_kernel_on_a_5x5_input_with_stride_1(string device) =>
        Assert.Equal([12, 12, 17, 10, 17, 19, 9, 6, 14],
            LayerRun.Of(device, g => g.Image(Input).Convolution(g.Image(Kernel), null, [new(3), new(3)])));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_same_with_padding_1_and_stride_2(string device) =>
        Assert.Equal([6, 17, 3, 8, 17, 13, 6, 4, 4],
            LayerRun.Of(device, g => g.Image(Input).Convolution(g.Image(Kernel), null, [new(3, 2, 1, 1), new(3, 2, 1, 1)])));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_3x3_filter_on_a_5x5_image(string device) =>
        Assert.Equal([51, 66, 20, 31, 49, 101, 15, 53, -2],
            LayerRun.Of(device, g => g.Image(Image).Convolution(g.Image(Filter), null, [new(3), new(3)])));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void With_padding_1_the_output_is_5x5(string device) =>
        Assert.Equal([21, 59, 37, -19, 2, 30, 51, 66, 20, 43, -14, 31, 49, 101, -19, 59, 15, 53, -2, 21, 49, 57, 64, 76, 10],
            LayerRun.Of(device, g => g.Image(Image).Convolution(g.Image(Filter), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)])));

    /// <summary>
    /// The text of the lecture has lost its figure of the curve; its products say which pixels lie under the filter: 50, 50, 50, 20 and 50.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_curve_detector_gives_6600_on_its_own_shape_and_0_elsewhere(string device)
    {
        float[,] curve =
        {
            { 0, 0, 0, 0, 0, 0, 30 }, { 0, 0, 0, 0, 50, 50, 50 }, { 0, 0, 0, 20, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 },
            { 0, 0, 0, 50, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 }, { 0, 0, 0, 50, 50, 0, 0 },
        };
        float[,] elsewhere =
        {
            { 0, 0, 0, 0, 0, 0, 0 }, { 0, 40, 0, 0, 0, 0, 0 }, { 40, 0, 40, 0, 0, 0, 0 }, { 40, 20, 0, 0, 0, 0, 0 },
            { 0, 50, 0, 0, 0, 0, 0 }, { 0, 0, 50, 0, 0, 0, 0 }, { 25, 25, 0, 50, 0, 0, 0 },
        };
        Assert.Equal([6600], LayerRun.Of(device, g => g.Image(curve).Convolution(g.Image(CurveFilter), null, [new(7), new(7)])));
        Assert.Equal([0], LayerRun.Of(device, g => g.Image(elsewhere).Convolution(g.Image(CurveFilter), null, [new(7), new(7)])));
    }

    /// <summary>The zero-padded corner of three channels under three 3x3 kernels: 308 - 498 + 164 + 1.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Three_kernels_on_the_corner_of_a_color_image_give_minus_25(string device)
    {
        float[] corner =
        [
            156, 155, 156, 153, 154, 157, 149, 151, 155,
            167, 166, 167, 164, 165, 168, 160, 162, 166,
            163, 162, 163, 160, 161, 164, 156, 158, 162,
        ];
        float[] kernels = [-1, -1, 1, 0, 1, -1, 0, 1, 1, 1, 0, 0, 1, -1, -1, 1, 0, -1, 0, 1, 1, 0, 1, 0, 1, -1, 1];
        double[] y = LayerRun.Of(device, g => g.Constant([1, 3, 3, 3], corner)
            .Convolution(g.Constant([1, 3, 3, 3], kernels), g.Constant([1], 1), [new(3, 1, 1, 1), new(3, 1, 1, 1)]));
        Assert.Equal(-25, y[0]);
        double[] each = LayerRun.Of(device, g => g.Constant([1, 3, 3, 3], corner)
            .Convolution(g.Constant([3, 1, 3, 3], kernels), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)], 3));
        Assert.Equal([308, -498, 164], [each[0], each[9], each[18]]);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Neurons_along_a_line_of_5_with_stride_1_and_2(string device)
    {
        double[] Run(int stride) =>
            LayerRun.Of(device, g => g.Signal(1, 2, -1, 1, -3).Convolution(g.Signal(1, 0, -1), null, [new(3, stride, 1, 1)]));
        Assert.Equal([-2, 2, 1, 2, 1], Run(1));
        Assert.Equal([-2, 1, 1], Run(2));
    }

    /// <summary>X (11, 11, 4), F = 5, S = 2: V[i, j] = sum(X[2i : 2i + 5, 2j : 2j + 5, :] * w) + b.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_volume_of_11x11x4_gives_4x4(string device)
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 11 * 11 * 4).Select(_ => (float)random.Next(-3, 4))],
            w = [.. Enumerable.Range(0, 2 * 4 * 25).Select(_ => (float)random.Next(-3, 4))];
        double[] v = LayerRun.Of(device, g => g.Constant([1, 4, 11, 11], x)
            .Convolution(g.Constant([2, 4, 5, 5], w), g.Constant([2], 3, -4), [new(5, 2), new(5, 2)]));
        Assert.Equal(2 * 4 * 4, v.Length);
        Assert.Equal(At(0, 0, 0), v[0]);
        Assert.Equal(At(3, 0, 0), v[3]);
        Assert.Equal(At(0, 1, 1), v[16 + 4]);
        Assert.Equal(At(2, 3, 1), v[16 + 3 * 4 + 2]);

        double At(int across, int down, int map)
        {
            double sum = map == 0 ? 3 : -4;
            for (int c = 0; c < 4; c++)
            for (int i = 0; i < 25; i++) sum += x[(c * 11 + 2 * down + i / 5) * 11 + 2 * across + i % 5] * w[(map * 4 + c) * 25 + i];
            return sum;
        }
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_filter_of_3_on_a_signal_of_7_with_and_without_padding(string device)
    {
        Agreement.Compare([0.6, 2.1, 11.5, -2.7, 7.2], Run(device, [2, -1, 0.1f], Padding.Valid), 1e-6, "valid");
        Agreement.Compare([-1.6, 0.6, 2.1, 11.5, -2.7, 7.2, 4], Run(device, [2, -1, 0.1f], Padding.Same), 1e-6, "same");
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_filter_of_4_is_padded_by_1_on_the_left_and_2_on_the_right(string device)
    {
        Agreement.Compare([28.4, 5.6, 27.1, 26.5, 7.3, 7.2, 4], Run(device, [2, -1, 0.1f, 5], Padding.Same), 1e-6, "same");
        Agreement.Compare([28.4, 5.6, 27.1, 26.5, 7.3, 7.2, 4], Run(device, [2, -1, 0.1f, 5], Padding.SameUpper), 1e-6, "same, upper");
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Equal_padding_makes_the_output_of_an_even_filter_one_longer(string device)
    {
        double[] Convolved(Padding padding, params float[] signal) =>
            LayerRun.Of(device, g => g.Signal(signal).Convolution(g.Signal(1, 2), null, [padding.Window(signal.Length, 2)]));
        Assert.Equal([5, 8, 11, 14, 5], Convolved(Padding.Same, 1, 2, 3, 4, 5));
        Assert.Equal([5, 8, 11, 14], Convolved(Padding.Valid, 1, 2, 3, 4, 5));
        Assert.Equal([2, 5, 8, 11, 14, 5], Convolved(Padding.Same.ForceEqual(), 1, 2, 3, 4, 5));
        Assert.Equal([5, 8, 11, 4], Convolved(Padding.Same, 1, 2, 3, 4));
        Assert.Equal([5, 8, 11], Convolved(Padding.Valid, 1, 2, 3, 4));
        Assert.Equal([2, 5, 8, 11, 4], Convolved(Padding.Same.ForceEqual(), 1, 2, 3, 4));
    }

    /// <summary>o[n] = sum over u of f[u] g[n - u]: signal processing flips the filter, networks do not.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_signals_convolution_is_the_networks_with_the_filter_flipped(string device)
    {
        float[] f = [1, 2, 3], g = [0, 1, 0.5f];
        Window full = Padding.Full.Window(3, 3);
        Assert.Equal([0, 1, 2.5, 4, 1.5], LayerRun.Of(device, graph => graph.Signal(f).Convolution(graph.Signal(g).Flip(2), null, [full])));
        Assert.Equal([0.5, 2, 3.5, 3, 0], LayerRun.Of(device, graph => graph.Signal(f).Convolution(graph.Signal(g), null, [full])));
    }

    /// <summary>
    /// "If we shift the pixel values in the input in any direction by one unit and then apply convolution, the corresponding feature values
    /// will shift with the input values."
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Convolution_is_equivariant_to_translation(string device)
    {
        var shifted = new float[7, 7];
        var still = new float[7, 7];
        for (int y = 0; y < 5; y++)
        for (int x = 0; x < 5; x++) (still[y, x], shifted[y + 1, x + 2]) = (Input[y, x], Input[y, x]);
        double[] before = LayerRun.Of(device, g => g.Image(still).Convolution(g.Image(Kernel), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)]));
        double[] after = LayerRun.Of(device, g => g.Image(shifted).Convolution(g.Image(Kernel), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)]));
        for (int y = 0; y < 6; y++)
        for (int x = 0; x < 5; x++) Assert.Equal(before[y * 7 + x], after[(y + 1) * 7 + x + 2]);
    }

    private static double[] Run(string device, float[] filter, Padding padding) =>
        LayerRun.Of(device, g => g.Signal(2, 4, 6, 1, 5, 3, 2).Convolution(g.Signal(filter), null, [padding.Window(7, filter.Length)]));
}
