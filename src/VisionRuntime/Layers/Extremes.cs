using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Where the largest and the smallest numbers are.</summary>
public static class Extremes
{
    /// <summary>The place of the largest number along an axis, which stays with length 1. No gradient flows.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="selectLast">Of equals the last place, else the first.</param>
    /// <exception cref="ShapeException">There is no such axis, or it is empty.</exception>
    public static Value ArgMax(this Value x, int axis, bool selectLast = false) => Place(x, Reduction.Max, axis, selectLast, "ArgMax");

    /// <summary>The place of the smallest number along an axis, which stays with length 1. No gradient flows.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="selectLast">Of equals the last place, else the first.</param>
    /// <exception cref="ShapeException">There is no such axis, or it is empty.</exception>
    public static Value ArgMin(this Value x, int axis, bool selectLast = false) => Place(x, Reduction.Min, axis, selectLast, "ArgMin");

    /// <summary>The first or last of those places that hold the extreme itself.</summary>
    private static Value Place(Value x, Reduction extreme, int axis, bool selectLast, string what)
    {
        axis = Indexing.AxisOf(x, axis, what);
        int length = x.Shape[axis];
        if (length == 0) throw new ShapeException($"{what}: axis {axis} of {x} is empty, there is nothing to choose from; choose an axis with elements");
        x = x.Detach();
        // No place holds a not-a-number, which equals nothing; then the end of the search is the answer.
        float none = selectLast ? 0 : length - 1;
        var places = x.Graph.Map(Select(Equal(Input(0), Input(1)), Input(2), none), x, x.Reduce(extreme, axis), Indexing.Along(x.Graph, length, x.Shape.Rank, axis));
        return places.Reduce(selectLast ? Reduction.Max : Reduction.Min, axis);
    }
}
