using ShaderKernels.Tensors;

namespace VisionRuntime.Insight.Inspection;

/// <summary>One unit of a layer: one element of its feature maps.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Channel">The feature map, from 0.</param>
/// <param name="Y">The row, from 0.</param>
/// <param name="X">The column, from 0.</param>
public sealed record NetworkUnit(NetworkLayer Layer, int Channel, int Y, int X)
{
    /// <summary>The unit's receptive field in pixels of the input; it may extend into the padding.</summary>
    /// <exception cref="NotSupportedException">The layer's units have no rectangular receptive field.</exception>
    public (long Left, long Top, long Width, long Height) ReceptiveField
    {
        get
        {
            var extent = Analysis.ReceptiveField.Of(Layer.Output)[^1];
            long left = extent.Width.Start + X * extent.Width.Jump, top = extent.Height.Start + Y * extent.Height.Jump;
            return (left, top, extent.Width.Size, extent.Height.Size);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Layer.Name} {Channel},{Y},{X}";

    internal void Validate()
    {
        var shape = Layer.Output.Shape;
        if ((uint)Channel < shape[1] && (uint)Y < shape[2] && (uint)X < shape[3]) return;
        throw new ShapeException(
            $"{Layer.Name} has no unit {Channel},{Y},{X}; its units range from 0,0,0 to {shape[1] - 1},{shape[2] - 1},{shape[3] - 1}");
    }
}
