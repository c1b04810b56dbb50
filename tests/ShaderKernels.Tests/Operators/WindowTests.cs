using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Operators;

public class WindowTests
{
    public static TheoryData<string, Padding, int, int, int, int, int, int> Rules => new()
    {
        // rule, length, size, stride, dilation, before, after
        { "valid", Padding.Valid, 7, 3, 1, 1, 0, 0 },
        { "same, odd", Padding.Same, 7, 5, 1, 1, 2, 2 },
        { "same, even: the odd pixel after", Padding.Same, 7, 4, 1, 1, 1, 2 },
        { "same, dilated", Padding.Same, 9, 3, 1, 2, 2, 2 },
        { "same whatever the stride", Padding.Same, 7, 3, 2, 1, 1, 1 },
        { "half is same", Padding.Half, 7, 5, 1, 1, 2, 2 },
        { "full", Padding.Full, 7, 4, 1, 1, 3, 3 },
        { "full, dilated", Padding.Full, 7, 3, 1, 2, 4, 4 },
        { "upper", Padding.SameUpper, 6, 3, 2, 1, 0, 1 },
        { "upper, nothing needed", Padding.SameUpper, 6, 2, 2, 1, 0, 0 },
        { "upper, stride beyond the filter", Padding.SameUpper, 7, 1, 3, 1, 0, 0 },
        { "lower", Padding.SameLower, 6, 3, 2, 1, 1, 0 },
        { "lower, even, stride 1", Padding.SameLower, 7, 4, 1, 1, 2, 1 },
        { "explicit", Padding.Explicit(3, 1), 7, 3, 1, 1, 3, 1 },
        { "a number", 2, 7, 5, 1, 1, 2, 2 },
        { "forced equal", Padding.Same.ForceEqual(), 5, 2, 1, 1, 1, 1 },
        { "forced equal, explicit", Padding.Explicit(0, 2).ForceEqual(), 5, 3, 1, 1, 2, 2 },
        { "forced equal, already", Padding.Same.ForceEqual(), 5, 3, 1, 1, 1, 1 },
    };

    [Theory, MemberData(nameof(Rules))]
    public void Padding_rules_give_windows(string rule, Padding padding, int length, int size, int stride, int dilation, int before,
        int after)
    {
        var window = padding.Window(length, size, stride, dilation);
        Assert.Equal((rule, size, stride, before, after, dilation),
            (rule, window.Size, window.Stride, window.PadBegin, window.PadEnd, window.Dilation));
    }

    [Fact]
    public void Same_padding_keeps_the_size_and_its_upper_and_lower_forms_divide_it_by_the_stride()
    {
        for (int length = 1; length < 14; length++)
        for (int size = 1; size < 6; size++)
        for (int dilation = 1; dilation < 3; dilation++)
        {
            Assert.Equal(length, Padding.Same.Window(length, size, 1, dilation).Positions(length, "Convolution", "wide"));
            Assert.Equal(length + (size - 1) * dilation,
                Padding.Full.Window(length, size, 1, dilation).Positions(length, "Convolution", "wide"));
            for (int stride = 1; stride < 5; stride++)
            {
                foreach (var rule in (Padding[])[Padding.SameUpper, Padding.SameLower])
                    Assert.Equal((length + stride - 1) / stride,
                        rule.Window(length, size, stride, dilation).Positions(length, "Convolution", "wide"));
            }
        }
    }

    [Theory]
    [InlineData(RoundingMode.Pad, 10, 3, 2, 0, 0, 0, 1, 0, 10)]
    [InlineData(RoundingMode.Pad, 9, 3, 2, 0, 0, 0, 0, 0, 9)]
    [InlineData(RoundingMode.Pad, 2, 5, 1, 1, 0, 1, 2, 0, 2)]
    [InlineData(RoundingMode.Crop, 10, 3, 2, 0, 0, 0, 0, 0, 9)]
    [InlineData(RoundingMode.Crop, 10, 3, 4, 0, 0, 0, 0, 1, 7)]
    [InlineData(RoundingMode.Crop, 10, 3, 4, 1, 0, 1, 0, 0, 10)]
    [InlineData(RoundingMode.Crop, 12, 3, 5, 2, 2, 1, 0, 0, 12)]
    [InlineData(RoundingMode.Crop, 3, 5, 1, 0, 0, 0, 0, 0, 3)]
    [InlineData(RoundingMode.Floor, 10, 3, 2, 0, 0, 0, 0, 0, 10)]
    public void Padding_and_cropping_make_a_window_even(RoundingMode rounding, int length, int size, int stride, int before, int after,
        int fittedBefore, int fittedAfter, int first, int kept)
    {
        var (window, start, remaining) = new Window(size, stride, before, after, 1, rounding).Resolve(length);
        Assert.Equal((fittedBefore, fittedAfter, first, kept), (window.PadBegin, window.PadEnd, start, remaining));
        Assert.Equal(rounding == RoundingMode.Floor ? RoundingMode.Floor : RoundingMode.Exact, window.Rounding);
    }

    [Fact]
    public void A_single_operator_cannot_pad_or_crop()
    {
        foreach (var rounding in (RoundingMode[])[RoundingMode.Pad, RoundingMode.Crop])
        {
            var window = new Window(3, 2, 0, 0, 1, rounding);
            Assert.Contains($"RoundingMode.{rounding} changes the input",
                Assert.Throws<ShapeException>(() => new Convolution(window, window).InferShapes([[1, 1, 10, 10], [1, 1, 3, 3]])).Message);
            Assert.Contains($"RoundingMode.{rounding} changes the input",
                Assert.Throws<ShapeException>(() => new Pool(PoolKind.Max, window, window).InferShapes([[1, 1, 10, 10]])).Message);
        }
    }
}
