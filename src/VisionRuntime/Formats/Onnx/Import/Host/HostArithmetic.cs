using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Elementwise operators on known numbers: whole numbers stay whole.</summary>
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
        ("Mod", call => [Join(call, 0, 1, call.Int("fmod") != 0 ? (x, y) => y == 0 ? 0 : x % y : (x, y) => y == 0 ? 0 : (x % y + y) % y, (x, y) => call.Int("fmod") != 0 ? x % y : x - y * Math.Floor(x / y))]),
        Logical("Equal", (x, y) => x == y),
        Logical("Greater", (x, y) => x > y),
        Logical("Less", (x, y) => x < y),
        Logical("GreaterOrEqual", (x, y) => x >= y),
        Logical("LessOrEqual", (x, y) => x <= y),
        Logical("And", (x, y) => x != 0 && y != 0),
        Logical("Or", (x, y) => x != 0 || y != 0),
        Logical("Xor", (x, y) => x != 0 != (y != 0)),
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
        ("Not", call => [Each(call, HostOperators.Input(call, 0), x => x == 0 ? 1 : 0, x => x == 0 ? 1 : 0)]),
        ("Cast", call => [Cast(call, OnnxTypes.Of((int)call.Int("to"), call.Name))]),
        ("CastLike", call => [Cast(call, call.TypeOf(1))]),
        ("Where", call => [Where(call)]),
    ];

    /// <summary>Another type: floating numbers lose what stands after the point, whole ones the bits that do not fit.</summary>
    private static OnnxTensor Cast(NodeCall call, OnnxType to)
    {
        var x = HostOperators.Input(call, 0);
        if (to == OnnxType.BFloat16 && Whole.CutsShort(call)) return OnnxTensor.Of(to, x.Shape, Array.ConvertAll(x.ToDoubles(), value => (double)BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)value) & ~0xFFFF)));
        if (to == OnnxType.Bool) return OnnxTensor.Of(to, x.Shape, Array.ConvertAll(x.ToDoubles(), value => value != 0 ? 1L : 0L));
        return to.IsFloat() ? OnnxTensor.Of(to, x.Shape, x.ToDoubles()) : OnnxTensor.Of(to, x.Shape, x.ToIntegers());
    }

    /// <summary>For each element of a broadcast shape, the place of its source element.</summary>
    public static int[] Places(NodeCall call, Shape source, Shape target)
    {
        var places = new int[HostOperators.RequireCount(call, target.Count)];
        int[] strides = source.Strides(), outer = target.Strides();
        int added = target.Rank - source.Rank;
        for (int i = 0; i < places.Length; i++)
        {
            for (int axis = 0; axis < source.Rank; axis++)
            {
                if (source[axis] != 1) places[i] += i / outer[axis + added] % target[axis + added] * strides[axis];
            }
        }
        return places;
    }

    private static long Quotient(long x, long y) => y == 0 ? 0 : y == -1 ? unchecked(-x) : x / y;

    private static (string, HostHandler) Unary(string name, Func<long, long> whole, Func<double, double> real) => (name, call => [Each(call, HostOperators.Input(call, 0), whole, real)]);

    private static OnnxTensor Each(NodeCall call, OnnxTensor x, Func<long, long> whole, Func<double, double> real)
    {
        HostOperators.RequireCount(call, x.Count);
        return x.Type.IsFloat() ? OnnxTensor.Of(x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), value => real(value))) : OnnxTensor.Of(x.Type, x.Shape, Array.ConvertAll(x.ToIntegers(), value => whole(value)));
    }

    private static (string, HostHandler) Binary(string name, Func<long, long, long> whole, Func<double, double, double> real, bool variadic = false) => (name, call =>
    {
        if (!variadic) return [Join(call, 0, 1, whole, real)];
        var total = HostOperators.Input(call, 0);
        for (int i = 1; i < call.Count; i++) total = Join(call, total, HostOperators.Input(call, i), whole, real);
        return [total];
    });

    private static (string, HostHandler) Logical(string name, Func<double, double, bool> test) => (name, call =>
    {
        OnnxTensor x = HostOperators.Input(call, 0), y = HostOperators.Input(call, 1);
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        int[] xs = Places(call, x.Shape, shape), ys = Places(call, y.Shape, shape);
        return [OnnxTensor.Of(OnnxType.Bool, shape, xs.Select((place, i) => test(x[place], y[ys[i]]) ? 1L : 0L).ToArray())];
    });

    private static OnnxTensor Join(NodeCall call, int first, int second, Func<long, long, long> whole, Func<double, double, double> real) =>
        Join(call, HostOperators.Input(call, first), HostOperators.Input(call, second), whole, real);

    private static OnnxTensor Join(NodeCall call, OnnxTensor x, OnnxTensor y, Func<long, long, long> whole, Func<double, double, double> real)
    {
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        int[] xs = Places(call, x.Shape, shape), ys = Places(call, y.Shape, shape);
        if (x.Type.IsFloat() || y.Type.IsFloat())
        {
            var values = xs.Select((place, i) => real(x[place], y[ys[i]])).ToArray();
            return OnnxTensor.Of(x.Type, shape, x.Type.IsFloat() ? values : Array.ConvertAll(values, Math.Truncate));
        }
        long[] left = x.ToIntegers(), right = y.ToIntegers();
        return OnnxTensor.Of(x.Type, shape, xs.Select((place, i) => whole(left[place], right[ys[i]])).ToArray());
    }

    private static OnnxTensor Where(NodeCall call)
    {
        OnnxTensor condition = HostOperators.Input(call, 0), x = HostOperators.Input(call, 1), y = HostOperators.Input(call, 2);
        var shape = Shape.Broadcast(condition.Shape, Shape.Broadcast(x.Shape, y.Shape));
        int[] cs = Places(call, condition.Shape, shape), xs = Places(call, x.Shape, shape), ys = Places(call, y.Shape, shape);
        if (x.Type.IsFloat()) return OnnxTensor.Of(x.Type, shape, cs.Select((place, i) => condition[place] != 0 ? x[xs[i]] : y[ys[i]]).ToArray());
        long[] then = x.ToIntegers(), otherwise = y.ToIntegers();
        return OnnxTensor.Of(x.Type, shape, cs.Select((place, i) => condition[place] != 0 ? then[xs[i]] : otherwise[ys[i]]).ToArray());
    }
}
