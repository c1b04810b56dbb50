using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using static ShaderKernels.Operators.Expressions.Expression;

namespace ShaderKernels.Tests.Operators;

public class MapReduceTests
{
    /// <summary>Two sums, of which one reads a factor of each channel.</summary>
    private static readonly Map Expressions = new(Relu(Input(0) - Input(1)) * Input(0), Square(Input(0)));

    public static TheoryData<string> Vectors => ["Cpu-Vector128", "Cpu-Vector256", "Cpu-Vector512"];

    [SkippableTheory, MemberData(nameof(Vectors))]
    public void Every_set_of_axes_agrees_with_the_formula(string device)
    {
        var random = new Random(1);
        // Long parts, channels that fill no vector, and many rows for each block.
        Shape[] shapes = [[3, 5, 7, 11], [4, 19, 23, 33], [2, 3, 5, 4500]];
        foreach (var shape in shapes)
        {
            HostTensor x = HostTensor.Random(random, shape), y = HostTensor.Random(random, [1, 1, 1, shape[3]]);
            for (int mask = 0; mask < 16; mask++)
            {
                int[] axes = [.. Enumerable.Range(0, 4).Where(axis => (mask >> axis & 1) != 0)];
                Check(device, isMean: mask % 2 == 0, axes, x, y);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(Vectors))]
    public void Inputs_may_broadcast_along_any_axis(string device)
    {
        var random = new Random(2);
        foreach (var shape in (Shape[])[[], [33], [7, 1], [5, 1, 33], [1, 7, 33]])
        {
            foreach (int[] axes in (int[][])[[0], [1], [0, 1], [2], [0, 1, 2]])
                Check(device, isMean: false, axes, HostTensor.Random(random, [5, 7, 33]), HostTensor.Random(random, shape));
        }
    }

    [SkippableFact]
    public void Sums_do_not_depend_on_the_number_of_threads()
    {
        var x = HostTensor.Random(new Random(3), [40, 33, 65]);
        var y = HostTensor.Random(new Random(4), [65]);
        var sums = new MapReduce(Expressions, isMean: false, 0, 1);
        using var one = new CpuDevice(1);
        using var three = new CpuDevice(3);
        Skip.IfNot(one.ReducesMap(Expressions));
        HostTensor[] alone = OperatorRunner.Run(one, sums, x, y), together = OperatorRunner.Run(three, sums, x, y);
        for (int i = 0; i < alone.Length; i++) Assert.Equal(alone[i].Values, together[i].Values);
    }

    private static void Check(string device, bool isMean, int[] axes, HostTensor x, HostTensor y) =>
        Agreement.Check(device, new MapReduce(Expressions, isMean, axes), [x, y]);
}
