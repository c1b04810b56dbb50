using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>The worked numbers in the SAS part of seed document 002. It prints the products under each window; their sums are what a convolution gives.</summary>
public class Document002SasTests
{
    public static TheoryData<string> Devices => TestDevices.Names;

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
        double[] Convolved(Padding padding, params float[] signal) => LayerRun.Of(device, g => g.Signal(signal).Convolution(g.Signal(1, 2), null, [padding.Window(signal.Length, 2)]));
        Assert.Equal([5, 8, 11, 14, 5], Convolved(Padding.Same, 1, 2, 3, 4, 5));
        Assert.Equal([5, 8, 11, 14], Convolved(Padding.Valid, 1, 2, 3, 4, 5));
        Assert.Equal([2, 5, 8, 11, 14, 5], Convolved(Padding.Same.ForceEqual(), 1, 2, 3, 4, 5));
        Assert.Equal([5, 8, 11, 4], Convolved(Padding.Same, 1, 2, 3, 4));
        Assert.Equal([5, 8, 11], Convolved(Padding.Valid, 1, 2, 3, 4));
        Assert.Equal([2, 5, 8, 11, 4], Convolved(Padding.Same.ForceEqual(), 1, 2, 3, 4));
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Pooling_windows_are_cut_off_at_the_right_end(string device)
    {
        Assert.Equal([6, 6, 6, 5, 5, 3, 2], LayerRun.Of(device, g => g.Signal(2, 4, 6, 1, 5, 3, 2).MaxPool(3, 1, fit: Fit.Truncate)));
        Agreement.Compare([4, 11 / 3.0, 4, 3, 10 / 3.0, 2.5, 2], LayerRun.Of(device, g => g.Signal(2, 4, 6, 1, 5, 3, 2).AveragePool(3, 1, fit: Fit.Truncate)), 1e-6, "mean");
    }

    [Fact]
    public void Automatic_padding_divides_the_size_by_the_stride()
    {
        for (int stride = 1; stride <= 3; stride++) Assert.Equal([1, 4, 24 / stride, 24 / stride], new Graph().Input("x", [1, 3, 24, 24]).Convolution("c", 4, 5, stride, Padding.SameUpper).Shape);
    }

    private static double[] Run(string device, float[] filter, Padding padding) =>
        LayerRun.Of(device, g => g.Signal(2, 4, 6, 1, 5, 3, 2).Convolution(g.Signal(filter), null, [padding.Window(7, filter.Length)]));
}
