using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Recognizes layers that are several nodes in the graph and one operator in ONNX: batch normalization in inference and local
/// response normalization. The last of the nodes is written as that operator; the others are removed where nothing else reads them.
/// </summary>
internal static class NormalizationPatterns
{
    /// <summary>What batch normalization as a layer computes last.</summary>
    private static readonly Expression ScaleAndShift = (Input(0) - Input(1)) * Input(2) + Input(3);

    /// <summary>Writes the operator whose last node this is; null where it is none of them.</summary>
    public static string? Write(NodeExport call)
    {
        if (call.Node.Operator is not Map { Outputs: [var expression] }) return null;
        return BatchNormalization(call, expression) ?? LocalResponseNormalization(call, expression);
    }

    private sealed record BatchParameters(Value Scale, Value Shift, Value Mean, Value Variance, float Epsilon);

    private static string? BatchNormalization(NodeExport call, Expression expression)
    {
        var inputs = call.Node.Inputs;
        if ((FromLayer(inputs, expression) ?? FromImport(inputs, expression)) is not { } found) return null;
        var x = inputs[0];
        Value[] parameters = [found.Scale, found.Shift, found.Mean, found.Variance];
        if (x.Shape != call.Output || x.Shape.Rank < 2 || parameters.Any(values => values.Shape != Shape.Of(x.Shape[1]))) return null;
        Shape perChannel = [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)];
        if (inputs[1].Shape != perChannel || inputs[3].Shape != perChannel) return null;
        return call.Add("BatchNormalization", [call.Input(0), .. parameters.Select(call.NameOf)], Float("epsilon", found.Epsilon));
    }

    /// <summary>Batch normalization as the layer builds it: the factor scale / sqrt(variance + epsilon) is a node of its own.</summary>
    private static BatchParameters? FromLayer(IReadOnlyList<Value> inputs, Expression expression)
    {
        if (expression != ScaleAndShift || inputs.Count != 4 || inputs[2].Shape != inputs[1].Shape) return null;
        if (Unreshaped(inputs[2]) is not { Producer: { Operator: Map { Outputs: [var factor] }, Inputs: [var scale, var variance] } })
            return null;
        if (factor is not BinaryExpression(BinaryFunction.Divide, InputExpression(0), var root) || EpsilonOf(root, 1) is not { } epsilon)
            return null;
        return new(scale, Unreshaped(inputs[3]), Unreshaped(inputs[1]), variance, epsilon);
    }

    /// <summary>Batch normalization as the importer builds it, in one map.</summary>
    private static BatchParameters? FromImport(IReadOnlyList<Value> inputs, Expression expression)
    {
        if (inputs.Count != 5 || inputs[1].Shape != inputs[3].Shape || inputs[4].Shape != inputs[3].Shape) return null;
        if (expression is not BinaryExpression(BinaryFunction.Add, var scaled, InputExpression(2))) return null;
        if (scaled is not BinaryExpression(BinaryFunction.Multiply, var normalized, InputExpression(1))) return null;
        if (normalized is not BinaryExpression(BinaryFunction.Divide, var centered, var root) || centered != Input(0) - Input(3))
            return null;
        if (EpsilonOf(root, 4) is not { } epsilon) return null;
        return new(Unreshaped(inputs[1]), Unreshaped(inputs[2]), Unreshaped(inputs[3]), Unreshaped(inputs[4]), epsilon);
    }

    /// <summary>The epsilon of sqrt(variance + epsilon).</summary>
    private static float? EpsilonOf(Expression root, int variance)
    {
        if (root is not UnaryExpression(UnaryFunction.Sqrt, BinaryExpression(BinaryFunction.Add, var x, var term))) return null;
        return x == Input(variance) && term is ConstantExpression(var epsilon) ? epsilon : null;
    }

    /// <summary>x (bias + alpha / size * the sum of squares over neighboring channels) ^ -beta.</summary>
    private static string? LocalResponseNormalization(NodeExport call, Expression expression)
    {
        var inputs = call.Node.Inputs;
        if (inputs.Count != 2 || expression is not BinaryExpression(BinaryFunction.Multiply, InputExpression(0), var factor)) return null;
        if (factor is not BinaryExpression(BinaryFunction.Power, var sum, ConstantExpression(var power))) return null;
        if (sum is not BinaryExpression(BinaryFunction.Add, ConstantExpression(var bias), var squares)) return null;
        if (squares is not BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var alphaBySize), InputExpression(1))) return null;
        if (inputs[1].Producer is not { Operator: Resample { Axis: 1 } window, Inputs: [{ Producer: { } square }] }) return null;
        if (square is not { Operator: Map { Outputs: [var squared] }, Inputs: [var x] } || x != inputs[0] || squared != Square(Input(0)))
            return null;
        int channels = x.Shape[1];
        for (int size = 1; size < 2 * channels; size += 2) // ONNX allows an even size, ONNX Runtime does not
        {
            if (!WindowTaps.Sums(channels, (size - 1) / 2, size / 2).Equals(window.Taps)) continue;
            float alpha = alphaBySize * size;
            return call.Add("LRN", [call.Input(0)], Int("size", size), Float("alpha", alpha), Float("beta", -power), Float("bias", bias));
        }
        return null;
    }

    /// <summary>The value that this one is a reshaped view of, or itself.</summary>
    private static Value Unreshaped(Value value) =>
        value.Producer is { Operator: Reshape, Inputs: [var original] } ? Unreshaped(original) : value;
}
