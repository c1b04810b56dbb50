using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class MaxPoolIndicesTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < PoolTests.Geometries.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_first_of_equal_maxima_is_found(string device, int geometry)
    {
        var (height, width, input) = PoolTests.Geometries[geometry];
        var x = HostTensor.Random(new Random(geometry), Shape.Of(input));
        Agreement.Check(device, new MaxPoolIndices(height, width), [x], 0);
        // Coarse numbers, so that windows hold equals.
        Agreement.Check(device, new MaxPoolIndices(height, width),
            [x with { Values = [.. x.Values.Select(value => Math.Round(value * 2))] }], 0);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_index_is_the_first_pixel_if_all_are_negative_infinity(string device)
    {
        using var opened = TestDevices.Open(device);
        var x = new HostTensor([1, 2, 3, 3], [.. Enumerable.Repeat(double.NegativeInfinity, 18)]);
        Assert.Equal([0.0, 1, 3, 4, 0, 1, 3, 4], OperatorRunner.Run(opened, new MaxPoolIndices(new(2), new(2)), x)[0].Values);
        Assert.Equal([0.0, 2, 6, 8, 0, 2, 6, 8],
            OperatorRunner.Run(opened,
                new MaxPoolIndices(new(2, 2, 0, 0, 1, RoundingMode.Ceiling), new(2, 2, 0, 0, 1, RoundingMode.Ceiling)), x)[0].Values);
    }

    [Fact]
    public void Images_too_large_to_index_are_rejected() =>
        Assert.Contains("more than 16777216 pixels",
            Assert.Throws<ShapeException>(() => new MaxPoolIndices(new(2, 2), new(2, 2)).InferShapes([[1, 1, 8192, 4096]])).Message);
}
