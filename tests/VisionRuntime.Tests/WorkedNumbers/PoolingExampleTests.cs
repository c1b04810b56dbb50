using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>
/// Pooling worked out in "Neuro-Fuzzy Computing", the Theano deep learning tutorial, the SAS Deep Learning guide and "Convolutional
/// Networks".
/// </summary>
public class PoolingExampleTests
{
    private static readonly float[,] Input = { { 3, 3, 2, 1, 0 }, { 0, 0, 1, 3, 1 }, { 3, 1, 2, 2, 3 }, { 2, 0, 0, 2, 2 },
        { 2, 0, 0, 0, 1 } };

    public static TheoryData<string> Devices => TestDevices.Names;

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Average_and_max_pooling_of_a_5x5_input(string device)
    {
        Assert.Equal([1.7, 1.7, 1.7, 1.0, 1.2, 1.8, 1.1, 0.8, 1.3], LayerRun.Of(device, g => g.Image(Input).AveragePool(3, 1))
            .Select(value => Math.Round(value, 1)));
        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 2, 3], LayerRun.Of(device, g => g.Image(Input).MaxPool(3, 1)));
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_Theano_tutorial_pools_without_and_with_the_border(string device)
    {
        float[,] ignored =
        {
            { 4.17022005e-01f, 7.20324493e-01f, 1.14374817e-04f, 3.02332573e-01f, 1.46755891e-01f },
            { 9.23385948e-02f, 1.86260211e-01f, 3.45560727e-01f, 3.96767474e-01f, 5.38816734e-01f },
            { 4.19194514e-01f, 6.85219500e-01f, 2.04452250e-01f, 8.78117436e-01f, 2.73875932e-02f },
            { 6.70467510e-01f, 4.17304802e-01f, 5.58689828e-01f, 1.40386939e-01f, 1.98101489e-01f },
            { 8.00744569e-01f, 9.68261576e-01f, 3.13424178e-01f, 6.92322616e-01f, 8.76389152e-01f },
        };
        Agreement.Compare([0.72032449, 0.39676747, 0.6852195, 0.87811744],
            LayerRun.Of(device, g => g.Image(ignored).MaxPool(2, rounding: RoundingMode.Floor)), 1e-6, "ignore_border=True");
        float[,] kept =
        {
            { 0.01936696f, 0.67883553f, 0.21162812f, 0.26554666f, 0.49157316f },
            { 0.05336255f, 0.57411761f, 0.14672857f, 0.58930554f, 0.69975836f },
            { 0.10233443f, 0.41405599f, 0.69440016f, 0.41417927f, 0.04995346f },
            { 0.53589641f, 0.66379465f, 0.51488911f, 0.94459476f, 0.58655504f },
            { 0.90340192f, 0.1374747f, 0.13927635f, 0.80739129f, 0.39767684f },
        };
        Agreement.Compare([0.67883553, 0.58930554, 0.69975836, 0.66379465, 0.94459476, 0.58655504, 0.90340192, 0.80739129, 0.39767684],
            LayerRun.Of(device, g => g.Image(kept).MaxPool(2, rounding: RoundingMode.Ceiling)), 1e-6, "ignore_border=False");
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Pooling_windows_are_cut_off_at_the_right_end(string device)
    {
        Assert.Equal([6, 6, 6, 5, 5, 3, 2], LayerRun.Of(device, g => g.Signal(2, 4, 6, 1, 5, 3, 2).MaxPool(3, 1, rounding: RoundingMode.Truncate)));
        Agreement.Compare([4, 11 / 3.0, 4, 3, 10 / 3.0, 2.5, 2],
            LayerRun.Of(device, g => g.Signal(2, 4, 6, 1, 5, 3, 2).AveragePool(3, 1, rounding: RoundingMode.Truncate)), 1e-6, "mean");
    }

    /// <summary>
    /// SAS' <c>paddingWidth=1</c>: one column on each side, (W + 2 * 1 - 2) / 2 + 1 windows across, and the height as it is by default.
    /// Padding is not part of the maximum: were its zeros, the outer columns of these negative values would be 0.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Padding_of_the_width_adds_a_column_on_each_side_and_leaves_the_height(string device)
    {
        float[,] image = { { -1, -2, -3, -4 }, { -5, -6, -7, -8 }, { -9, -1, -2, -3 }, { -4, -5, -6, -7 } };
        double[] Pooled(PoolKind kind) =>
            LayerRun.Of(device, g => g.Image(image).Pool(kind, Padding.SameUpper.Window(4, 2, 2), new(2, 2, 1, 1)));
        Assert.Equal([-1, -2, -4, -4, -1, -3], Pooled(PoolKind.Max));
        Assert.Equal([-3, -4.5, -6, -6.5, -3.5, -5], Pooled(PoolKind.Average));
    }

    /// <summary>
    /// The guide's LeNet: 2x2 max pooling with stride 2 and <c>paddingWidth=1</c> after the first convolution, whose maps are 28x28.
    /// </summary>
    [Fact]
    public void Padding_of_the_pooling_layer_of_LeNet_makes_its_maps_one_wider()
    {
        var conv1 = new Graph().Input("images", [1, 1, 28, 28]).Convolution("conv1", 20, 5, padding: Padding.SameUpper);
        Assert.Equal([1, 20, 28, 28], conv1.Shape);
        Assert.Equal([1, 20, 14, 14], conv1.Pool(PoolKind.Max, 2, padding: Padding.SameUpper).Shape);
        Assert.Equal([1, 20, 14, 15], conv1.Pool(PoolKind.Max, Padding.SameUpper.Window(28, 2, 2), new(2, 2, 1, 1)).Shape);
        Assert.Equal([1, 20, 15, 14], conv1.Pool(PoolKind.Max, new(2, 2, 1, 1), Padding.SameUpper.Window(28, 2, 2)).Shape);
    }

    /// <summary>
    /// The Theano tutorial: "There are 8 directions in which one can translate the input image by a single pixel"; 3 of them do not change
    /// what 2x2 max pooling gives, and "for max-pooling over a 3x3 window, this jumps to 5/8". For one bright pixel that holds at each of
    /// the four places of a 2x2 window, and in a 3x3 window in the middle of an edge. At a corner it is 3 there too, and in the middle of
    /// the window all 8.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Max_pooling_does_not_see_3_of_8_shifts_under_2x2_windows_and_5_of_8_under_3x3(string device)
    {
        Assert.Equal([3, 3, 3, 3], Unseen(2));
        Assert.Equal([3, 5, 3, 5, 8, 5, 3, 5, 3], Unseen(3));

        // The shifts after which the pooled image is the same, for each place of the pixel in the window in the middle of 3x3 windows.
        int[] Unseen(int size)
        {
            int side = 3 * size, pooled = 9;
            int[] counts = new int[size * size];
            for (int place = 0; place < counts.Length; place++)
            {
                // Nine samples: the image, and its eight shifts.
                float[] images = new float[9 * side * side];
                int sample = 0;
                foreach (var (dy, dx) in ((int, int)[])[(0, 0), (-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)])
                    images[(sample++ * side + size + place / size + dy) * side + size + place % size + dx] = 1;
                double[] y = LayerRun.Of(device, g => g.Constant([9, 1, side, side], images).MaxPool(size));
                counts[place] = Enumerable.Range(1, 8).Count(shift => y.Skip(shift * pooled).Take(pooled).SequenceEqual(y.Take(pooled)));
            }
            return counts;
        }
    }

    /// <summary>
    /// "Average of a rectangular neighborhood, L2 norm of a rectangular neighborhood, or a weighted average based on the distance from the
    /// central pixel."
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_other_popular_pooling_functions(string device)
    {
        float[,] window = { { 1, 2, 1 }, { 2, 4, 2 }, { 1, 2, 3 } };
        Assert.Equal(2, LayerRun.Of(device, g => g.Image(window).AveragePool(3))[0], 1e-6);
        Assert.Equal(Math.Sqrt(44), LayerRun.Of(device, g => g.Image(window).NormPool(2, [new(3), new(3)]))[0], 1e-5);
        double corner = 1 / (1 + Math.Sqrt(2)), edge = 0.5;
        Assert.Equal((4 + 8 * edge + 6 * corner) / (1 + 4 * edge + 4 * corner),
            LayerRun.Of(device, g => g.Image(window).DistanceWeightedAveragePool(3))[0], 1e-5);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Global_pooling_is_pooling_under_a_window_as_large_as_the_map(string device)
    {
        float[,] map = { { 1, -2, 5 }, { 0, 7, 1 } };
        Assert.Equal(LayerRun.Of(device, g => g.Image(map).Pool(ShaderKernels.Operators.PoolKind.Average, new(2), new(3)))[0],
            LayerRun.Of(device, g => g.Image(map).GlobalAveragePool())[0], 1e-6);
        Assert.Equal([7], LayerRun.Of(device, g => g.Image(map).GlobalMaxPool()));
    }
}
