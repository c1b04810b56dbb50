using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Whole numbers in floats. They are exact up to 2^24; those of 8 and 16 bits overflow as the standard's reference does, by dropping the upper
/// bits, and those of 32 and 64 bits are taken not to overflow.
/// </summary>
internal static class Whole
{
    /// <summary>A result with the upper bits dropped where the type is short.</summary>
    public static Value Wrapped(Expression result, OnnxType type, NodeCall call, params IReadOnlyList<Value> operands) => call.Map(Wrap(result, type), operands);

    /// <summary>The expression with the upper bits dropped where the type is short.</summary>
    public static Expression Wrap(Expression x, OnnxType type)
    {
        if (!type.IsInteger() || type.Size() > 2) return x;
        var (least, most) = type.Range();
        float count = (float)(most - least + 1);
        return x - count * Floor((x - (float)least) / count);
    }

    /// <summary>The number without what stands after the point.</summary>
    public static Expression Truncate(Expression x) => Select(Greater(0, x), -Floor(-x), Floor(x));

    /// <summary>
    /// The quotient of whole numbers, cut toward 0. Half a unit more keeps an exact quotient from falling below the whole number on devices whose
    /// division is off in the last place.
    /// </summary>
    public static Expression Divide(Expression x, Expression y)
    {
        var magnitude = Floor((Abs(x) + 0.5f) / Abs(y));
        return Select(Greater(0, x * y), -magnitude, magnitude);
    }

    /// <summary>One type's numbers as another's; those of float16 and bfloat16 are rounded to what these hold.</summary>
    public static Value Cast(NodeCall call, OnnxType to)
    {
        var (x, from) = (call[0], call.TypeOf(0));
        if (to == OnnxType.Bool) return from == OnnxType.Bool ? x : x.Graph.Map(1f - Equal(Input(0), 0), x);
        if (to.IsFloat())
        {
            return (from, to) switch
            {
                (not OnnxType.BFloat16, OnnxType.BFloat16) => x.Graph.Map(Shortened(8, -126, float.MaxValue, CutsShort(call)), x),
                (not OnnxType.Float16, OnnxType.Float16) => x.Graph.Map(Shortened(11, -24, 65504, false), x),
                _ => x,
            };
        }
        var whole = from.IsFloat() ? Truncate(Input(0)) : Input(0);
        var wrapped = Wrap(whole, to);
        return wrapped == Input(0) ? x : x.Graph.Map(wrapped, x);
    }

    /// <summary>Whether digits that bfloat16 does not hold are dropped rather than rounded: so expect it the standard's own tests before version 19.</summary>
    public static bool CutsShort(NodeCall call) => call.Version < 19;

    /// <summary>
    /// A number rounded to some binary digits, halves to even. The unit of the last digit comes from the logarithm: where that is off in the last
    /// place, beside a power of 2, either unit gives the same number.
    /// </summary>
    private static Expression Shortened(int digits, int least, float most, bool cut)
    {
        var x = Input(0);
        var unit = Power(2, Max(Floor(Log(Max(Abs(x), 1e-38f)) * 1.44269504f) - (digits - 1), least));
        var rounded = (cut ? Truncate(x / unit) : Round(x / unit)) * unit;
        var ended = Select(Greater(Abs(rounded), most), Sign(x) * float.PositiveInfinity, rounded);
        return Select(Or(IsNaN(x), IsInfinity(x)), x, ended);
    }
}
