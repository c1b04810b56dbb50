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
            foreach (var (m, n, k) in new[] { (1, 1, 1), (32, 512, 97), (5, 3, 512), (33, 65, 17), (8, 16, 32), (7, 48, 300), (0, 4, 3), (3, 4, 0) }) cases.Add(device, m, n, k);
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
                var a = Numbers.Random(random, ta ? [k, m] : [m, k]);
                var b = Numbers.Random(random, tb ? [n, k] : [k, n]);
                Agreement.Check(device, new MatMul(ta, tb), [a, b]);
                Agreement.Check(device, new MatMul(ta, tb, Activation.Relu), [a, b, Numbers.Random(random, [n])]);
            }
        }
    }

    [Fact]
    public void Sizes_that_do_not_match_are_named() =>
        Assert.Equal("MatMul: [2, 3] times [4, 5] does not fit (3 columns against 4 rows)", Assert.Throws<ShapeException>(() => new MatMul().InferShapes([[2, 3], [4, 5]])).Message);
}
