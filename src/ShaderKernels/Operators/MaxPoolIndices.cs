using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Where max pooling found its maxima, the switches of Zeiler and Fergus (2014): [N, C, H, W] to [N, C, OH, OW] of places h * W + w in the
/// channel's plane, as floats. Of equals the first, row by row, which is also where <see cref="PoolGradient"/> sends the gradient.
/// </summary>
/// <param name="Height">How the pool's window moves down the picture.</param>
/// <param name="Width">How the pool's window moves across the picture.</param>
public sealed record MaxPoolIndices(Window Height, Window Width) : Operator
{
    private const int Exact = 1 << 24;

    /// <summary>The max pooling whose switches these are.</summary>
    public Pool Pool => new(PoolKind.Max, Height, Width);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        var shapes = Pool.InferShapes(inputs);
        if ((long)inputs[0][2] * inputs[0][3] > Exact)
            throw new ShapeException($"{Name}: a plane of {inputs[0]} has more than {Exact} places, which floats cannot number; cut the picture into smaller ones");
        return shapes;
    }
}
