using ShaderKernels.Tensors;
using VisionRuntime.Analysis;

namespace VisionRuntime.Insight.Inspection;

/// <summary>One unit of a layer's feature maps.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Channel">Which map, from 0.</param>
/// <param name="Y">Its row, from 0.</param>
/// <param name="X">Its column, from 0.</param>
public sealed record NetworkUnit(NetworkLayer Layer, int Channel, int Y, int X)
{
    /// <summary>The pixels that it sees; those outside the picture are padding.</summary>
    /// <exception cref="NotSupportedException">The layer's units have no window on the picture.</exception>
    public (long Left, long Top, long Width, long Height) Field
    {
        get
        {
            var seen = ReceptiveField.Of(Layer.Output)[^1];
            return (seen.Width.Start + X * seen.Width.Jump, seen.Height.Start + Y * seen.Height.Jump, seen.Width.Size, seen.Height.Size);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Layer.Name} {Channel},{Y},{X}";

    internal void Require()
    {
        var shape = Layer.Output.Shape;
        if ((uint)Channel >= shape[1] || (uint)Y >= shape[2] || (uint)X >= shape[3])
            throw new ShapeException($"{Layer.Name} has no unit {Channel},{Y},{X}; its channels, rows and columns go from 0 to {shape[1] - 1},{shape[2] - 1},{shape[3] - 1}");
    }
}
