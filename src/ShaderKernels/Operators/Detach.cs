using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Returns its input and stops the gradient, as for the targets of temporal-difference learning. A view without a kernel.
/// </summary>
public sealed record Detach : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override Operator InLayout(Layout layout) => this;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => true;

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override long BytesRead(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override long BytesWritten(IReadOnlyList<Shape> inputs) => 0;
}
