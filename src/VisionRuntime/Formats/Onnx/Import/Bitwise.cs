using ShaderKernels.Operators.Expressions;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Bitwise operators on integers in float32, which represents them up to 2^24: division extracts the bits, and the upper bits of a
/// negative integer are all 1 (two's complement). Larger integers are computed on the host where they are known at import.
/// </summary>
internal static class Bitwise
{
    private const int MaxBits = 24;

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("BitwiseAnd", call => Binary(call, (x, y) => x * y)),
        ("BitwiseOr", call => Binary(call, (x, y) => x + y - x * y)),
        ("BitwiseXor", call => Binary(call, (x, y) => x + y - 2f * x * y)),
        ("BitwiseNot", Not),
    ];

    private static void Not(NodeCall call)
    {
        var type = call.TypeOf(0);
        if (type.IsUnsigned() && type.Size() > 2) call.Known(0, $"input of {type}"); // float32 cannot represent the results
        call.Return(call.Map(type.IsUnsigned() ? (float)type.Range().Max - Input(0) : -1f - Input(0), call[0]));
    }

    /// <param name="call">The node.</param>
    /// <param name="function">The operator for two bits, each 0 or 1.</param>
    private static void Binary(NodeCall call, Func<Expression, Expression, Expression> function)
    {
        var type = call.TypeOf(0);
        int count = Math.Min(8 * type.Size() - (type.IsUnsigned() ? 0 : 1), MaxBits);
        Expression total = 0f;
        for (int bit = 0; bit < count; bit++) total += (float)(1 << bit) * function(Bit(Input(0), bit), Bit(Input(1), bit));
        // The bits above, which are all equal to the sign bit, add up to -2^count.
        if (!type.IsUnsigned()) total -= (float)(1 << count) * function(Greater(0, Input(0)), Greater(0, Input(1)));
        call.Return(call.Map(total, call[0], call[1]));
    }

    private static Expression Bit(Expression x, int bit) => Floor(x * (1f / (1 << bit))) - 2f * Floor(x * (0.5f / (1 << bit)));
}
