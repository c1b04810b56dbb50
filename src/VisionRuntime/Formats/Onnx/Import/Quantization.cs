using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// 8-bit arithmetic, done in floats: products and sums of 8-bit numbers are exact up to 2^24, that is 258 products of the largest; rounding
/// is to the nearest, halves to even, and what does not fit is cut to the ends of the range.
/// </summary>
internal static class Quantization
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("QuantizeLinear", Quantize),
        ("DequantizeLinear", Dequantize),
        ("DynamicQuantizeLinear", DynamicQuantize),
        ("QLinearMatMul", LinearMatMul),
        ("QLinearConv", LinearConvolution),
        ("MatMulInteger", call => call.Return(Shifted(call, 0, 2, -2).MatMul(Shifted(call, 1, 3, -1)), OnnxType.Int32)),
        ("ConvInteger", call => call.Return(Convolutions.Convolve(call, Shifted(call, 0, 2, null), Shifted(call, 1, 3, 0), null), OnnxType.Int32)),
    ];

    private static void Quantize(NodeCall call)
    {
        if (call.Int("block_size") != 0) throw call.Unsupported("in blocks");
        var x = call[0];
        var type = call.Has(2) ? call.TypeOf(2) : call.HasAttribute("output_dtype") ? OnnxTypes.Of((int)call.Int("output_dtype"), call.Name) : OnnxType.UInt8;
        var scale = Along(call, call[1], x.Shape, Axis(call, x));
        call.Return(Saturated(call, call.Map(Input(0) / Input(1), x, scale), call.Has(2) ? Along(call, call[2], x.Shape, Axis(call, x)) : null, type), type);
    }

    private static void Dequantize(NodeCall call)
    {
        if (call.Int("block_size") != 0) throw call.Unsupported("in blocks");
        var x = call[0];
        int axis = Axis(call, x);
        var scale = Along(call, call[1], x.Shape, axis);
        var y = call.Has(2) ? call.Map((Input(0) - Input(1)) * Input(2), x, Along(call, call[2], x.Shape, axis), scale) : x * scale;
        call.Return(y, call.TypeOf(1));
    }

    private static int Axis(NodeCall call, Value x) => x.Shape.Rank > 1 ? call.Axis(call.Int("axis", 1), x.Shape.Rank) : 0;

    /// <summary>To 0..255, with 0 in the range, so that it is met exactly.</summary>
    private static void DynamicQuantize(NodeCall call)
    {
        var x = call[0];
        Value flat = x.Reshape([(int)x.Shape.Count]), least = flat.Reduce(ShaderKernels.Operators.Reduction.Min), most = flat.Max();
        var scale = call.Map((Max(Input(1), 0) - Min(Input(0), 0)) / 255f, least, most).Reshape([]);
        // Of nothing but zeros the range is empty, and any scale will do.
        var divisor = call.Map(Select(Equal(Input(0), 0), 1f, Input(0)), scale);
        var zero = call.Map(Max(Min(Round(-Min(Input(0), 0) / Input(1)), 255), 0), least.Reshape([]), divisor);
        call.Return(0, Saturated(call, call.Map(Input(0) / Input(1), x, divisor), zero, OnnxType.UInt8), OnnxType.UInt8);
        call.Return(1, scale, OnnxType.Float);
        call.Return(2, zero, OnnxType.UInt8);
    }

    private static void LinearMatMul(NodeCall call)
    {
        Value a = Shifted(call, 0, 2, -2), b = Shifted(call, 3, 5, -1), product = a.MatMul(b);
        Value left = Along(call, call[1], a.Shape, a.Shape.Rank - 2), right = Along(call, call[4], b.Shape, b.Shape.Rank - 1);
        var scaled = call.Map(Input(0) * (Input(1) * Input(2) / Input(3)), product, left, right, One(call, 6));
        call.Return(Saturated(call, scaled, One(call, 7), call.TypeOf(7)), call.TypeOf(7));
    }

    private static void LinearConvolution(NodeCall call)
    {
        Value x = Shifted(call, 0, 2, null), filters = Shifted(call, 3, 5, 0), sums = Convolutions.Convolve(call, x, filters, call.Optional(8));
        var scaled = call.Map(Input(0) * (Input(1) * Input(2) / Input(3)), sums, One(call, 1), Along(call, call[4], sums.Shape, 1), One(call, 6));
        call.Return(Saturated(call, scaled, One(call, 7), call.TypeOf(7)), call.TypeOf(7));
    }

    /// <summary>An input less its zero point, which may be one number, or one for each place of an axis (negative axes count from the end).</summary>
    private static Value Shifted(NodeCall call, int index, int zero, int? axis)
    {
        var x = call[index];
        if (!call.Has(zero)) return x;
        return x - (axis is { } each ? Along(call, call[zero], x.Shape, Math.Max(0, each < 0 ? each + x.Shape.Rank : each)) : One(call, zero));
    }

    private static Value One(NodeCall call, int index) => call.ShapeOf(index).Count == 1 ? call[index].Reshape([]) : throw call.Error($"its input {index} is {call.ShapeOf(index)} and must be one number");

    /// <summary>One number, or one for each place of an axis, in a shape that broadcasts.</summary>
    private static Value Along(NodeCall call, Value values, Shape shape, int axis)
    {
        if (values.Shape.Count == 1) return values.Reshape([]);
        if (values.Shape.Rank != 1) return values;
        return axis < shape.Rank && values.Shape[0] == shape[axis]
            ? values.Reshape([values.Shape[0], .. Enumerable.Repeat(1, shape.Rank - 1 - axis)])
            : throw call.Error($"{values.Shape} is not one number for each place of axis {axis} of {shape}");
    }

    private static Value Saturated(NodeCall call, Value scaled, Value? zero, OnnxType type)
    {
        if (!type.IsInteger() || type.Size() > 2) throw call.Unsupported($"to {type}");
        var (least, most) = type.Range();
        Expression value = Round(Input(0));
        if (zero is not null) value += Input(1);
        value = Max(Min(value, (float)most), (float)least);
        return zero is null ? call.Map(value, scaled) : call.Map(value, scaled, zero);
    }
}
