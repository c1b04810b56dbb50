using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class IndexingTests
{
    /// <summary>The whole, the axis, the indices.</summary>
    private static readonly (int[] Whole, int Axis, int[] Indices, bool Batched)[] Geometries =
    [
        ([7, 5], 0, [11], false),
        ([2, 3, 4], 1, [2, 3], false),
        ([2, 3, 8], 1, [5], false),
        ([6], 0, [], false),
        ([5, 7], 1, [], false),
        ([13], 0, [200], false),
        ([1, 1], 0, [1], false),
        ([3, 4, 5], 2, [3, 4, 2], true),
        ([2, 9, 8], 1, [2, 5], true),
        ([2, 3, 4], 1, [2, 2, 3], true),
        ([5, 4], 0, [3], true),
        ([40, 3], 1, [40, 7], true),
        ([5, 300, 16], 1, [5, 90], true),
        ([700, 33], 0, [64, 17], false),
        ([3, 40000], 1, [5000], false),
        ([4, 3], 0, [0], false),
        ([0, 3, 2], 1, [4], false),
        ([3, 4, 0], 1, [6], false),
        ([2, 0, 3], 1, [0], false),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Geometries.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Rows_are_gathered_by_index(string device, int geometry)
    {
        var (whole, axis, indices, batched) = Geometries[geometry];
        var random = new Random(geometry);
        Agreement.Check(device, new Gather(axis, batched),
            [HostTensor.Random(random, Shape.Of(whole)), Indices(random, indices, whole[axis])], 0);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Rows_are_scattered_by_index(string device, int geometry)
    {
        var (whole, axis, indices, batched) = Geometries[geometry];
        var random = new Random(geometry);
        Shape shape = Shape.Of(whole), updates = new Gather(axis, batched).InferShapes([shape, Shape.Of(indices)])[0];
        foreach (var kind in Enum.GetValues<ScatterKind>())
        {
            var scatter = Scatter.Of(kind, axis, whole[axis], batched);
            HostTensor[] inputs = [Indices(random, indices, whole[axis]), HostTensor.Random(random, updates), HostTensor.Random(random, shape)];
            Agreement.Check(device, scatter, inputs);
            if (kind is ScatterKind.Add or ScatterKind.Assign) Agreement.Check(device, scatter, inputs[..2]);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Negative_indices_count_from_the_end_and_others_are_clamped(string device)
    {
        using var opened = TestDevices.Open(device);
        double[] picked = OperatorRunner.Run(opened, new Gather(0), new HostTensor([4], [10.0, 11, 12, 13]),
            new HostTensor([9], [0.0, 3, -1, -4, 4, 1e9, -5, -1e9, double.NaN]))[0].Values;
        Assert.Equal([10.0, 13, 13, 10, 13, 13, 10, 10, 10], picked);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Many_updates_may_have_the_same_index(string device)
    {
        using var opened = TestDevices.Open(device);
        int count = 5000;
        HostTensor indices = new([count], [.. Enumerable.Range(0, count).Select(i => i % 4 == 0 ? -1.0 : 1)]),
            numbers = new([count], [.. Enumerable.Range(0, count).Select(i => (double)i)]);
        HostTensor ones = new([count], [.. Enumerable.Repeat(1.0, count)]);
        Assert.Equal([0.0, 3750, 0, 1250], OperatorRunner.Run(opened, new ScatterAdd(0, 4), indices, ones)[0].Values);
        Assert.Equal([0.0, 4999, 0, 4996], OperatorRunner.Run(opened, new ScatterAssign(0, 4), indices, numbers)[0].Values);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_kernel_gives_the_same_result_twice(string device)
    {
        using var opened = TestDevices.Open(device);
        foreach (var kind in Enum.GetValues<ScatterKind>())
        {
            using var kernel = opened.Prepare(Scatter.Of(kind, 0, 3), [[4], [4, 2], [3, 2]]);
            Tensor indices = opened.AllocateTensor([4]), updates = opened.AllocateTensor([4, 2]), before = opened.AllocateTensor([3, 2]),
                output = opened.AllocateTensor([3, 2]);
            indices.Write([0, 2, 2, 0]);
            updates.Write([1, 2, 3, 4, 5, 6, 7, 8]);
            before.Write([1, 2, 3, 4, 5, 6]);
            var first = Run();
            Assert.Equal(first, Run());
            foreach (var tensor in new[] { indices, updates, before, output }) tensor.Buffer.Dispose();

            float[] Run()
            {
                opened.Begin();
                kernel.Run([indices, updates, before], [output]);
                opened.End();
                return output.ToArray();
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_match_are_reported()
    {
        Assert.Equal("Gather: axis 2 of [3, 4]; it must be from 0 to 1", Refused(new Gather(2), [3, 4], [1]));
        Assert.Contains("begin with the same 1 dimensions", Refused(new Gather(1, true), [3, 4], [2, 5]), StringComparison.Ordinal);
        Assert.Contains("axis 0 of [0, 4] is empty", Refused(new Gather(0), [0, 4], [2]), StringComparison.Ordinal);
        Assert.Contains("must have the dimensions of the indices [5] from axis 1 on", Refused(new ScatterAdd(1, 3), [5], [2, 4]),
            StringComparison.Ordinal);
        Assert.Contains("must begin with the dimensions of the indices [3, 5]", Refused(new ScatterAssign(1, 3, true), [3, 5], [2, 5]),
            StringComparison.Ordinal);
        Assert.Contains("cannot be written to an empty axis", Refused(new ScatterAdd(0, 0), [5], [5]), StringComparison.Ordinal);
        Assert.Contains("the base [3, 2] must have the output shape [3, 4]", Refused(new ScatterMax(0, 3), [5], [5, 4], [3, 2]),
            StringComparison.Ordinal);
        Assert.Equal("ScatterMultiply: takes 3 inputs, not 2", Refused(new ScatterMultiply(0, 3), [5], [5, 4]));

        static string Refused(Operator @operator, params Shape[] inputs) =>
            Assert.Throws<ShapeException>(() => @operator.InferShapes(inputs)).Message;
    }

    /// <summary>Indices from both ends, repeated, some of them outside.</summary>
    private static HostTensor Indices(Random random, int[] shape, int length) =>
        new(Shape.Of(shape),
            [.. Enumerable.Range(0, (int)Shape.Of(shape).Count).Select(_ => (double)random.Next(-length - 1, length + 1))]);
}
