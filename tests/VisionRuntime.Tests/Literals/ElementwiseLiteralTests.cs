using ShaderKernels.Operators.Expressions;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Literals;

/// <summary>Functions of one and two values, against PyTorch.</summary>
public class ElementwiseLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        .. Unary(
            ("Negate", x => -x), ("Abs", Abs), ("Exp", Exp), ("Log", Expression.Log), ("Sqrt", Sqrt), ("Tanh", Tanh), ("Sigmoid", Sigmoid),
            ("Floor", Floor), ("Sin", Sin), ("Cos", Cos), ("Tan", Tan),
            ("Asin", Asin), ("Acos", Acos), ("Atan", Atan), ("Sinh", Sinh), ("Cosh", Cosh), ("Asinh", Asinh), ("Acosh", Acosh),
            ("Atanh", Atanh), ("Erf", Erf), ("Round", Round),
            ("Ceiling", Ceiling), ("Sign", Sign), ("Square", Square), ("Relu", Relu), ("Round halves", Round), ("IsNaN", IsNaN),
            ("IsInfinity", IsInfinity), ("Not", Not)),
        .. Binary(
            ("Add", (x, y) => x + y), ("Subtract", (x, y) => x - y), ("Multiply", (x, y) => x * y), ("Divide", (x, y) => x / y),
            ("Min", Min), ("Max", Max), ("Power", Power),
            ("Remainder", Remainder), ("Modulo", Modulo), ("Greater", Greater), ("Less", Less), ("Equal", Equal), ("NotEqual", NotEqual),
            ("GreaterOrEqual", GreaterOrEqual),
            ("LessOrEqual", LessOrEqual), ("And", And), ("Or", Or), ("Xor", Xor)),
        new("select", g => g.Graph.Map(Select(Input(0), Input(1), Input(2)), g["c"], g["x"], g["y"])),
        new("operators", g => [g["x"] + g["y"], g["x"] - g["y"], g["x"] * g["y"], g["x"] / g["y"], g["x"] + 0.75f, g["x"] - 0.75f,
            g["x"] * 0.75f, 0.75f - g["x"], -g["x"]]),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    private static IEnumerable<LiteralCase> Unary(params (string Name, Func<Expression, Expression> Function)[] functions) =>
        functions.Select(function => new LiteralCase($"unary/{function.Name}", g => g.Graph.Map(function.Function(Input(0)), g["x"])));

    private static IEnumerable<LiteralCase> Binary(params (string Name, Func<Expression, Expression, Expression> Function)[] functions) =>
        functions.Select(function => new LiteralCase($"binary/{function.Name}", g =>
            g.Graph.Map(function.Function(Input(0), Input(1)), g["x"], g["y"])));
}
