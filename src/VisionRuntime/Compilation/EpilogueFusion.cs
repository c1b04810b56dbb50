using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Fuses ReLU, leaky ReLU and ReLU6 into the convolution or matrix product before it, and for convolutions also the addition of another
/// tensor before the activation function, as in residual networks (He et al. 2016).
/// </summary>
internal static class EpilogueFusion
{
    public static void Run(Program program)
    {
        while (TryFuseOne(program)) { }
        program.Sort();
    }

    private static bool TryFuseOne(Program program)
    {
        var readers = program.CountReaders();
        var producers = program.Producers();
        foreach (var step in program.Steps)
        {
            if (step.Operator is not Map { Outputs: [var expression] } || program.IsUpdate(step.Outputs[0])) continue;
            var (activation, slope, inner) = Activated(expression);
            for (int x = 0; x < step.Inputs.Length; x++)
            {
                if (AffineFolding.Foldable(step, x, readers, producers) is not { } product
                    || Fused(program, step, x, inner, product) is not { } fused) continue;
                var @operator = ((IAffineOperator)product.Operator).WithActivation(activation, slope);
                program.Steps[program.Steps.IndexOf(product)] = fused with { Operator = @operator, Outputs = step.Outputs };
                program.Steps.Remove(step);
                return true;
            }
        }
        return false;
    }

    /// <summary>Splits an expression into an activation function, its slope for negative values, and its argument.</summary>
    internal static (Activation Activation, float Slope, Expression Inner) Activated(Expression expression) => expression switch
    {
        BinaryExpression { Function: BinaryFunction.Min, X: var x, Y: ConstantExpression { Value: 6 } }
            when Positive(x) is { } inner => (Activation.Relu6, 0, inner),
        BinaryExpression { Function: BinaryFunction.Min, X: ConstantExpression { Value: 6 }, Y: var y }
            when Positive(y) is { } inner => (Activation.Relu6, 0, inner),
        _ when Positive(expression) is { } clipped && Below6(clipped) is { } inner => (Activation.Relu6, 0, inner),
        _ when Positive(expression) is { } inner => (Activation.Relu, 0, inner),
        _ when Leaky(expression) is var (slope, inner) => (Activation.Relu, slope, inner),
        _ => (Activation.None, 0, expression),
    };

    private static Expression? Positive(Expression expression) => expression switch
    {
        BinaryExpression { Function: BinaryFunction.Max, X: var x, Y: ConstantExpression { Value: 0 } } => x,
        BinaryExpression { Function: BinaryFunction.Max, X: ConstantExpression { Value: 0 }, Y: var y } => y,
        _ => null,
    };

    /// <summary>Gets the slope and the argument of a leaky ReLU: x where it is positive, slope x elsewhere.</summary>
    private static (float Slope, Expression Inner)? Leaky(Expression expression) => expression switch
    {
        SelectExpression
        {
            Condition: BinaryExpression { Function: BinaryFunction.Greater, X: var tested, Y: ConstantExpression { Value: 0 } },
            Then: var x, Otherwise: BinaryExpression { Function: BinaryFunction.Multiply, X: var factor, Y: var other },
        } when tested == x && (factor == x ? other : other == x ? factor : null) is ConstantExpression { Value: var slope } => (slope, x),
        _ => null,
    };

    private static Expression? Below6(Expression expression) => expression switch
    {
        BinaryExpression { Function: BinaryFunction.Min, X: var x, Y: ConstantExpression { Value: 6 } } => x,
        BinaryExpression { Function: BinaryFunction.Min, X: ConstantExpression { Value: 6 }, Y: var y } => y,
        _ => null,
    };

    /// <summary>
    /// Gets the product with all its inputs if the expression is its output or, for a convolution, the sum with a tensor of the same shape.
    /// </summary>
    private static Step? Fused(Program program, Step step, int x, Expression inner, Step product)
    {
        if (inner == Expression.Input(x)) return product;
        if (product.Operator is not IAffineOperator { TakesResidual: true } || product.Inputs.Length > 3
            || inner is not BinaryExpression { Function: BinaryFunction.Add, X: InputExpression a, Y: InputExpression b }) return null;
        int other = a.Index == x ? b.Index : b.Index == x ? a.Index : x;
        if (other == x || step.Inputs[other] == step.Inputs[x] || step.Inputs[other].Shape != step.Outputs[0].Shape) return null;
        var bias = product.Inputs.Length > 2 ? product.Inputs[2] : NoBias(program, product);
        return product with { Inputs = [product.Inputs[0], product.Inputs[1], bias, step.Inputs[other]] };
    }

    private static Slot NoBias(Program program, Step product)
    {
        int channels = product.Outputs[0].Shape[1];
        var zeros = new Slot($"{product.Name} bias", Shape.Of(channels), ValueKind.Constant, Layout.Logical);
        program.Constants.Add(zeros, new float[channels]);
        return zeros;
    }
}
