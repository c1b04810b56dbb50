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
        ("MatMul", call => call.Return(Multiply(call[0], call[1]))),
        ("Gemm", call => call.Return(Gemm(call))),
    ];

    /// <summary>NumPy's matmul: a vector on the left is a row, on the right a column, and that axis is left out of the result.</summary>
    public static Value Multiply(Value a, Value b)
    {
        bool row = a.Shape.Rank == 1, column = b.Shape.Rank == 1;
        var left = row ? a.Reshape([1, a.Shape[0]]) : a;
        var right = column ? b.Reshape([b.Shape[0], 1]) : b;
        var product = a.Graph.Apply(new MatMul(), left, right);
        if (!row && !column) return product;
        int rank = product.Shape.Rank;
        return product.Reshape(Reductions.Without(product.Shape, [.. row ? [rank - 2] : Array.Empty<int>(), .. column ? [rank - 1] : Array.Empty<int>()]));
    }

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
