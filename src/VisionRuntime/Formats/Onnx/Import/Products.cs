using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Products of matrices.</summary>
internal static class Products
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("MatMul", call => call.Return(call[0].MatMul(call[1]))),
        ("Gemm", call => call.Return(Gemm(call))),
        ("Det", call => call.Return(Determinant(call))),
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

    /// <summary>The determinant of each matrix, by expansion along its first row.</summary>
    private static Value Determinant(NodeCall call)
    {
        var x = call[0];
        int rank = x.Shape.Rank, size = rank < 2 ? 0 : x.Shape[-1];
        if (size < 1 || x.Shape[-2] != size) throw call.Error($"{x.Shape} are no square matrices");
        if (size > 4) throw call.Unsupported($"of matrices of {size} rows");
        var shape = Shape.Of([.. x.Shape.Take(rank - 2)]);
        return Minor(0, [.. Enumerable.Range(0, size)]);

        Value Element(int row, int column) => x.Slice(rank - 2, row, 1).Slice(rank - 1, column, 1).Reshape(shape);

        Value Minor(int row, int[] columns)
        {
            if (columns.Length == 1) return Element(row, columns[0]);
            Value? sum = null;
            for (int i = 0; i < columns.Length; i++)
            {
                var part = Element(row, columns[i]) * Minor(row + 1, [.. columns.Where((_, other) => other != i)]);
                sum = sum is null ? part : i % 2 == 0 ? sum + part : sum - part;
            }
            return sum!;
        }
    }
}
