using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Onnx.Import;

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
    /// The quotient of whole numbers, cut towards 0. Half a unit more keeps an exact quotient from falling below the whole number on devices whose
    /// division is off in the last place.
    /// </summary>
    public static Expression Divide(Expression x, Expression y)
    {
        var magnitude = Floor((Abs(x) + 0.5f) / Abs(y));
        return Select(Greater(0, x * y), -magnitude, magnitude);
    }

    /// <summary>One type's numbers as another's. float16 and bfloat16 keep the precision of float32.</summary>
    public static Value Cast(Value x, OnnxType from, OnnxType to)
    {
        if (to == OnnxType.Bool) return from == OnnxType.Bool ? x : x.Graph.Map(1f - Equal(Input(0), 0), x);
        if (to.IsFloat()) return x;
        var whole = from.IsFloat() ? Truncate(Input(0)) : Input(0);
        var wrapped = Wrap(whole, to);
        return wrapped == Input(0) ? x : x.Graph.Map(wrapped, x);
    }
}
