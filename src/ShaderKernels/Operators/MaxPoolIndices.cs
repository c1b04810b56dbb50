using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// The indices of the maxima of max pooling (the switches of Zeiler and Fergus 2014): [N, C, H, W] to [N, C, OH, OW] of indices h * W + w,
/// as floats. Of equal maxima it is the first, row by row, which also receives the gradient of <see cref="PoolGradient"/>.
/// </summary>
/// <param name="Height">The window along the height.</param>
/// <param name="Width">The window along the width.</param>
public sealed record MaxPoolIndices(Window Height, Window Width) : Operator
{
    private const int LargestIndex = 1 << 24;

    /// <summary>Gets the max pooling operator with the same windows.</summary>
    public Pool Pool => new(PoolKind.Max, Height, Width);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        var shapes = Pool.InferShapes(inputs);
        if ((long)inputs[0][2] * inputs[0][3] > LargestIndex)
            throw new ShapeException($"{Name}: the images of {inputs[0]} have more than {LargestIndex} pixels, "
                + "which a float cannot index; use smaller images");
        return shapes;
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => !batched.Contains(false);

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) => (Height, Width);
}
