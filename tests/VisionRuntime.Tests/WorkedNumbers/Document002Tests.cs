using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>The worked numbers about convolution and pooling in seed document 002. Those of its part on SAS are in <see cref="Document002SasTests"/>.</summary>
public class Document002Tests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    [Fact]
    public void A_width_of_10_under_a_filter_of_3_with_stride_2_would_have_4_and_a_half_positions()
    {
        var x = new Graph().Input("x", [1, 1, 10]);
        var error = Assert.Throws<ShapeException>(() => x.Convolution("c", 1, 3, 2));
        Assert.EndsWith("Convolution: input 10 wide, filter 3, stride 2 does not fit (4.5 positions); pad by 1, or choose Fit.Floor", error.Message);
    }

    /// <summary>"A ConvNet library could throw an exception or zero pad the rest to make it fit, or crop the input to make it fit, or something."</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void It_is_floored_padded_or_cropped_where_one_asks(string device)
    {
        double[] Run(Fit fit) => LayerRun.Of(device, g => g.Signal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).Convolution(g.Signal(1, 10, 100), null, [new(3, 2, Fit: fit)]));
        Assert.Equal([321, 543, 765, 987], Run(Fit.Floor));
        Assert.Equal([321, 543, 765, 987, 109], Run(Fit.Pad));
        Assert.Equal([321, 543, 765, 987], Run(Fit.Crop));
        // Two pixels over: one comes off each end.
        double[] Three(Fit fit) => LayerRun.Of(device, g => g.Signal(1, 2, 3, 4, 5, 6, 7, 8).Convolution(g.Signal(1, 10, 100), null, [new(3, 3, Fit: fit)]));
        Assert.Equal([321, 654], Three(Fit.Floor));
        Assert.Equal([432, 765], Three(Fit.Crop));
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Neurons_along_a_line_of_5_with_stride_1_and_2(string device)
    {
        double[] Run(int stride) => LayerRun.Of(device, g => g.Signal(1, 2, -1, 1, -3).Convolution(g.Signal(1, 0, -1), null, [new(3, stride, 1, 1)]));
        Assert.Equal([-2, 2, 1, 2, 1], Run(1));
        Assert.Equal([-2, 1, 1], Run(2));
    }

    /// <summary>X (11, 11, 4), F = 5, S = 2: V[i, j] = sum(X[2i : 2i + 5, 2j : 2j + 5, :] * w) + b.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_volume_of_11x11x4_gives_4x4(string device)
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 11 * 11 * 4).Select(_ => (float)random.Next(-3, 4))], w = [.. Enumerable.Range(0, 2 * 4 * 25).Select(_ => (float)random.Next(-3, 4))];
        double[] v = LayerRun.Of(device, g => g.Constant([1, 4, 11, 11], x).Convolution(g.Constant([2, 4, 5, 5], w), g.Constant([2], 3, -4), [new(5, 2), new(5, 2)]));
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

    /// <summary>o[n] = sum over u of f[u] g[n - u]: signal processing turns the filter around, networks do not.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_signals_convolution_is_the_networks_with_the_filter_flipped(string device)
    {
        float[] f = [1, 2, 3], g = [0, 1, 0.5f];
        Window full = Padding.Full.Window(3, 3);
        Assert.Equal([0, 1, 2.5, 4, 1.5], LayerRun.Of(device, graph => graph.Signal(f).Convolution(graph.Signal(g).Flip(2), null, [full])));
        Assert.Equal([0.5, 2, 3.5, 3, 0], LayerRun.Of(device, graph => graph.Signal(f).Convolution(graph.Signal(g), null, [full])));
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_Theano_tutorial_pools_without_and_with_the_border(string device)
    {
        float[,] ignored =
        {
            { 4.17022005e-01f, 7.20324493e-01f, 1.14374817e-04f, 3.02332573e-01f, 1.46755891e-01f }, { 9.23385948e-02f, 1.86260211e-01f, 3.45560727e-01f, 3.96767474e-01f, 5.38816734e-01f },
            { 4.19194514e-01f, 6.85219500e-01f, 2.04452250e-01f, 8.78117436e-01f, 2.73875932e-02f }, { 6.70467510e-01f, 4.17304802e-01f, 5.58689828e-01f, 1.40386939e-01f, 1.98101489e-01f },
            { 8.00744569e-01f, 9.68261576e-01f, 3.13424178e-01f, 6.92322616e-01f, 8.76389152e-01f },
        };
        Agreement.Compare([0.72032449, 0.39676747, 0.6852195, 0.87811744], LayerRun.Of(device, g => g.Picture(ignored).MaxPool(2, fit: Fit.Floor)), 1e-6, "ignore_border=True");
        float[,] kept =
        {
            { 0.01936696f, 0.67883553f, 0.21162812f, 0.26554666f, 0.49157316f }, { 0.05336255f, 0.57411761f, 0.14672857f, 0.58930554f, 0.69975836f },
            { 0.10233443f, 0.41405599f, 0.69440016f, 0.41417927f, 0.04995346f }, { 0.53589641f, 0.66379465f, 0.51488911f, 0.94459476f, 0.58655504f },
            { 0.90340192f, 0.1374747f, 0.13927635f, 0.80739129f, 0.39767684f },
        };
        Agreement.Compare([0.67883553, 0.58930554, 0.69975836, 0.66379465, 0.94459476, 0.58655504, 0.90340192, 0.80739129, 0.39767684],
            LayerRun.Of(device, g => g.Picture(kept).MaxPool(2, fit: Fit.Ceiling)), 1e-6, "ignore_border=False");
    }

    /// <summary>im2col: blocks of 11x11x3 pixels as 3025 columns of 363 numbers, filters as 96 rows; their product is the convolution.</summary>
    [Fact]
    public void Columns_of_363x3025_under_rows_of_96x363_give_the_first_layer_of_AlexNet()
    {
        float[] Numbers(int count, int seed) => new Random(seed) is var random ? [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)] : [];
        float[] pixels = Numbers(3 * 227 * 227, 1), taps = Numbers(96 * 363, 2);
        Value Image(Graph g) => g.Constant([1, 3, 227, 227], pixels);
        double[] product = LayerRun.Of("Cpu-Vector256", g =>
        {
            var columns = Image(g).Unfold(11, 4);
            Assert.Equal([1, 363, 3025], columns.Shape);
            var result = g.Apply(new MatMul(), g.Constant([96, 363], taps), columns.Reshape([363, 3025]));
            Assert.Equal([96, 3025], result.Shape);
            return result.Reshape([1, 96, 55, 55]);
        });
        double[] convolved = LayerRun.Of("Cpu-Vector256", g => Image(g).Convolution(g.Constant([96, 3, 11, 11], taps), null, [new(11, 4), new(11, 4)]));
        Agreement.Compare(product, convolved, 1e-5, "im2col");
    }

    [Fact]
    public void The_Theano_tutorials_two_9x9_filters_on_120x160_RGB_give_112x152() =>
        Assert.Equal([1, 2, 112, 152], new Graph().Input("x", [1, 3, 120, 160]).Convolution("c", 2, 9).Shape);
}
