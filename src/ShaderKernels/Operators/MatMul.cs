using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Matrix product: A [M, K] (or [K, M] transposed) times B [K, N] (or [N, K] transposed), optionally plus a bias [N] on every row;
/// output [M, N] = activation(A B + bias). With a fully connected layer's weights as B this is the layer.
/// </summary>
/// <param name="TransposeA">A is given as [K, M].</param>
/// <param name="TransposeB">B is given as [N, K].</param>
/// <param name="Activation">Applied to each output.</param>
public sealed record MatMul(bool TransposeA = false, bool TransposeB = false, Activation Activation = Activation.None) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 3);
        var (m, n, _) = Sizes(inputs);
        if (inputs.Count == 3 && inputs[2] != Shape.Of(n))
            throw new ShapeException($"{Name}: bias {inputs[2]} must be [{n}], one number a column");
        return [Shape.Of(m, n)];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs)
    {
        var (m, n, k) = Sizes(inputs);
        return (long)m * n * k;
    }

    /// <summary>The rows of A, the columns of B and the length they share.</summary>
    /// <exception cref="ShapeException">The matrices do not fit together.</exception>
    public (int M, int N, int K) Sizes(IReadOnlyList<Shape> inputs)
    {
        Shape a = inputs[0], b = inputs[1];
        RequireRank("left matrix", a, 2);
        RequireRank("right matrix", b, 2);
        int m = TransposeA ? a[1] : a[0], k = TransposeA ? a[0] : a[1], n = TransposeB ? b[0] : b[1], kb = TransposeB ? b[1] : b[0];
        if (k != kb)
            throw new ShapeException($"{Name}: {a}{(TransposeA ? " transposed" : "")} times {b}{(TransposeB ? " transposed" : "")} does not fit ({k} columns against {kb} rows)");
        return (m, n, k);
    }
}
