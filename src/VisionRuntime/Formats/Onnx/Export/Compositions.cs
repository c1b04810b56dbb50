using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Layers that are several nodes here and one operator in ONNX: batch normalization by stored statistics, and normalization across channels. The last of the nodes
/// is written as the whole; the others drop out where nothing else reads them.
/// </summary>
internal static class Compositions
{
    private static readonly Expression Scaled = (Input(0) - Input(1)) * Input(2) + Input(3);

    public static string? Find(NodeExport call) => call.Node.Operator is Map { Outputs: [var expression] } ? BatchNormalization(call, expression) ?? ResponseNormalization(call, expression) : null;

    private static string? BatchNormalization(NodeExport call, Expression expression)
    {
        var inputs = call.Node.Inputs;
        var x = inputs[0];
        Value? scale, shift, mean, variance;
        float epsilon;
        if (expression == Scaled && inputs.Count == 4 && Origin(inputs[2]) is { Producer: { Operator: Map { Outputs: [BinaryExpression(BinaryFunction.Divide, InputExpression(0), UnaryExpression(UnaryFunction.Sqrt, BinaryExpression(BinaryFunction.Add, InputExpression(1), ConstantExpression(var added))))] } } factor })
        {
            // As layers make it: the factor scale / sqrt(variance + epsilon) is a node of its own.
            (scale, shift, mean, variance, epsilon) = (factor.Inputs[0], Origin(inputs[3]), Origin(inputs[1]), factor.Inputs[1], added);
            if (inputs[2].Shape != inputs[1].Shape) return null;
        }
        else if (inputs.Count == 5 && expression is BinaryExpression(BinaryFunction.Add, BinaryExpression(BinaryFunction.Multiply, BinaryExpression(BinaryFunction.Divide, BinaryExpression(BinaryFunction.Subtract, InputExpression(0), InputExpression(3)), UnaryExpression(UnaryFunction.Sqrt, BinaryExpression(BinaryFunction.Add, InputExpression(4), ConstantExpression(var inside)))), InputExpression(1)), InputExpression(2)))
        {
            // As the importer makes it.
            (scale, shift, mean, variance, epsilon) = (Origin(inputs[1]), Origin(inputs[2]), Origin(inputs[3]), Origin(inputs[4]), inside);
            if (inputs[1].Shape != inputs[3].Shape || inputs[4].Shape != inputs[3].Shape) return null;
        }
        else
        {
            return null;
        }
        Value[] perChannel = [scale, shift, mean, variance];
        if (x.Shape != call.Output || x.Shape.Rank < 2 || perChannel.Any(values => values.Shape != Shape.Of(x.Shape[1]))) return null;
        Shape broadcast = [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)];
        if (inputs[1].Shape != broadcast || inputs[3].Shape != broadcast) return null;
        return call.Add("BatchNormalization", [call.Input(0), .. perChannel.Select(call.NameOf)], Float("epsilon", epsilon));
    }

    /// <summary>x * (bias + alpha / size * sums of squares over neighboring channels) ^ -beta.</summary>
    private static string? ResponseNormalization(NodeExport call, Expression expression)
    {
        var inputs = call.Node.Inputs;
        if (inputs.Count != 2 || expression is not BinaryExpression(BinaryFunction.Multiply, InputExpression(0), BinaryExpression(BinaryFunction.Power, BinaryExpression(BinaryFunction.Add, ConstantExpression(var bias), BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var part), InputExpression(1))), ConstantExpression(var power)))) return null;
        if (inputs[1].Producer is not { Operator: Resample { Axis: 1 } sums, Inputs: [{ Producer: { Operator: Map { Outputs: [var square] }, Inputs: [var x] } }] } || x != inputs[0] || square != Square(Input(0))) return null;
        int channels = x.Shape[1];
        for (int size = 1; size < 2 * channels; size += 2) // the standard allows an even window, ONNX Runtime does not
        {
            if (WindowTaps.Sums(channels, (size - 1) / 2, size / 2).Equals(sums.Taps))
                return call.Add("LRN", [call.Input(0)], Int("size", size), Float("alpha", part * size), Float("beta", -power), Float("bias", bias));
        }
        return null;
    }

    /// <summary>What a value is a view of.</summary>
    private static Value Origin(Value value) => value.Producer is { Operator: Reshape, Inputs: [var original] } ? Origin(original) : value;
}
