using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Layers that put several values together.</summary>
public static class Join
{
    /// <summary>The values one behind the other along an axis; all other axes are equal. Along axis 1 of images: their channels, side by side.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="parts">One value or more, all of one graph.</param>
    /// <exception cref="ShapeException">They differ elsewhere than along the axis.</exception>
    public static Value Concatenate(int axis, params IReadOnlyList<Value> parts)
    {
        if (parts.Count == 0) throw new ShapeException("Concatenate: takes 1 input or more, not 0");
        return parts[0].Graph.Apply(StridedCopy.Concatenate(axis < 0 ? axis + parts[0].Shape.Rank : axis, [.. parts.Select(part => part.Shape)]), "concatenate", parts)[0];
    }
}
