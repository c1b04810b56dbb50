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
        var x = HostTensor.Random(random, [3, 5, 7, 11]);
        // A thousand factors far from 1 would leave the range of a float.
        var factors = new HostTensor(x.Shape, x.Values.Select(value => (float)(1 + value * 0.05)));
        foreach (var kind in Enum.GetValues<Reduction>())
        {
            for (int mask = 0; mask < 16; mask++)
            {
                int[] axes = [.. Enumerable.Range(0, 4).Where(axis => (mask >> axis & 1) != 0)];
                Agreement.Check(device, new Reduce(kind, axes), [kind == Reduction.Product ? factors : x]);
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
            var x = new HostTensor(shape, Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle()));
            Agreement.Check(device, new Reduce(Reduction.Sum, 0), [x], 1e-5);
            Agreement.Check(device, new Reduce(Reduction.Mean, shape.Rank - 1), [x], 1e-5);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Empty_reductions_give_the_neutral_element(string device)
    {
        foreach (var kind in Enum.GetValues<Reduction>()) Agreement.Check(device, new Reduce(kind, 0),
            [new([0, 3], Array.Empty<double>())]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void NaN_is_propagated_by_every_reduction(string device)
    {
        using var opened = TestDevices.Open(device);
        foreach (int length in (int[])[5, 300, 20000])
        {
            double[] values = [.. Enumerable.Range(0, length).Select(i => i == length / 2 ? double.NaN : 1.0)];
            foreach (var kind in Enum.GetValues<Reduction>())
            {
                Assert.Equal([double.NaN], OperatorRunner.Run(opened, new Reduce(kind, 1), new HostTensor([1, length], values))[0].Values);
                Assert.Contains(double.NaN, OperatorRunner.Run(opened, new Reduce(kind, 0), new HostTensor([length, 1], values))[0].Values);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Products_agree_with_the_formula(string device)
    {
        var random = new Random(4);
        foreach (var shape in (Shape[])[[300], [3, 70], [20000], [7, 33, 5]])
        {
            var x = new HostTensor(shape, Enumerable.Range(0, (int)shape.Count).Select(_ => 1 + (random.NextSingle() - 0.5f) * 0.01f));
            for (int axis = 0; axis < shape.Rank; axis++) Agreement.Check(device, new Reduce(Reduction.Product, axis), [x], 1e-4);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Softmax_agrees_with_the_formula_along_every_axis(string device)
    {
        var random = new Random(3);
        foreach (bool logarithm in new[] { false, true })
        {
            for (int axis = 0; axis < 3; axis++) Agreement.Check(device, new Softmax(axis, logarithm),
                [HostTensor.Random(random, [4, 5, 33], 3)]);
            Agreement.Check(device, new Softmax(1, logarithm), [new([2, 3], new double[] { 1000, 1001, 999, -5000, 0, -1000 })]);
        }
    }

    [Fact]
    public void An_invalid_axis_is_reported() =>
        Assert.Contains("axes 4", Assert.Throws<ShapeException>(() => new Reduce(Reduction.Sum, 4).InferShapes([[2, 3]])).Message);
}
