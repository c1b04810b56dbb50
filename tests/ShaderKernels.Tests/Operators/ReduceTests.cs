using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class ReduceTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Every_set_of_axes_agrees_with_the_formula(string device)
    {
        var random = new Random(1);
        var x = Numbers.Random(random, [3, 5, 7, 11]);
        foreach (var kind in Enum.GetValues<Reduction>())
        {
            for (int mask = 0; mask < 16; mask++)
            {
                int[] axes = [.. Enumerable.Range(0, 4).Where(axis => (mask >> axis & 1) != 0)];
                Agreement.Check(device, new Reduce(kind, axes), [x]);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Long_sums_stay_accurate(string device)
    {
        var random = new Random(2);
        Shape[] shapes = [[300000], [20000, 33], [33, 20000]];
        foreach (var shape in shapes)
        {
            var x = new Numbers(shape, Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle()));
            Agreement.Check(device, new Reduce(Reduction.Sum, 0), [x], 1e-5);
            Agreement.Check(device, new Reduce(Reduction.Mean, shape.Rank - 1), [x], 1e-5);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Nothing_reduces_to_the_neutral_number(string device)
    {
        foreach (var kind in Enum.GetValues<Reduction>()) Agreement.Check(device, new Reduce(kind, 0), [new([0, 3], Array.Empty<double>())]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Softmax_agrees_with_the_formula_along_every_axis(string device)
    {
        var random = new Random(3);
        foreach (bool logarithm in new[] { false, true })
        {
            for (int axis = 0; axis < 3; axis++) Agreement.Check(device, new Softmax(axis, logarithm), [Numbers.Random(random, [4, 5, 33], 3)]);
            Agreement.Check(device, new Softmax(1, logarithm), [new([2, 3], new double[] { 1000, 1001, 999, -5000, 0, -1000 })]);
        }
    }

    [Fact]
    public void An_axis_that_is_not_there_is_named() =>
        Assert.Contains("axes 4", Assert.Throws<ShapeException>(() => new Reduce(Reduction.Sum, 4).InferShapes([[2, 3]])).Message);
}
