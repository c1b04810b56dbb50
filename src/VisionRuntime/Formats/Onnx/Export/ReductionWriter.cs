using ShaderKernels.Operators;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Reductions over axes, which stay with length 1.</summary>
internal static class ReductionWriter
{
    public static string Reduce(NodeExport call, Reduce reduce)
    {
        var shape = call.ShapeOf(0);
        string x = call.Input(0);
        if (reduce.Axes.Length == 0) return call.Add("Identity", [x]);
        if (shape.Rank > 2 && reduce.Axes.SequenceEqual(Enumerable.Range(2, shape.Rank - 2)))
        {
            if (reduce.Kind == Reduction.Mean) return call.Add("GlobalAveragePool", [x]);
            if (reduce.Kind == Reduction.Max) return call.Add("GlobalMaxPool", [x]);
        }
        var keep = Int("keepdims", 1);
        return reduce.Kind switch
        {
            Reduction.Sum => call.Add("ReduceSum", [x, call.Integers(reduce.Axes.Select(axis => (long)axis))], keep), // its axes are an input from version 13 on
            Reduction.Mean => call.Add("ReduceMean", [x], Ints("axes", reduce.Axes), keep),
            Reduction.Max => call.Add("ReduceMax", [x], Ints("axes", reduce.Axes), keep),
            Reduction.Min => call.Add("ReduceMin", [x], Ints("axes", reduce.Axes), keep),
            Reduction.Product => call.Add("ReduceProd", [x], Ints("axes", reduce.Axes), keep),
            _ => throw call.NoForm(),
        };
    }
}
