using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Quantized operators, computed in float32: products and sums of 8-bit integers are exact up to 2^24, which is 258 products of the
/// largest. Results are rounded to the nearest integer, ties to even, and saturate.
/// </summary>
internal static class Quantization
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("QuantizeLinear", Quantize),
        ("DequantizeLinear", Dequantize),
        ("DynamicQuantizeLinear", DynamicQuantize),
        ("QLinearMatMul", QuantizedMatMul),
        ("QLinearConv", QuantizedConvolution),
        ("MatMulInteger", call => call.Return(Centered(call, 0, 2, -2).MatMul(Centered(call, 1, 3, -1)), OnnxType.Int32)),
        ("ConvInteger", ConvolutionOfIntegers),
    ];

    private static void Quantize(NodeCall call)
    {
        RequireNoBlocks(call);
        var x = call[0];
        var type = call.Has(2) ? call.TypeOf(2) : call.Type("output_dtype") ?? OnnxType.UInt8;
        var scaled = call.Map(Input(0) / Input(1), x, Along(call, call[1], x.Shape, Axis(call, x)));
        var zeroPoint = call.Has(2) ? Along(call, call[2], x.Shape, Axis(call, x)) : null;
        call.Return(Saturate(call, scaled, zeroPoint, type), type);
    }

    private static void Dequantize(NodeCall call)
    {
        RequireNoBlocks(call);
        var x = call[0];
        int axis = Axis(call, x);
        var scale = Along(call, call[1], x.Shape, axis);
        var y = call.Has(2) ? call.Map((Input(0) - Input(1)) * Input(2), x, Along(call, call[2], x.Shape, axis), scale) : x * scale;
        call.Return(y, call.TypeOf(1));
    }

    private static void RequireNoBlocks(NodeCall call)
    {
        if (call.Int("block_size") != 0) throw call.Unsupported("with blocked quantization");
    }

    private static int Axis(NodeCall call, Value x) => x.Shape.Rank > 1 ? call.Axis(call.Int("axis", 1), x.Shape.Rank) : 0;

    /// <summary>Quantizes to 0..255. The range includes 0, so that 0 is represented exactly.</summary>
    private static void DynamicQuantize(NodeCall call)
    {
        var x = call[0];
        Value flat = x.Reshape([(int)x.Shape.Count]), min = flat.Reduce(ShaderKernels.Operators.Reduction.Min), max = flat.Max();
        var scale = call.Map((Max(Input(1), 0) - Min(Input(0), 0)) / 255f, min, max).Reshape([]);
        // If all elements are 0 the scale is 0, and any other divisor gives the same result.
        var divisor = call.Map(Select(Equal(Input(0), 0), 1f, Input(0)), scale);
        var zeroPoint = call.Map(Max(Min(Round(-Min(Input(0), 0) / Input(1)), 255), 0), min.Reshape([]), divisor);
        call.Return(0, Saturate(call, call.Map(Input(0) / Input(1), x, divisor), zeroPoint, OnnxType.UInt8), OnnxType.UInt8);
        call.Return(1, scale, OnnxType.Float);
        call.Return(2, zeroPoint, OnnxType.UInt8);
    }

    private static void QuantizedMatMul(NodeCall call)
    {
        Value a = Centered(call, 0, 2, -2), b = Centered(call, 3, 5, -1), product = a.MatMul(b);
        Value scaleA = Along(call, call[1], a.Shape, a.Shape.Rank - 2), scaleB = Along(call, call[4], b.Shape, b.Shape.Rank - 1);
        var scaled = call.Map(Input(0) * (Input(1) * Input(2) / Input(3)), product, scaleA, scaleB, ScalarInput(call, 6));
        call.Return(Saturate(call, scaled, ScalarInput(call, 7), call.TypeOf(7)), call.TypeOf(7));
    }

    private static void QuantizedConvolution(NodeCall call)
    {
        Value x = Centered(call, 0, 2, null), filters = Centered(call, 3, 5, 0);
        Value sums = Convolutions.Convolve(call, x, filters, call.Optional(8));
        var filterScale = Along(call, call[4], sums.Shape, 1);
        var scaled = call.Map(Input(0) * (Input(1) * Input(2) / Input(3)), sums, ScalarInput(call, 1), filterScale, ScalarInput(call, 6));
        call.Return(Saturate(call, scaled, ScalarInput(call, 7), call.TypeOf(7)), call.TypeOf(7));
    }

    private static void ConvolutionOfIntegers(NodeCall call)
    {
        Value x = Centered(call, 0, 2, null), filters = Centered(call, 1, 3, 0);
        call.Return(Convolutions.Convolve(call, x, filters, null), OnnxType.Int32);
    }

    /// <summary>An input minus its zero point, which is a scalar or has an element for each index of an axis.</summary>
    private static Value Centered(NodeCall call, int index, int zeroPoint, int? axis)
    {
        var x = call[index];
        if (!call.Has(zeroPoint)) return x;
        if (axis is not { } perAxis) return x - ScalarInput(call, zeroPoint);
        return x - Along(call, call[zeroPoint], x.Shape, Math.Max(0, perAxis < 0 ? perAxis + x.Shape.Rank : perAxis));
    }

    private static Value ScalarInput(NodeCall call, int index) =>
        call.ShapeOf(index).Count == 1
            ? call[index].Reshape([])
            : throw call.Error($"input {index} is {call.ShapeOf(index)} and must be a scalar");

    /// <summary>A scalar, or values for each index of an axis, in a shape that broadcasts.</summary>
    private static Value Along(NodeCall call, Value values, Shape shape, int axis)
    {
        if (values.Shape.Count == 1) return values.Reshape([]);
        if (values.Shape.Rank != 1) return values;
        return axis < shape.Rank && values.Shape[0] == shape[axis]
            ? values.Reshape([values.Shape[0], .. Enumerable.Repeat(1, shape.Rank - 1 - axis)])
            : throw call.Error($"{values.Shape} does not match axis {axis} of {shape}");
    }

    private static Value Saturate(NodeCall call, Value scaled, Value? zeroPoint, OnnxType type)
    {
        if (!type.IsInteger() || type.Size() > 2) throw call.Unsupported($"to {type}");
        var (min, max) = type.Range();
        Expression value = Round(Input(0));
        if (zeroPoint is not null) value += Input(1);
        value = Max(Min(value, (float)max), (float)min);
        return zeroPoint is null ? call.Map(value, scaled) : call.Map(value, scaled, zeroPoint);
    }
}
