using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The same numbers in the same order under other dimensions. No kernel: a plan makes it a view where the memory allows.</summary>
/// <param name="Shape">The new dimensions, with as many elements.</param>
public sealed record Reshape(Shape Shape) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (inputs[0].Count != Shape.Count)
            throw new ShapeException($"{Name}: {inputs[0]} holds {inputs[0].Count} numbers, {Shape} holds {Shape.Count}; both must hold as many");
        return [Shape];
    }

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => Shape.Rank > 0 && Shape[0] == inputs[0][0];

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override long BytesRead(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override long BytesWritten(IReadOnlyList<Shape> inputs) => 0;
}
