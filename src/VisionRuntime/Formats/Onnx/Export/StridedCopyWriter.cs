using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Writes strided copies. Parts that follow the axes of their sources are slices, transpositions and expansions, which are joined
/// (Concat) or padded (Pad) to the output. Everything else is gathered from all sources concatenated in one dimension (Gather).
/// </summary>
internal sealed class StridedCopyWriter(NodeExport call, StridedCopy copy)
{
    /// <summary>The maximum number of indices that are written to a file: 32 MB.</summary>
    private const int MaxIndices = 1 << 22;

    public string Write()
    {
        if (copy.Parts.Length == 0) throw call.NotSupported("it copies nothing");
        int[][]? starts = Blocks();
        string?[] pieces = starts is null ? [] : [.. copy.Parts.Select((part, i) => StridedCopySource.Write(call, i, part))];
        if (starts is null || pieces.Contains(null)) return Gather();
        if (copy.Parts is [var only]) return Pad(pieces[0]!, only.Extent, starts[0], copy.Fill);
        if (ConcatenationAxis(starts) is { } axis)
        {
            int[] order = [.. Enumerable.Range(0, pieces.Length).OrderBy(i => starts[i][axis])];
            return call.Add("Concat", order.Select(i => pieces[i]!), Int("axis", axis));
        }
        return Gather();
    }

    /// <summary>Whether a copy leaves the first axis as it is.</summary>
    public static bool KeepsFirstAxis(StridedCopy copy)
    {
        if (copy.Output.Rank == 0) return false;
        int stride = copy.Output.Strides()[0];
        return copy.Parts.All(part => part.Source.Rank > 0 && part.Source[0] == copy.Output[0] && part.Extent[0] == copy.Output[0]
            && part.From.Strides[0] == part.Source.Strides()[0] && part.To.Strides[0] == stride
            && part.To.Offset < stride && part.From.Offset < part.Source.Strides()[0]);
    }

    /// <summary>The position of each part in the output, if all are blocks of it; null where one is not, or they overlap.</summary>
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

    /// <summary>The axis along which the concatenated parts are the whole output; null where there is none.</summary>
    private int? ConcatenationAxis(int[][] starts)
    {
        for (int axis = 0; axis < copy.Output.Rank; axis++)
        {
            bool matches = copy.Parts.All(part => part.Extent.Zip(copy.Output).Where((_, other) =>
                other != axis).All(pair => pair.First == pair.Second));
            if (matches && copy.Parts.Sum(part => part.Extent[axis]) == copy.Output[axis]) return axis;
        }
        return null;
    }

    private string Pad(string piece, Shape extent, int[] start, float fill) =>
        call.Pad(piece, start, [.. start.Select((before, axis) => copy.Output[axis] - extent[axis] - before)], fill);

    /// <summary>
    /// Gathers each element of the output from the flattened sources and the fill value after them; for each sample where the batch
    /// is symbolic.
    /// </summary>
    private string Gather()
    {
        int first = call.IsBatched ? 1 : 0;
        Shape sample = Shape.Of(copy.Output.Dimensions[first..]);
        if (sample.Count > MaxIndices) throw call.NotSupported($"its {sample.Count:N0} indices are too many");
        var indices = new long[sample.Count];
        long length = copy.Parts.Sum(part => Shape.Of(part.Source.Dimensions[first..]).Count), offset = 0;
        Array.Fill(indices, length);
        foreach (var part in copy.Parts)
        {
            AddIndices(part, first, part.From.Offset, part.To.Offset, offset, indices);
            offset += Shape.Of(part.Source.Dimensions[first..]).Count;
        }
        string[] rows = [.. copy.Parts.Select((part, i) => Row(call.Input(i), part.Source))];
        string all = rows.Length == 1 ? rows[0] : call.Add("Concat", rows, Int("axis", first));
        if (indices.Contains(length)) all = call.Pad(all, new int[first + 1], first == 1 ? [0, 1] : [1], copy.Fill);
        return call.Add("Gather", [all, call.Integers(sample, indices)], Int("axis", first));

        string Row(string x, Shape source) =>
            call.IsBatched ? call.Add("Flatten", [x], Int("axis", 1)) : call.Reshape(x, source, [(int)source.Count], false);
    }

    private static void AddIndices(StridedCopy.Part part, int axis, long from, long to, long offset, long[] indices)
    {
        if (axis == part.Extent.Rank)
        {
            indices[to] = offset + from;
            return;
        }
        for (int i = 0; i < part.Extent[axis]; i++)
            AddIndices(part, axis + 1, from + (long)i * part.From.Strides[axis], to + (long)i * part.To.Strides[axis], offset, indices);
    }

    internal static int[] Coordinates(int offset, int[] strides)
    {
        var coordinates = new int[strides.Length];
        for (int axis = 0; axis < strides.Length; axis++) (coordinates[axis], offset) = Math.DivRem(offset, strides[axis]);
        return coordinates;
    }
}
