using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Integers in float32, which represents them up to 2^24. Integers of 8 and 16 bits wrap around on overflow, as in ONNX's reference
/// implementation; those of 32 and 64 bits are assumed not to overflow.
/// </summary>
internal static class IntegerArithmetic
{
    /// <summary>A result of an integer type of 8 or 16 bits, wrapped around into its range; other types are left alone.</summary>
    public static Expression Wrap(Expression x, OnnxType type)
    {
        if (!type.IsInteger() || type.Size() > 2) return x;
        var (min, max) = type.Range();
        float count = (float)(max - min + 1);
        return x - count * Floor((x - (float)min) / count);
    }

    /// <summary>x rounded toward 0.</summary>
    public static Expression Truncate(Expression x) => Select(Greater(0, x), -Floor(-x), Floor(x));

    /// <summary>
    /// The quotient of integers, rounded toward 0. Adding 0.5 to the dividend does not change it, and keeps an exact quotient from
    /// being rounded down where the device's division is not correctly rounded.
    /// </summary>
    public static Expression Divide(Expression x, Expression y)
    {
        var magnitude = Floor((Abs(x) + 0.5f) / Abs(y));
        return Select(Greater(0, x * y), -magnitude, magnitude);
    }

    /// <summary>The first input converted to another type; values of float16 and bfloat16 are rounded to those formats.</summary>
    public static Value Cast(NodeCall call, OnnxType to)
    {
        var (x, from) = (call[0], call.TypeOf(0));
        if (to == OnnxType.Bool) return from == OnnxType.Bool ? x : x.Graph.Map(1f - Equal(Input(0), 0), x);
        if (to.IsFloat())
        {
            return (from, to) switch
            {
                (not OnnxType.BFloat16, OnnxType.BFloat16) => x.Graph.Map(RoundTo(8, -126, float.MaxValue, TruncatesBFloat16(call)), x),
                (not OnnxType.Float16, OnnxType.Float16) => x.Graph.Map(RoundTo(11, -24, 65504, false), x),
                _ => x,
            };
        }
        var wrapped = Wrap(from.IsFloat() ? Truncate(Input(0)) : Input(0), to);
        return wrapped == Input(0) ? x : x.Graph.Map(wrapped, x);
    }

    /// <summary>Whether a cast to bfloat16 truncates rather than rounds: ONNX's own tests expect so before version 19.</summary>
    public static bool TruncatesBFloat16(NodeCall call) => call.Version < 19;

    /// <summary>
    /// Rounds to a number of significant binary digits, ties to even. The unit in the last place is found with the logarithm; where
    /// that is off by one, next to a power of 2, both units give the same result.
    /// </summary>
    private static Expression RoundTo(int digits, int minExponent, float max, bool truncate)
    {
        var x = Input(0);
        var unit = Power(2, Max(Floor(Log(Max(Abs(x), 1e-38f)) * 1.44269504f) - (digits - 1), minExponent));
        var rounded = (truncate ? Truncate(x / unit) : Round(x / unit)) * unit;
        var finite = Select(Greater(Abs(rounded), max), Sign(x) * float.PositiveInfinity, rounded);
        return Select(Or(IsNaN(x), IsInfinity(x)), x, finite);
    }
}
