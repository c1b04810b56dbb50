using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class MatMulTests
{
    public static TheoryData<string, int, int, int> Sizes()
    {
        var cases = new TheoryData<string, int, int, int>();
        foreach (string device in TestDevices.Names)
        {
            foreach (var (m, n, k) in new[] { (1, 1, 1), (32, 512, 97), (5, 3, 512), (33, 65, 17), (8, 16, 32), (7, 48, 300), (0, 4, 3),
                (3, 4, 0), (1, 600, 130), (1, 18, 512), (4, 77, 29), (3, 130, 64) }) cases.Add(device, m, n, k);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Sizes))]
    public void Every_transposition_agrees_with_the_formula(string device, int m, int n, int k)
    {
        var random = new Random(m * 31 + n);
        foreach (bool ta in new[] { false, true })
        {
            foreach (bool tb in new[] { false, true })
            {
                var a = HostTensor.Random(random, ta ? [k, m] : [m, k]);
                var b = HostTensor.Random(random, tb ? [n, k] : [k, n]);
                Agreement.Check(device, new MatMul(ta, tb), [a, b]);
                Agreement.Check(device, new MatMul(ta, tb, Activation.Relu), [a, b, HostTensor.Random(random, [n])]);
                Agreement.Check(device, new MatMul(ta, tb, Activation.Relu) { NegativeSlope = 0.2f }, [a, b]);
            }
        }
    }

    /// <summary>The batches of A and B, then M, N and K.</summary>
    public static readonly (int[] Left, int[] Right, int M, int N, int K)[] Batches =
    [
        ([3, 1], [4], 5, 7, 6),
        ([3], [3], 17, 33, 9),
        ([2, 3], [1, 3], 4, 16, 8),
        ([7], [], 5, 12, 11),
        ([], [7], 5, 12, 11),
        ([1], [1, 1], 6, 6, 6),
        ([70], [70], 1, 1, 3),
        ([97], [97], 8, 8, 8),
        ([5, 1, 2], [3, 1], 3, 4, 20),
        ([2], [2], 65, 70, 40),
        ([0], [0], 3, 4, 5),
        ([0], [], 3, 4, 5),
        ([3], [3], 0, 4, 5),
        ([3], [3], 4, 5, 0),
        ([40, 1], [40, 3], 4, 5, 0),
    ];

    public static TheoryData<string, int> BatchCases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Batches.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(BatchCases))]
    public void Batches_of_matrices_broadcast(string device, int batch) => CheckBatch(device, batch);

    internal static void CheckBatch(string device, int batch)
    {
        var (left, right, m, n, k) = Batches[batch];
        var random = new Random(batch);
        foreach (var (ta, tb) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            HostTensor a = HostTensor.Random(random, ta ? [.. left, k, m] : [.. left, m, k]),
                b = HostTensor.Random(random, tb ? [.. right, n, k] : [.. right, k, n]);
            Agreement.Check(device, new MatMul(ta, tb), [a, b]);
            Agreement.Check(device, new MatMul(ta, tb, Activation.Relu), [a, b, HostTensor.Random(random, [n])]);
        }
    }

    [Fact]
    public void Multiplications_count_every_matrix() =>
        Assert.Equal(3 * 4 * 5 * 6 * 7, new MatMul().Multiplications([[3, 1, 5, 7], [4, 7, 6]]));

    [Fact]
    public void Batches_that_do_not_broadcast_are_reported() =>
        Assert.Equal("MatMul: the leading axes of [2, 3, 4] and [5, 4, 3] do not broadcast; they must be equal or 1",
            Assert.Throws<ShapeException>(() => new MatMul().InferShapes([[2, 3, 4], [5, 4, 3]])).Message);

    [Fact]
    public void Vectors_are_rejected() =>
        Assert.Contains("right matrix [3] has 1 dimensions",
            Assert.Throws<ShapeException>(() => new MatMul().InferShapes([[2, 3], [3]])).Message);

    [Fact]
    public void Sizes_that_do_not_match_are_reported() =>
        Assert.Equal("MatMul: [2, 3] times [4, 5]: 3 columns do not match 4 rows; they must be equal, or transpose one",
            Assert.Throws<ShapeException>(() => new MatMul().InferShapes([[2, 3], [4, 5]])).Message);
}
