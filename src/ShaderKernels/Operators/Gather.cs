using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Gathers slices along one axis; the inputs are (data, indices). Indices are integers stored as floats. Negative indices count from the
/// end, indices outside the axis are clamped to it, and NaN is index 0.
/// </summary>
/// <param name="Axis">The axis of the data that is indexed.</param>
/// <param name="Batched">
/// False if the indices, of any shape, are the same for all: the output is data[..Axis] + indices + data[Axis+1..], as in ONNX's Gather.
/// True if data and indices share the axes before <paramref name="Axis"/>: [B, n, D] indexed by [B, k] is [B, k, D].
/// </param>
public sealed record Gather(int Axis, bool Batched = false) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        Shape data = inputs[0], indices = inputs[1];
        if (Axis < 0 || Axis >= data.Rank) throw new ShapeException($"{Name}: axis {Axis} of {data}; it must be from 0 to {data.Rank - 1}");
        if (Batched) RequireSameBatch(indices, data, "data");
        Shape output = [.. data.Dimensions[..Axis], .. indices.Dimensions[(Batched ? Axis : 0)..], .. data.Dimensions[(Axis + 1)..]];
        if (data[Axis] == 0 && output.Count > 0) throw new ShapeException($"{Name}: axis {Axis} of {data} is empty, "
            + $"but there are {indices} indices; use an axis with elements");
        return [output];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override InputRole InputRole(int index) => index == 0 ? Operators.InputRole.Weight : Operators.InputRole.Any;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched)
    {
        if (Batched) return Axis > 0 && batched[0] && batched[1];
        return batched[0] ? !batched[1] && Axis != 0 : Axis == 0;
    }

    internal IndexGeometry Geometry(Shape data, Shape indices) => new(
        Product(data.Dimensions[..Axis]), data[Axis], Product(indices.Dimensions[(Batched ? Axis : 0)..]),
            Product(data.Dimensions[(Axis + 1)..]), Batched);

    internal static int Product(ReadOnlySpan<int> dimensions) => checked((int)Shape.Of(dimensions).Count);

    private void RequireSameBatch(Shape indices, Shape data, string what)
    {
        if (indices.Rank < Axis || !indices.Dimensions[..Axis].SequenceEqual(data.Dimensions[..Axis]))
            throw new ShapeException($"{Name}: batched at axis {Axis}, the indices {indices} must begin with the same {Axis} dimensions "
                + $"as the {what} {data}");
    }
}
