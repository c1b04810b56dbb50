using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>The worked numbers about convolution and pooling in seed document 003.</summary>
public class Document003Tests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    /// <summary>The zero-padded corner of three channels under three 3x3 kernels: 308 - 498 + 164 + 1.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_corner_of_a_color_picture_gives_minus_25(string device)
    {
        float[] corner =
        [
            156, 155, 156, 153, 154, 157, 149, 151, 155,
            167, 166, 167, 164, 165, 168, 160, 162, 166,
            163, 162, 163, 160, 161, 164, 156, 158, 162,
        ];
        float[] kernels = [-1, -1, 1, 0, 1, -1, 0, 1, 1, 1, 0, 0, 1, -1, -1, 1, 0, -1, 0, 1, 1, 0, 1, 0, 1, -1, 1];
        double[] y = LayerRun.Of(device, g => g.Constant([1, 3, 3, 3], corner).Convolution(g.Constant([1, 3, 3, 3], kernels), g.Constant([1], 1), [new(3, 1, 1, 1), new(3, 1, 1, 1)]));
        Assert.Equal(-25, y[0]);
        double[] each = LayerRun.Of(device, g => g.Constant([1, 3, 3, 3], corner).Convolution(g.Constant([3, 1, 3, 3], kernels), null, [new(3, 1, 1, 1), new(3, 1, 1, 1)], 3));
        Assert.Equal([308, -498, 164], [each[0], each[9], each[18]]);
    }

    [Fact]
    public void A_7x7_input_under_a_3x3_filter_gives_5x5_and_with_stride_2_3x3()
    {
        var x = new Graph().Input("x", [1, 1, 7, 7]);
        Assert.Equal([1, 1, 5, 5], x.Convolution("one", 1, 3).Shape);
        Assert.Equal([1, 1, 3, 3], x.Convolution("two", 1, 3, 2).Shape);
    }

    /// <summary>"Average of a rectangular neighborhood, L2 norm of a rectangular neighborhood, or a weighted average based on the distance from the central pixel."</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_other_popular_pooling_functions(string device)
    {
        float[,] window = { { 1, 2, 1 }, { 2, 4, 2 }, { 1, 2, 3 } };
        Assert.Equal(2, LayerRun.Of(device, g => g.Picture(window).AveragePool(3))[0], 1e-6);
        Assert.Equal(Math.Sqrt(44), LayerRun.Of(device, g => g.Picture(window).NormPool(2, [new(3), new(3)]))[0], 1e-5);
        double corner = 1 / (1 + Math.Sqrt(2)), edge = 0.5;
        Assert.Equal((4 + 8 * edge + 6 * corner) / (1 + 4 * edge + 4 * corner), LayerRun.Of(device, g => g.Picture(window).DistanceWeightedAveragePool(3))[0], 1e-5);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Global_pooling_is_pooling_under_a_window_as_large_as_the_map(string device)
    {
        float[,] map = { { 1, -2, 5 }, { 0, 7, 1 } };
        Assert.Equal(LayerRun.Of(device, g => g.Picture(map).Pool(ShaderKernels.Operators.PoolKind.Average, new(2), new(3)))[0], LayerRun.Of(device, g => g.Picture(map).GlobalAveragePool())[0], 1e-6);
        Assert.Equal([7], LayerRun.Of(device, g => g.Picture(map).GlobalMaxPool()));
    }
}
