using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Matrix product of A [..., M, K] (or [..., K, M] if transposed) and B [..., K, N] (or [..., N, K] if transposed), optionally plus a bias
/// [N]; the output [..., M, N] is activation(A B + bias). Leading axes broadcast as in NumPy. A fully connected layer has its weights as B.
/// </summary>
/// <param name="TransposeA">Whether the matrices of A are given as [K, M].</param>
/// <param name="TransposeB">Whether the matrices of B are given as [N, K].</param>
/// <param name="Activation">The activation function applied to the output.</param>
public sealed record MatMul(bool TransposeA = false, bool TransposeB = false, Activation Activation = Activation.None)
    : Operator, IAffineOperator
{
    /// <summary>
    /// Gets the slope of <see cref="Activation.Relu"/> for negative values: max(0, x) + NegativeSlope min(0, x). Other than 0 it makes the
    /// activation a leaky ReLU (Maas et al. 2013).
    /// </summary>
    public float NegativeSlope { get; init; }

    /// <inheritdoc/>
    public bool TakesResidual => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 3);
        var (m, n, _) = Sizes(inputs);
        if (inputs.Count == 3 && inputs[2] != Shape.Of(n))
            throw new ShapeException($"{Name}: bias {inputs[2]} must be [{n}], one value for each column");
        return [[.. BatchShape(inputs), m, n]];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs)
    {
        var (m, n, k) = Sizes(inputs);
        return BatchShape(inputs).Count * m * n * k;
    }

    /// <inheritdoc/>
    public override InputRole InputRole(int index) => index < 2 ? Operators.InputRole.Weight : Operators.InputRole.Bias;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched)
    {
        Shape a = inputs[0], b = inputs[1];
        int rank = Math.Max(a.Rank, b.Rank);
        if (!batched[0] || batched.Skip(2).Contains(true) || a.Rank != rank || TransposeA && rank == 2) return false;
        return batched[1] ? b.Rank > 2 && b.Rank == rank : b.Rank < rank || rank == 2 || b[0] == 1;
    }

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, float negativeSlope = 0) =>
        this with { Activation = activation, NegativeSlope = negativeSlope };

    /// <inheritdoc/>
    public int? ChannelAxis(Shape output) => output.Rank == 2 ? 1 : null;

    /// <inheritdoc/>
    public Shape FactorShape(int channels) => TransposeB ? [channels, 1] : [channels];

    /// <summary>Gets the number of rows of A, the number of columns of B, and the inner dimension.</summary>
    /// <exception cref="ShapeException">The inner dimensions are not equal.</exception>
    internal (int M, int N, int K) Sizes(IReadOnlyList<Shape> inputs)
    {
        Shape a = inputs[0], b = inputs[1];
        RequireMatrices("left matrix", a);
        RequireMatrices("right matrix", b);
        int m = TransposeA ? a[-1] : a[-2], k = TransposeA ? a[-2] : a[-1], n = TransposeB ? b[-2] : b[-1], kb = TransposeB ? b[-1] : b[-2];
        if (k != kb)
            throw new ShapeException($"{Name}: {a}{(TransposeA ? " transposed" : "")} times {b}{(TransposeB ? " transposed" : "")}: {k} "
                + $"columns do not match {kb} rows; they must be equal, or transpose one");
        return (m, n, k);
    }

    /// <summary>Gets the axes of the output before the last two.</summary>
    /// <exception cref="ShapeException">The leading axes do not broadcast.</exception>
    internal Shape BatchShape(IReadOnlyList<Shape> inputs)
    {
        try
        {
            return Shape.Broadcast(BatchOf(inputs[0]), BatchOf(inputs[1]));
        }
        catch (ShapeException exception)
        {
            throw new ShapeException($"{Name}: the leading axes of {inputs[0]} and {inputs[1]} do not broadcast; they must be equal or 1",
                exception);
        }
    }

    /// <summary>Gets the axes of an input before the last two.</summary>
    internal static Shape BatchOf(Shape matrices) => Shape.Of(matrices.Dimensions[..^2]);

    private void RequireMatrices(string what, Shape shape)
    {
        if (shape.Rank < 2) throw new ShapeException($"{Name}: {what} {shape} has {shape.Rank} dimensions; it needs 2 or more; "
            + "reshape it to a row or a column");
    }
}
