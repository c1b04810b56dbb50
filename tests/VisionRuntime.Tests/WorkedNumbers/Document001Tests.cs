using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>The worked numbers about convolution in seed document 001.</summary>
public class Document001Tests
{
    private static readonly float[,] Image = { { 2, 4, 9, 1, 4 }, { 2, 1, 4, 4, 6 }, { 1, 1, 2, 9, 2 }, { 7, 3, 5, 1, 3 }, { 2, 3, 4, 8, 5 } };
    private static readonly float[,] Filter = { { 1, 2, 3 }, { -4, 7, 4 }, { 2, -5, 1 } };

    public static TheoryData<string> Devices => TestDevices.Names;

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_3x3_filter_on_a_5x5_image(string device) =>
        Assert.Equal([51, 66, 20, 31, 49, 101, 15, 53, -2], LayerRun.Of(device, g => g.Picture(Image).Convolution(g.Picture(Filter), null, [new(3), new(3)])));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void With_padding_1_the_output_is_5x5(string device) =>
        Assert.Equal([21, 59, 37, -19, 2, 30, 51, 66, 20, 43, -14, 31, 49, 101, -19, 59, 15, 53, -2, 21, 49, 57, 64, 76, 10],
            LayerRun.Of(device, g => g.Picture(Image).Convolution(g.Picture(Filter), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)])));

    [Fact]
    public void Filters_shrink_32_to_28_to_24_and_padding_2_keeps_it()
    {
        var x = new Graph().Input("x", [1, 3, 32, 32]);
        var first = x.Convolution("first", 6, 5);
        Assert.Equal([1, 6, 28, 28], first.Shape);
        Assert.Equal([1, 10, 24, 24], first.Convolution("second", 10, 5).Shape);
        Assert.Equal([1, 10, 32, 32], x.Convolution("padded", 10, 5, 1, 2).Shape);
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
            LayerRun.Of(device, g => g.Picture(pixels).TransposedConvolution(g.Picture(filter), null, [new(2, 2, 1, 1), new(2, 2, 1, 1)])));
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
