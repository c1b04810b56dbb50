using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Matrix products, determinants, triangular and identity matrices.</summary>
internal static class MatrixOperators
{
    private const int MaxDeterminantSize = 4;

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("MatMul", call => call.Return(call[0].MatMul(call[1]))),
        ("Gemm", call => call.Return(Gemm(call))),
        ("Det", call => call.Return(Determinant(call))),
        ("Trilu", call => call.Return(Triangle(call))),
        ("EyeLike", EyeLike),
    ];

    /// <summary>alpha A B + beta C.</summary>
    private static Value Gemm(NodeCall call)
    {
        float alpha = call.Float("alpha", 1), beta = call.Float("beta", 1);
        var matMul = new MatMul(call.Int("transA") != 0, call.Int("transB") != 0);
        var c = beta == 0 ? null : call.Optional(2);
        Value a = call[0], b = call[1];
        int columns = matMul.TransposeB ? b.Shape[0] : b.Shape[-1];
        if (c is not null && alpha == 1 && beta == 1 && c.Shape == Shape.Of(columns)) return call.Apply(matMul, a, b, c);
        var product = call.Apply(matMul, a, b);
        if (c is null) return alpha == 1 ? product : product * alpha;
        var sum = call.Map(alpha * Input(0) + beta * Input(1), product, c);
        return sum.Shape == product.Shape ? sum : throw call.Error($"C {c.Shape} does not broadcast to {product.Shape}");
    }

    /// <summary>The determinant of each matrix, by Laplace expansion along its first row.</summary>
    private static Value Determinant(NodeCall call)
    {
        var x = call[0];
        int rank = x.Shape.Rank, size = rank < 2 ? 0 : x.Shape[-1];
        if (size < 1 || x.Shape[-2] != size) throw call.Error($"{x.Shape} is not a square matrix");
        if (size > MaxDeterminantSize) throw call.Unsupported($"of matrices with {size} rows");
        var shape = Shape.Of([.. x.Shape.Take(rank - 2)]);
        return Minor(0, [.. Enumerable.Range(0, size)]);

        Value Element(int row, int column) => x.Slice(rank - 2, row, 1).Slice(rank - 1, column, 1).Reshape(shape);

        Value Minor(int row, int[] columns)
        {
            if (columns.Length == 1) return Element(row, columns[0]);
            Value? sum = null;
            for (int i = 0; i < columns.Length; i++)
            {
                var term = Element(row, columns[i]) * Minor(row + 1, [.. columns.Where((_, other) => other != i)]);
                sum = sum is null ? term : i % 2 == 0 ? sum + term : sum - term;
            }
            return sum!;
        }
    }

    /// <summary>The upper or lower triangle of each matrix from the k-th diagonal, 0 elsewhere.</summary>
    private static Value Triangle(NodeCall call)
    {
        var x = call[0];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} is not a matrix");
        long k = call.Has(1) ? (long)call.KnownScalar(1, "k") : 0;
        bool upper = call.Int("upper", 1) != 0;
        Value row = call.Range([x.Shape[-2], 1]), column = call.Range([1, x.Shape[-1]]);
        var inside = upper ? GreaterOrEqual(Input(2) - Input(1), k) : LessOrEqual(Input(2) - Input(1), k);
        return call.Map(Select(inside, Input(0), 0f), x, row, column);
    }

    private static void EyeLike(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        if (shape.Rank != 2) throw call.Error($"{shape} is not a matrix");
        var eye = call.Map(Equal(Input(1) - Input(0), call.Int("k")), call.Range([shape[0], 1]), call.Range([1, shape[1]]));
        call.Return(eye, call.Type("dtype") ?? call.TypeOf(0));
    }
}
