using ShaderKernels.Operators.Expressions;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Whole numbers taken as rows of bits. In a graph they are floats, exact up to 2^24: a number is cut into its bits by division, and a negative
/// one is, in two's complement, one whose upper bits are all set. Numbers beyond are computed at import where they are known.
/// </summary>
internal static class Bits
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("BitwiseAnd", call => Joined(call, (x, y) => x * y)),
        ("BitwiseOr", call => Joined(call, (x, y) => x + y - x * y)),
        ("BitwiseXor", call => Joined(call, (x, y) => x + y - 2f * x * y)),
        ("BitwiseNot", Not),
    ];

    private static void Not(NodeCall call)
    {
        var type = call.TypeOf(0);
        if (type.IsUnsigned() && type.Size() > 2) call.Known(0, $"numbers of {type}"); // the results are too large for floats
        call.Return(call.Map(type.IsUnsigned() ? (float)type.Range().Most - Input(0) : -1f - Input(0), call[0]));
    }

    private static void Joined(NodeCall call, Func<Expression, Expression, Expression> join)
    {
        var type = call.TypeOf(0);
        int count = Math.Min(8 * type.Size() - (type.IsUnsigned() ? 0 : 1), 24);
        Expression total = 0f;
        for (int bit = 0; bit < count; bit++) total += (float)(1 << bit) * join(Bit(Input(0), bit), Bit(Input(1), bit));
        // What lies above the bits of a negative number adds up to -2^count.
        if (!type.IsUnsigned()) total -= (float)(1 << count) * join(Greater(0, Input(0)), Greater(0, Input(1)));
        call.Return(call.Map(total, call[0], call[1]));
    }

    private static Expression Bit(Expression x, int bit) => Floor(x * (1f / (1 << bit))) - 2f * Floor(x * (0.5f / (1 << bit)));
}
