using ShaderKernels.Operators;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Writes reductions over axes, which remain with length 1.</summary>
internal static class ReductionWriter
{
    public static string Write(NodeExport call, Reduce reduce)
    {
        var shape = call.ShapeOf(0);
        string x = call.Input(0);
        if (reduce.Axes.Length == 0) return call.Add("Identity", [x]);
        if (shape.Rank > 2 && reduce.Axes.SequenceEqual(Enumerable.Range(2, shape.Rank - 2)))
        {
            if (reduce.Kind == Reduction.Mean) return call.Add("GlobalAveragePool", [x]);
            if (reduce.Kind == Reduction.Max) return call.Add("GlobalMaxPool", [x]);
        }
        string operation = reduce.Kind switch
        {
            Reduction.Sum => "ReduceSum",
            Reduction.Mean => "ReduceMean",
            Reduction.Max => "ReduceMax",
            Reduction.Min => "ReduceMin",
            Reduction.Product => "ReduceProd",
            _ => throw call.NotSupported(),
        };
        // The axes are an input since version 13 for ReduceSum and since version 18 for the others.
        bool asInput = reduce.Kind == Reduction.Sum || call.Opset >= 18;
        var keep = Int("keepdims", 1);
        return asInput
            ? call.Add(operation, [x, call.Integers(reduce.Axes.Select(axis => (long)axis))], keep)
            : call.Add(operation, [x], Ints("axes", reduce.Axes), keep);
    }
}
