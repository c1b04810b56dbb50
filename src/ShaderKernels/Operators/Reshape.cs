using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>Changes the dimensions and keeps the elements in order. A view without a kernel.</summary>
/// <param name="Shape">The new shape, with the same number of elements.</param>
public sealed record Reshape(Shape Shape) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (inputs[0].Count != Shape.Count)
            throw new ShapeException($"{Name}: {inputs[0]} has {inputs[0].Count} elements, {Shape} has {Shape.Count}; "
                + "both must have the same number");
        return [Shape];
    }

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) =>
        Shape.Rank > 0 && Shape[0] == inputs[0][0];

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override long BytesRead(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override long BytesWritten(IReadOnlyList<Shape> inputs) => 0;
}
