using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Writes Gather and Scatter. The graph's indices are float32 and clamped to the axis; ONNX's are integers, and those out of range
/// an error.
/// </summary>
internal static class IndexWriter
{
    public static string Gather(NodeExport call, Gather gather)
    {
        string indices = ToIndices(call, 1, call.ShapeOf(0)[gather.Axis]);
        if (!gather.Batched) return call.Add("Gather", [call.Input(0), indices], Int("axis", gather.Axis));
        // Every element of the leading axes has its own index.
        string rows = call.Add("Unsqueeze", [indices, call.Integers(call.ShapeOf(1).Rank)]);
        return call.Add("GatherND", [call.Input(0), rows], Int("batch_dims", gather.Axis));
    }

    /// <summary>Written as ScatterElements on [outer, indices, inner], where every element has its own index.</summary>
    public static string Scatter(NodeExport call, Scatter scatter)
    {
        string reduction = scatter.Kind switch
        {
            ScatterKind.Assign => "none",
            ScatterKind.Add => "add",
            ScatterKind.Multiply => "mul",
            ScatterKind.Max when call.Opset >= 18 => "max",
            ScatterKind.Min when call.Opset >= 18 => "min",
            _ => throw call.NotSupported($"the reduction {scatter.Kind} needs opset 18"),
        };
        Shape indices = call.ShapeOf(0), updates = call.ShapeOf(1), output = call.Output;
        int outer = Count(output.Dimensions[..scatter.Axis]), inner = Count(output.Dimensions[(scatter.Axis + 1)..]);
        int count = (int)indices.Count / (scatter.Batched ? Math.Max(1, outer) : 1);
        Shape target = [outer, scatter.Length, inner], rows = [outer, count, inner], column = [scatter.Batched ? outer : 1, count, 1];
        string index = call.Expand(call.Reshape(ToIndices(call, 0, scatter.Length), indices, column, false), column, rows, false);
        string data = call.Node.Inputs.Count == 3
            ? call.Reshape(call.Input(2), output, target, false)
            : call.Add("ConstantOfShape", [call.Integers(target.Select(length => (long)length))]);
        string values = call.Reshape(call.Input(1), updates, rows, false);
        string scattered = call.Add("ScatterElements", [data, index, values], Int("axis", 1), String("reduction", reduction));
        return call.Reshape(scattered, target, output, false);
    }

    private static string ToIndices(NodeExport call, int input, int length) =>
        call.Cast(call.Add("Clip", [call.Input(input), call.Scalar(-length), call.Scalar(length - 1)]), OnnxType.Int64);

    private static int Count(ReadOnlySpan<int> dimensions) => (int)Shape.Of(dimensions).Count;
}
