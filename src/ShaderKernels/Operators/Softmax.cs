using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Softmax, exp(x) / sum(exp(x)) along one axis, or its logarithm. The maximum is subtracted first so that nothing overflows.
/// </summary>
/// <param name="Axis">The axis along which the outputs of softmax sum to 1.</param>
/// <param name="Logarithm">Whether to compute log-softmax, x - max - log(sum(exp(x - max))), instead.</param>
public sealed record Softmax(int Axis, bool Logarithm = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => Logarithm ? "LogSoftmax" : "Softmax";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (Axis < 0 || Axis >= inputs[0].Rank) throw new ShapeException($"{Name}: axis {Axis} of {inputs[0]}; "
            + $"it must be from 0 to {inputs[0].Rank - 1}");
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => Logarithm ? 0 : inputs[0].Count;

    /// <inheritdoc/>
    public override Operator InLayout(Layout layout) => this with { Axis = layout.PlaceOf(Axis) };

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => Axis != 0;

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) =>
        Axis == 1 ? (Window.One, Window.One) : null;
}
