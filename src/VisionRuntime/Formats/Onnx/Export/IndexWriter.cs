using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Picking and placing by indices. Ours lie in floats and are held to the nearest end; ONNX's are whole numbers, and outside the axis an error.</summary>
internal static class IndexWriter
{
    public static string Gather(NodeExport call, Gather gather)
    {
        string places = Places(call, 1, call.ShapeOf(0)[gather.Axis]);
        if (!gather.Batched) return call.Add("Gather", [call.Input(0), places], Int("axis", gather.Axis));
        // Its own place for each of the leading axes' elements: rows of one index each.
        string rows = call.Add("Unsqueeze", [places, call.Integers(call.ShapeOf(1).Rank)]);
        return call.Add("GatherND", [call.Input(0), rows], Int("batch_dims", gather.Axis));
    }

    /// <summary>As [outer, places, inner], where every number has its own index.</summary>
    public static string Scatter(NodeExport call, Scatter scatter)
    {
        string reduction = scatter.Kind switch
        {
            ScatterKind.Assign => "none",
            ScatterKind.Add => "add",
            ScatterKind.Multiply => "mul",
            _ => throw call.NoForm("ONNX keeps the largest or smallest only from version 18 on"),
        };
        Shape indices = call.ShapeOf(0), updates = call.ShapeOf(1), output = call.Output;
        int outer = Count(output.Dimensions[..scatter.Axis]), inner = Count(output.Dimensions[(scatter.Axis + 1)..]), count = (int)indices.Count / (scatter.Batched ? Math.Max(1, outer) : 1);
        Shape whole = [outer, scatter.Length, inner], rows = [outer, count, inner], column = [scatter.Batched ? outer : 1, count, 1];
        string places = call.Expand(call.Reshape(Places(call, 0, scatter.Length), indices, column, false), column, rows, false);
        string target = call.Node.Inputs.Count == 3
            ? call.Reshape(call.Input(2), output, whole, false)
            : call.Add("ConstantOfShape", [call.Integers(whole.Select(length => (long)length))]);
        string placed = call.Add("ScatterElements", [target, places, call.Reshape(call.Input(1), updates, rows, false)], Int("axis", 1), Text("reduction", reduction));
        return call.Reshape(placed, whole, output, false);
    }

    private static string Places(NodeExport call, int input, int length) =>
        call.Cast(call.Add("Clip", [call.Input(input), call.Number(-length), call.Number(length - 1)]), OnnxType.Int64);

    private static int Count(ReadOnlySpan<int> dimensions) => (int)Shape.Of(dimensions).Count;
}
