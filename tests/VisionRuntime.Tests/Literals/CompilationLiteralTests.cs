using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Networks that the compiler fuses, against PyTorch.</summary>
public class CompilationLiteralTests
{
    /// <summary>The devices that compute sums of expressions without storing what is summed.</summary>
    private static readonly string[] Vectors = ["Cpu-Vector128", "Cpu-Vector256", "Cpu-Vector512"];

    internal static readonly LiteralCase[] Cases =
    [
        new("compilation/residual", g => (g["x"].Convolution("conv", 3, 3, padding: 1) + g["r"]).Relu()),
        new("compilation/normalized", g => g["x"].Convolution("conv", 3, 3, padding: 1).BatchNormalization("bn")),
        new("compilation/normalized without a bias",
            g => g["x"].Convolution("conv", 3, 3, padding: 1, bias: false).BatchNormalization("bn").Relu()),
        new("compilation/padded", g => g["x"].Pad([0, 0, 0, 2], [0, 0, 1, 1]).Convolution("conv", 3, 3)),
        new("compilation/scaled", g => g["x"].Dense("layer", 3) * 0.5f - 1),
        new("compilation/Relu", g => g["x"].Convolution("conv", 3, 3).Relu()),
        new("compilation/Relu6", g => g.Graph.Map(Expression.Min(Expression.Relu(Expression.Input(0)), 6),
            g["x"].Convolution("conv", 3, 3))),
        new("compilation/quantized", g => g.Graph.Apply(
            new QuantizedConvolution(new(3, 1, 1, 1), new(3, 1, 1, 1), new(100, 0, 255), 1, new QuantizedRange(17, 0, 255)),
            g["x"], g["w"], g["scale"], g["offset"])) { RunsOn = ["Cpu-Scalar", "Cpu-Vector256"] },
        new("compilation/sums", g => g.Graph.Apply(new MapReduce(
            new Map(Expression.Relu(Expression.Input(0) - Expression.Input(1)) * Expression.Input(0)), isMean: false, 0, 2, 3),
            g["x"], g["y"])) { RunsOn = Vectors },
        new("compilation/means", g => g.Graph.Apply(new MapReduce(
            new Map(Expression.Square(Expression.Input(0) - Expression.Input(1))), isMean: true, 0, 2), g["x"], g["y"])) { RunsOn = Vectors },
        new("compilation/maps", g => Maps(g["x"] * 2 + 1, g["y"])),
        new("compilation/copies", g => g["x"].Slice(1, 1, 2).Transpose(2, 0, 1).Flip(0).Reshape([3, 4])),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_are_the_expected_values(string device, string name) => Cases.Single(literal => literal.Name == name).Check(device);

    private static Value Maps(Value x, Value y) => x.Sigmoid() * y - x.Tanh() / (y * y + 1);
}
