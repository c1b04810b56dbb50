using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Matrix product: A [..., M, K] (or [..., K, M] transposed) times B [..., K, N] (or [..., N, K] transposed), optionally plus a bias [N] on
/// every row; output [..., M, N] = activation(A B + bias). Leading axes are batches of matrices, which broadcast as in NumPy.
/// With a fully connected layer's weights as B this is the layer.
/// </summary>
/// <param name="TransposeA">The matrices of A are given as [K, M].</param>
/// <param name="TransposeB">The matrices of B are given as [N, K].</param>
/// <param name="Activation">Applied to each output.</param>
public sealed record MatMul(bool TransposeA = false, bool TransposeB = false, Activation Activation = Activation.None) : Operator, IAffineOperator
{
    /// <inheritdoc/>
    public bool TakesResidual => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 3);
        var (m, n, _) = Sizes(inputs);
        if (inputs.Count == 3 && inputs[2] != Shape.Of(n))
            throw new ShapeException($"{Name}: bias {inputs[2]} must be [{n}], one number a column");
        return [[.. BatchShape(inputs), m, n]];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs)
    {
        var (m, n, k) = Sizes(inputs);
        return BatchShape(inputs).Count * m * n * k;
    }

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched)
    {
        Shape a = inputs[0], b = inputs[1];
        int rank = Math.Max(a.Rank, b.Rank);
        if (!batched[0] || batched.Skip(2).Contains(true) || a.Rank != rank || TransposeA && rank == 2) return false;
        return batched[1] ? b.Rank > 2 && b.Rank == rank : b.Rank < rank || rank == 2 || b[0] == 1;
    }

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public int? ChannelAxis(Shape output) => output.Rank == 2 ? 1 : null;

    /// <inheritdoc/>
    public Shape FactorShape(int channels) => TransposeB ? [channels, 1] : [channels];

    /// <summary>The rows of each matrix of A, the columns of each of B and the length they share.</summary>
    /// <exception cref="ShapeException">The matrices do not fit together.</exception>
    public (int M, int N, int K) Sizes(IReadOnlyList<Shape> inputs)
    {
        Shape a = inputs[0], b = inputs[1];
        RequireMatrices("left matrix", a);
        RequireMatrices("right matrix", b);
        int m = TransposeA ? a[-1] : a[-2], k = TransposeA ? a[-2] : a[-1], n = TransposeB ? b[-2] : b[-1], kb = TransposeB ? b[-1] : b[-2];
        if (k != kb)
            throw new ShapeException($"{Name}: {a}{(TransposeA ? " transposed" : "")} times {b}{(TransposeB ? " transposed" : "")} does not fit ({k} columns against {kb} rows); make them equal, or transpose one");
        return (m, n, k);
    }

    /// <summary>The output's axes before the last two.</summary>
    /// <exception cref="ShapeException">The batches do not broadcast.</exception>
    public Shape BatchShape(IReadOnlyList<Shape> inputs)
    {
        try
        {
            return Shape.Broadcast(BatchOf(inputs[0]), BatchOf(inputs[1]));
        }
        catch (ShapeException exception)
        {
            throw new ShapeException($"{Name}: the batches of {inputs[0]} and {inputs[1]} do not broadcast; leading axes must be equal or 1", exception);
        }
    }

    /// <summary>The axes of an input before the last two.</summary>
    internal static Shape BatchOf(Shape matrices) => Shape.Of(matrices.Dimensions[..^2]);

    private void RequireMatrices(string what, Shape shape)
    {
        if (shape.Rank < 2) throw new ShapeException($"{Name}: {what} {shape} has {shape.Rank} dimensions; it needs 2 or more, reshape it to a row or a column");
    }
}
