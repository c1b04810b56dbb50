using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Onnx.Import;

/// <summary>Products of matrices.</summary>
internal static class Products
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("MatMul", call => call.Return(call[0].MatMul(call[1]))),
        ("Gemm", call => call.Return(Gemm(call))),
    ];

    /// <summary>alpha A B + beta C.</summary>
    private static Value Gemm(NodeCall call)
    {
        float alpha = call.Float("alpha", 1), beta = call.Float("beta", 1);
        var operation = new MatMul(call.Int("transA") != 0, call.Int("transB") != 0);
        var c = beta == 0 ? null : call.Optional(2);
        Value a = call[0], b = call[1];
        int columns = operation.TransposeB ? b.Shape[0] : b.Shape[-1];
        if (c is not null && alpha == 1 && beta == 1 && c.Shape == Shape.Of(columns)) return call.Apply(operation, a, b, c);
        var product = call.Apply(operation, a, b);
        if (c is null) return alpha == 1 ? product : product * alpha;
        var sum = call.Map(alpha * Input(0) + beta * Input(1), product, c);
        return sum.Shape == product.Shape ? sum : throw call.Error($"C {c.Shape} does not broadcast to {product.Shape}");
    }
}
