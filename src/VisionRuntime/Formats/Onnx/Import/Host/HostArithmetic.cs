using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Elementwise operators on known tensors, with a function for integers and one for floating point.</summary>
internal static class HostArithmetic
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        Binary("Add", (x, y) => unchecked(x + y), (x, y) => x + y),
        Binary("Sub", (x, y) => unchecked(x - y), (x, y) => x - y),
        Binary("Mul", (x, y) => unchecked(x * y), (x, y) => x * y),
        Binary("Div", Quotient, (x, y) => x / y),
        Binary("Pow", (x, y) => (long)Math.Pow(x, y), Math.Pow),
        Binary("Max", Math.Max, Math.Max, variadic: true),
        Binary("Min", Math.Min, Math.Min, variadic: true),
        ("Mod", call => [Modulo(call)]),
        Comparison("Equal", (x, y) => x == y),
        Comparison("Greater", (x, y) => x > y),
        Comparison("Less", (x, y) => x < y),
        Comparison("GreaterOrEqual", (x, y) => x >= y),
        Comparison("LessOrEqual", (x, y) => x <= y),
        Comparison("And", (x, y) => x != 0 && y != 0),
        Comparison("Or", (x, y) => x != 0 || y != 0),
        Comparison("Xor", (x, y) => x != 0 != (y != 0)),
        Unary("Neg", x => unchecked(-x), x => -x),
        Unary("Abs", x => x == long.MinValue ? x : Math.Abs(x), Math.Abs),
        Unary("Sign", x => Math.Sign(x), x => double.IsNaN(x) ? x : Math.Sign(x)),
        Unary("Floor", x => x, Math.Floor),
        Unary("Ceil", x => x, Math.Ceiling),
        Unary("Round", x => x, x => Math.Round(x, MidpointRounding.ToEven)),
        Unary("Relu", x => Math.Max(x, 0), x => x < 0 ? 0 : x),
        Unary("Sqrt", x => (long)Math.Sqrt(x), Math.Sqrt),
        Unary("Exp", x => (long)Math.Exp(x), Math.Exp),
        Unary("Log", x => (long)Math.Log(x), Math.Log),
        Unary("Reciprocal", x => Quotient(1, x), x => 1 / x),
        Unary("Not", x => x == 0 ? 1 : 0, x => x == 0 ? 1 : 0),
        ("Cast", call => [Cast(call, call.Type("to") ?? throw call.Error("the attribute 'to' is missing"))]),
        ("CastLike", call => [Cast(call, call.TypeOf(1))]),
        ("Where", call => [Where(call)]),
    ];

    /// <summary>The row-major indices with which a source is read where it broadcasts to a target shape.</summary>
    public static int[] BroadcastIndices(NodeCall call, Shape source, Shape target)
    {
        var indices = new int[HostOperators.RequireCount(call, target.Count)];
        int[] strides = source.Strides(), targetStrides = target.Strides();
        int added = target.Rank - source.Rank;
        for (int i = 0; i < indices.Length; i++)
        {
            for (int axis = 0; axis < source.Rank; axis++)
            {
                if (source[axis] != 1) indices[i] += i / targetStrides[axis + added] % target[axis + added] * strides[axis];
            }
        }
        return indices;
    }

    /// <summary>Converts to another type: floating-point values are truncated to integers, integers wrap around.</summary>
    private static OnnxTensor Cast(NodeCall call, OnnxType to)
    {
        var x = HostOperators.Input(call, 0);
        HostOperators.RequireCount(call, x.Count);
        if (to == OnnxType.BFloat16 && IntegerArithmetic.TruncatesBFloat16(call))
            return OnnxTensor.Of(to, x.Shape, Array.ConvertAll(x.ToDoubles(), TruncateToBFloat16));
        if (to == OnnxType.Bool) return OnnxTensor.Of(to, x.Shape, Array.ConvertAll(x.ToDoubles(), value => value != 0 ? 1L : 0L));
        return to.IsFloat() ? OnnxTensor.Of(to, x.Shape, x.ToDoubles()) : OnnxTensor.Of(to, x.Shape, x.ToIntegers());
    }

    private static double TruncateToBFloat16(double value) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)value) & ~0xFFFF);

    private static long Quotient(long x, long y) => y == 0 ? 0 : y == -1 ? unchecked(-x) : x / y;

    private static long Remainder(long x, long y) => y is 0 or -1 ? 0 : x % y;

    private static OnnxTensor Modulo(NodeCall call)
    {
        OnnxTensor x = HostOperators.Input(call, 0), y = HostOperators.Input(call, 1);
        if (call.Int("fmod") != 0) return Combine(call, x, y, Remainder, (a, b) => a % b);
        return Combine(call, x, y, (a, b) => Remainder(unchecked(Remainder(a, b) + b), b), (a, b) => a - b * Math.Floor(a / b));
    }

    private static (string, HostHandler) Unary(string name, Func<long, long> ofIntegers, Func<double, double> ofFloats) => (name, call =>
    {
        var x = HostOperators.Input(call, 0);
        HostOperators.RequireCount(call, x.Count);
        if (x.Type.IsFloat()) return [OnnxTensor.Of(x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), value => ofFloats(value)))];
        return [OnnxTensor.Of(x.Type, x.Shape, Array.ConvertAll(x.ToIntegers(), value => ofIntegers(value)))];
    });

    private static (string, HostHandler) Binary(
        string name, Func<long, long, long> ofIntegers, Func<double, double, double> ofFloats, bool variadic = false) => (name, call =>
    {
        var total = HostOperators.Input(call, 0);
        int count = variadic ? call.InputCount : 2;
        for (int i = 1; i < count; i++) total = Combine(call, total, HostOperators.Input(call, i), ofIntegers, ofFloats);
        return [total];
    });

    private static (string, HostHandler) Comparison(string name, Func<double, double, bool> test) => (name, call =>
    {
        OnnxTensor x = HostOperators.Input(call, 0), y = HostOperators.Input(call, 1);
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        int[] xs = BroadcastIndices(call, x.Shape, shape), ys = BroadcastIndices(call, y.Shape, shape);
        return [OnnxTensor.Of(OnnxType.Bool, shape, xs.Select((index, i) => test(x[index], y[ys[i]]) ? 1L : 0L).ToArray())];
    });

    private static OnnxTensor Combine(
        NodeCall call, OnnxTensor x, OnnxTensor y, Func<long, long, long> ofIntegers, Func<double, double, double> ofFloats)
    {
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        int[] xs = BroadcastIndices(call, x.Shape, shape), ys = BroadcastIndices(call, y.Shape, shape);
        if (x.Type.IsFloat() || y.Type.IsFloat())
        {
            var values = xs.Select((index, i) => ofFloats(x[index], y[ys[i]])).ToArray();
            return OnnxTensor.Of(x.Type, shape, x.Type.IsFloat() ? values : Array.ConvertAll(values, Math.Truncate));
        }
        long[] left = x.ToIntegers(), right = y.ToIntegers();
        return OnnxTensor.Of(x.Type, shape, xs.Select((index, i) => ofIntegers(left[index], right[ys[i]])).ToArray());
    }

    private static OnnxTensor Where(NodeCall call)
    {
        OnnxTensor condition = HostOperators.Input(call, 0), x = HostOperators.Input(call, 1), y = HostOperators.Input(call, 2);
        var shape = Shape.Broadcast(condition.Shape, Shape.Broadcast(x.Shape, y.Shape));
        int[] conditions = BroadcastIndices(call, condition.Shape, shape);
        int[] xs = BroadcastIndices(call, x.Shape, shape), ys = BroadcastIndices(call, y.Shape, shape);
        if (x.Type.IsFloat())
            return OnnxTensor.Of(x.Type, shape, conditions.Select((index, i) => condition[index] != 0 ? x[xs[i]] : y[ys[i]]).ToArray());
        long[] then = x.ToIntegers(), otherwise = y.ToIntegers();
        var selected = conditions.Select((index, i) => condition[index] != 0 ? then[xs[i]] : otherwise[ys[i]]);
        return OnnxTensor.Of(x.Type, shape, selected.ToArray());
    }
}
