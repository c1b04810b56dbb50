using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Reductions over some axes and over all, against PyTorch.</summary>
public class ReductionLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        .. Kind("Sum", (x, axes) => x.Sum(axes)),
        .. Kind("Mean", (x, axes) => x.Mean(axes)),
        .. Kind("Max", (x, axes) => x.Max(axes)),
        .. Kind("Min", (x, axes) => x.Min(axes)),
        .. Kind("Product", (x, axes) => x.Product(axes)),
        .. Kind("SumSquare", (x, axes) => x.SumSquare(axes)),
        .. Kind("L1Norm", (x, axes) => x.L1Norm(axes)),
        .. Kind("L2Norm", (x, axes) => x.L2Norm(axes)),
        .. Kind("LogSum", (x, axes) => x.LogSum(axes)),
        .. Kind("LogSumExp", (x, axes) => x.LogSumExp(axes)),
        new("reduction/Product with zeros", g => g["x"].Reduce(ShaderKernels.Operators.Reduction.Product, 1)),
        new("reduction/Max of equals", g => g["x"].Max(1)),
        new("reduction/Min of equals", g => g["x"].Min(1)),
        new("reduction/ArgMax", g => g["x"].ArgMax(1)),
        new("reduction/ArgMax last", g => g["x"].ArgMax(1, selectLast: true)),
        new("reduction/ArgMin", g => g["x"].ArgMin(1)),
        new("reduction/ArgMin last", g => g["x"].ArgMin(1, selectLast: true)),
        new("reduction/ArgMax 0", g => g["x"].ArgMax(0)),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    private static IEnumerable<LiteralCase> Kind(string name, Func<Value, int[], Value> reduce) =>
    [
        new($"reduction/{name} 1", g => reduce(g["x"], [1])),
        new($"reduction/{name} 0 2", g => reduce(g["x"], [0, 2])),
        new($"reduction/{name}", g => reduce(g["x"], [])),
    ];
}
