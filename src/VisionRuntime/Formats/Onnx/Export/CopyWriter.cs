using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Copies. A part's way through its source is a slice, a transposition and an expansion where it follows the source's axes; its way into the output is
/// a place among others (Concat) or among padding (Pad). Anything else picks from all sources laid out in a row (Gather).
/// </summary>
internal sealed class CopyWriter(NodeExport call, StridedCopy copy)
{
    /// <summary>Longest table of places that is written into a file: 32 MB.</summary>
    private const int LongestTable = 1 << 22;

    public string Write()
    {
        if (copy.Parts.Length == 0) throw call.NoForm("nothing is copied");
        int[][]? starts = Blocks();
        string?[] pieces = starts is null ? [] : [.. copy.Parts.Select((part, i) => CopySource.Write(call, i, part))];
        if (starts is null || pieces.Contains(null)) return Picked();
        if (copy.Parts is [var only]) return Padded(pieces[0]!, only.Extent, starts[0], copy.Fill);
        if (AxisOfTiles(starts) is { } axis)
        {
            int[] order = [.. Enumerable.Range(0, pieces.Length).OrderBy(i => starts[i][axis])];
            return call.Add("Concat", order.Select(i => pieces[i]!), Int("axis", axis));
        }
        return Picked();
    }

    /// <summary>Whether a copy moves nothing along the first axis.</summary>
    public static bool KeepsFirstAxis(StridedCopy copy)
    {
        if (copy.Output.Rank == 0) return false;
        int stride = copy.Output.Strides()[0];
        return copy.Parts.All(part => part.Source.Rank > 0 && part.Source[0] == copy.Output[0] && part.Extent[0] == copy.Output[0] && part.From.Strides[0] == part.Source.Strides()[0]
            && part.To.Strides[0] == stride && part.To.Offset < stride && part.From.Offset < part.Source.Strides()[0]);
    }

    /// <summary>Where each part begins in the output, if each is a block of it; null where one is not, or they overlap.</summary>
    private int[][]? Blocks()
    {
        int[] strides = copy.Output.Strides();
        var starts = new int[copy.Parts.Length][];
        for (int i = 0; i < starts.Length; i++)
        {
            var part = copy.Parts[i];
            if (part.Extent.Rank != copy.Output.Rank || !part.To.Strides.SequenceEqual(strides)) return null;
            starts[i] = Coordinates(part.To.Offset, strides);
            if (starts[i].Where((start, axis) => start + part.Extent[axis] > copy.Output[axis]).Any()) return null;
        }
        return copy.PartsOverlap ? null : starts;
    }

    /// <summary>The axis along which the parts, one behind the other, make up the whole output; null where they do not.</summary>
    private int? AxisOfTiles(int[][] starts)
    {
        for (int axis = 0; axis < copy.Output.Rank; axis++)
        {
            bool alike = copy.Parts.All(part => Enumerable.Range(0, copy.Output.Rank).All(other => other == axis || part.Extent[other] == copy.Output[other]));
            if (alike && copy.Parts.Sum(part => part.Extent[axis]) == copy.Output[axis]) return axis;
        }
        return null;
    }

    private string Padded(string piece, Shape extent, int[] start, float fill) => call.Pad(piece, start, [.. start.Select((before, axis) => copy.Output[axis] - extent[axis] - before)], fill);

    /// <summary>All sources in a row, with the fill behind them, and a table of the place that each number of the output comes from; sample by sample where the batch is open.</summary>
    private string Picked()
    {
        int first = call.IsBatched ? 1 : 0;
        Shape sample = Shape.Of(copy.Output.Dimensions[first..]);
        if (sample.Count > LongestTable) throw call.NoForm($"a table of {sample.Count:N0} places would be needed");
        var table = new long[sample.Count];
        long length = copy.Parts.Sum(part => Shape.Of(part.Source.Dimensions[first..]).Count), behind = 0;
        Array.Fill(table, length);
        foreach (var part in copy.Parts)
        {
            Walk(part, first, part.From.Offset, part.To.Offset, behind, table);
            behind += Shape.Of(part.Source.Dimensions[first..]).Count;
        }
        string[] rows = [.. copy.Parts.Select((part, i) => Row(call.Input(i), part.Source))];
        string all = rows.Length == 1 ? rows[0] : call.Add("Concat", rows, Int("axis", first));
        if (table.Contains(length)) all = call.Pad(all, new int[first + 1], first == 1 ? [0, 1] : [1], copy.Fill);
        return call.Add("Gather", [all, call.Integers(sample, table)], Int("axis", first));

        string Row(string x, Shape source) => call.IsBatched ? call.Add("Flatten", [x], Int("axis", 1)) : call.Reshape(x, source, [(int)source.Count], false);
    }

    private static void Walk(StridedCopy.Part part, int axis, long from, long to, long behind, long[] table)
    {
        if (axis == part.Extent.Rank)
        {
            table[to] = behind + from;
            return;
        }
        for (int i = 0; i < part.Extent[axis]; i++) Walk(part, axis + 1, from + (long)i * part.From.Strides[axis], to + (long)i * part.To.Strides[axis], behind, table);
    }

    internal static int[] Coordinates(int offset, int[] strides)
    {
        var place = new int[strides.Length];
        for (int axis = 0; axis < strides.Length; axis++) (place[axis], offset) = Math.DivRem(offset, strides[axis]);
        return place;
    }
}
