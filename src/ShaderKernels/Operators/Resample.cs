using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Computes each output along one axis as a weighted sum of a few inputs, the product with a sparse matrix. Resizing, reflection padding,
/// unfolding into windows and sums over a moving window are this operator with different taps (<see cref="Resizing"/>,
/// <see cref="PaddingTaps"/>, <see cref="WindowTaps"/>). Its gradient is the same operator with <see cref="Taps.Transposed"/> taps.
/// </summary>
/// <param name="Axis">The axis; its length must be <see cref="Taps.Inputs"/> and becomes <see cref="Taps.Outputs"/>.</param>
/// <param name="Taps">The weights of the inputs for each output.</param>
public sealed record Resample(int Axis, Taps Taps) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (Axis < 0 || Axis >= inputs[0].Rank) throw new ShapeException($"{Name}: axis {Axis} of {inputs[0]}; "
            + $"it must be from 0 to {inputs[0].Rank - 1}");
        if (inputs[0][Axis] != Taps.Inputs) throw new ShapeException($"{Name}: axis {Axis} of {inputs[0]} has length {inputs[0][Axis]}, "
            + $"the taps are for {Taps.Inputs}; create taps for this length");
        int[] dimensions = inputs[0].Dimensions.ToArray();
        dimensions[Axis] = Taps.Outputs;
        return [Shape.Of(dimensions)];
    }

    /// <summary>Counts one multiplication for each tap, or 0 if all weights are 1.</summary>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        Taps.Selects ? 0 : Taps.Count * Around(inputs[0]).Outer * Around(inputs[0]).Inner;

    /// <inheritdoc/>
    public override Operator InLayout(Layout layout) => this with { Axis = layout.PlaceOf(Axis) };

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => Axis != 0;

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) =>
        Axis == 1 ? (Window.One, Window.One) : null;

    /// <summary>Gets the number of elements of the axes before and after the axis.</summary>
    internal (long Outer, long Inner) Around(Shape input)
    {
        long outer = 1, inner = 1;
        for (int axis = 0; axis < Axis; axis++) outer *= input[axis];
        for (int axis = Axis + 1; axis < input.Rank; axis++) inner *= input[axis];
        return (outer, inner);
    }
}
