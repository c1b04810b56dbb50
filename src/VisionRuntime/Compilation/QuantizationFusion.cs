using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Finds convolutions and matrix products of dequantized 8-bit integers, as in ONNX files with QuantizeLinear and DequantizeLinear, and
/// replaces them, with the activation function and the quantization that follow, by <see cref="QuantizedConvolution"/>. Other operators
/// between quantized tensors stay what they are, elementwise ones in a single map.
/// </summary>
internal static class QuantizationFusion
{
    public static void Run(Program program)
    {
        var ranges = new Dictionary<Slot, QuantizedRange>();
        foreach (var step in program.Steps)
        {
            if (Rounding(program, step) is var (range, _)) ranges[step.Outputs[0]] = range;
        }
        foreach (var step in program.Steps.Where(step => step.Operator is Convolution or MatMul).ToArray()) TryFuse(program, step, ranges);
        program.Sort();
        program.RemoveDead();
    }

    /// <summary>Real values that are a scale times integers less a zero point.</summary>
    /// <param name="Integers">The integers.</param>
    /// <param name="ZeroPoint">The zero point.</param>
    /// <param name="Scale">The scale, where it is one constant.</param>
    /// <param name="Scales">Otherwise the tensor of scales, one for each channel.</param>
    private sealed record Dequantized(Slot Integers, int ZeroPoint, float Scale, Slot? Scales);

    /// <summary>Where a product is quantized: the step that rounds, the inverse of the scale, and the range.</summary>
    private sealed record Quantized(Step Step, float InverseScale, QuantizedRange Range);

    private static void TryFuse(Program program, Step product, Dictionary<Slot, QuantizedRange> ranges)
    {
        var producers = program.Producers();
        if (DequantizedBy(program, producers, product.Inputs[0]) is not { Scales: null } x
            || !ranges.TryGetValue(x.Integers, out var range) || range.Most - range.Least > byte.MaxValue
            || DequantizedBy(program, producers, product.Inputs[1]) is not { } w
            || Filters(program, product, w) is not { } filters) return;
        int outputs = filters.Shape[0];
        var shape = ((IAffineOperator)product.Operator).FactorShape(outputs);
        if (w.Scales is not null && w.Scales.Shape != shape) return;
        var quantized = QuantizedAfter(program, product);
        float inverse = quantized?.InverseScale ?? 1;
        var scale = w.Scales is null ? Constant(program, $"{product.Name} scale", outputs, x.Scale * w.Scale * inverse)
            : Scaled(program, $"{product.Name} scale", Reshaped(program, w.Scales, [outputs]), x.Scale * inverse);
        var offset = product.Inputs.Length < 3 ? Constant(program, $"{product.Name} offset", outputs, 0)
            : Scaled(program, $"{product.Name} offset", product.Inputs[2], inverse);
        var input = range with { ZeroPoint = x.ZeroPoint };
        var result = quantized?.Step.Outputs[0] ?? product.Outputs[0];
        program.Steps.Remove(quantized?.Step ?? product);
        if (product.Operator is Convolution convolution)
        {
            Add(program, product.Name, new QuantizedConvolution(convolution.Height, convolution.Width, input, convolution.Groups,
                quantized?.Range), result, x.Integers, filters, scale, offset);
            return;
        }
        // Rows of a matrix are images of one pixel.
        int rows = x.Integers.Shape[0];
        var images = Reshaped(program, x.Integers, [rows, x.Integers.Shape[1], 1, 1]);
        var pixels = new Slot(product.Name, [rows, outputs, 1, 1], ValueKind.Computed, Layout.Logical);
        Add(program, product.Name, new QuantizedConvolution(Window.One, Window.One, input, 1, quantized?.Range), pixels,
            images, filters, scale, offset);
        Add(program, result.Name, new Reshape(result.Shape), result, pixels);
    }

    /// <summary>
    /// Gets the filters [O, C, KH, KW] of a product that a device can multiply, as integers whose zero point is 0; null if there are none.
    /// </summary>
    private static Slot? Filters(Program program, Step product, Dequantized weights)
    {
        int shift = weights.ZeroPoint;
        if (shift is not (0 or 128) || !program.Constants.TryGetValue(weights.Integers, out float[]? values)
            || !Array.TrueForAll(values, value => value - shift is >= sbyte.MinValue and <= sbyte.MaxValue)) return null;
        var shape = weights.Integers.Shape;
        if (product.Operator is Convolution convolution)
            return QuantizedConvolution.Supports(convolution.Groups, shape) ? Shifted(weights.Integers) : null;
        if (product.Operator is not MatMul { TransposeA: false } matMul || shape.Rank != 2 || product.Inputs[0].Shape.Rank != 2)
            return null;
        var filters = Shifted(weights.Integers);
        if (!matMul.TransposeB)
            filters = Add(program, filters.Name, StridedCopy.Transpose(shape, 1, 0), Computed(filters.Name, [shape[1], shape[0]]), filters);
        return Reshaped(program, filters, [filters.Shape[0], filters.Shape[1], 1, 1]);

        Slot Shifted(Slot integers)
        {
            if (shift == 0) return integers;
            var shifted = new Slot(integers.Name, integers.Shape, ValueKind.Constant, Layout.Logical);
            program.Constants.Add(shifted, [.. values.Select(value => value - shift)]);
            return shifted;
        }
    }

    private static Dequantized? DequantizedBy(Program program, Dictionary<Slot, Step> producers, Slot slot)
    {
        if (!producers.TryGetValue(slot, out var step) || step.Operator is not Map { Outputs.Length: 1 }) return null;
        var expression = Inlined(program, producers, step);
        foreach (int i in ExpressionParts.Reads(expression))
        {
            if (step.Inputs[i].Shape != slot.Shape || ExpressionParts.AffineIn(expression, i) is not var (scale, offset)) continue;
            if (scale is ConstantExpression { Value: not 0 and var s } && offset is ConstantExpression { Value: var shift })
            {
                float zeroPoint = MathF.Round(-shift / s);
                if (Math.Abs(-shift / s - zeroPoint) < 1e-3f) return new(step.Inputs[i], (int)zeroPoint, s, null);
            }
            else if (scale is InputExpression { Index: var k } && offset is ConstantExpression { Value: 0 })
            {
                return new(step.Inputs[i], 0, 0, step.Inputs[k]);
            }
        }
        return null;
    }

    /// <summary>
    /// Gets where the only reader of a product quantizes it, directly or after ReLU or ReLU6, which then limit the range.
    /// </summary>
    private static Quantized? QuantizedAfter(Program program, Step product)
    {
        var producers = program.Producers();
        var slot = product.Outputs[0];
        bool positive = false, below6 = false;
        while (OnlyReader(program, slot) is { Operator: Map { Outputs.Length: 1 } } step)
        {
            var expression = Inlined(program, producers, step);
            int at = Array.IndexOf(step.Inputs, slot);
            if (EpilogueFusion.Activated(expression) is (Activation.Relu or Activation.Relu6, 0, var inner) activated
                && inner == Expression.Input(at))
            {
                positive = true;
                below6 |= activated.Activation == Activation.Relu6;
            }
            else
            {
                if (ExpressionParts.AffineIn(expression, at) is not (ConstantExpression { Value: > 0 and var inverse },
                        ConstantExpression { Value: 0 }) || OnlyReader(program, step.Outputs[0]) is not { } rounding
                    || Rounding(program, rounding) is not var (range, _)) return null;
                if (positive) range = range with { Least = Math.Max(range.Least, range.ZeroPoint) };
                if (below6) range = range with { Most = (int)Math.Min(range.Most, MathF.Round(6 * inverse) + range.ZeroPoint) };
                return new(rounding, inverse, range);
            }
            slot = step.Outputs[0];
        }
        return null;
    }

    private static Step? OnlyReader(Program program, Slot slot)
    {
        Step[] readers = [.. program.Steps.Where(step => step.Inputs.Contains(slot))];
        return readers is [{ Outputs: [var output] } reader] && !program.IsResult(slot) && output.Shape == slot.Shape ? reader : null;
    }

    /// <summary>Gets the range of a step that rounds a tensor to integers and limits them, and the tensor.</summary>
    private static (QuantizedRange Range, Slot Rounded)? Rounding(Program program, Step step)
    {
        if (step.Operator is not Map { Outputs.Length: 1 }) return null;
        if (Inlined(program, program.Producers(), step) is not BinaryExpression
            {
                Function: BinaryFunction.Max, Y: ConstantExpression { Value: var least },
                X: BinaryExpression { Function: BinaryFunction.Min, Y: ConstantExpression { Value: var most }, X: var sum },
            }) return null;
        var (rounded, zeroPoint) = (sum, 0f);
        if (sum is BinaryExpression { Function: BinaryFunction.Add, X: var x, Y: ConstantExpression { Value: var added } })
            (rounded, zeroPoint) = (x, added);
        return rounded is UnaryExpression { Function: UnaryFunction.Round, X: InputExpression { Index: var i } }
            && float.IsInteger(zeroPoint) && float.IsInteger(least) && float.IsInteger(most)
            ? (new((int)zeroPoint, (int)least, (int)most), step.Inputs[i]) : null;
    }

    /// <summary>The expression of a map with the value of each input that is a constant of equal elements.</summary>
    private static Expression Inlined(Program program, Dictionary<Slot, Step> producers, Step step) =>
        ((Map)step.Operator).Outputs[0].Substitute(index =>
        {
            var slot = step.Inputs[index];
            while (producers.TryGetValue(slot, out var producer) && producer.Operator.IsView) slot = producer.Inputs[0];
            return program.Constants.TryGetValue(slot, out float[]? values) && values.Length > 0
                && Array.TrueForAll(values, value => value == values[0]) ? values[0] : Expression.Input(index);
        });

    private static Slot Constant(Program program, string name, int count, float value)
    {
        var slot = new Slot(name, [count], ValueKind.Constant, Layout.Logical);
        program.Constants.Add(slot, [.. Enumerable.Repeat(value, count)]);
        return slot;
    }

    private static Slot Scaled(Program program, string name, Slot slot, float factor) =>
        factor == 1 ? slot : Add(program, name, new Map(Expression.Input(0) * factor), Computed(name, slot.Shape), slot);

    private static Slot Reshaped(Program program, Slot slot, Shape shape) =>
        slot.Shape == shape ? slot : Add(program, slot.Name, new Reshape(shape), Computed(slot.Name, shape), slot);

    private static Slot Computed(string name, Shape shape) => new(name, shape, ValueKind.Computed, Layout.Logical);

    private static Slot Add(Program program, string name, Operator @operator, Slot output, params Slot[] inputs)
    {
        program.Steps.Add(new(name, @operator, inputs, [output]));
        return output;
    }
}
