using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>Whether the parts of a <see cref="StridedCopy"/> write every element of its output.</summary>
internal static class CopyCoverage
{
    public static bool IsWhole(StridedCopy copy)
    {
        var parts = copy.Parts.Where(part => part.Extent.Count > 0).ToArray();
        if (parts.Sum(part => part.Extent.Count) < copy.Output.Count) return false;
        if (parts.Any(part => part.Extent == copy.Output && part.To.Offset == 0 && part.To.Strides.SequenceEqual(copy.Output.Strides()))) return true;
        // Blocks that are all apart and as many elements as the output leave nothing open.
        var blocks = parts.Select(part => BlockOf(part, copy.Output)).ToArray();
        if (blocks.All(block => block is not null) && parts.Sum(part => part.Extent.Count) == copy.Output.Count && AllApart(blocks)) return true;
        return MarkAll(parts, copy.Output.Count);
    }

    /// <summary>Where a part that writes a block of the output begins, and its extent; null where it writes anything else.</summary>
    private static (int[] Start, Shape Extent)? BlockOf(StridedCopy.Part part, Shape output)
    {
        int[] strides = output.Strides();
        if (part.Extent.Rank != output.Rank || !part.To.Strides.SequenceEqual(strides)) return null;
        var start = new int[output.Rank];
        int rest = part.To.Offset;
        for (int axis = 0; axis < output.Rank; axis++)
        {
            (start[axis], rest) = Math.DivRem(rest, strides[axis]);
            if (start[axis] + part.Extent[axis] > output[axis]) return null;
        }
        return (start, part.Extent);
    }

    private static bool AllApart((int[] Start, Shape Extent)?[] blocks)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                var (a, b) = (blocks[i]!.Value, blocks[k]!.Value);
                if (Enumerable.Range(0, a.Start.Length).All(axis => a.Start[axis] < b.Start[axis] + b.Extent[axis] && b.Start[axis] < a.Start[axis] + a.Extent[axis])) return false;
            }
        }
        return true;
    }

    /// <summary>Walks all parts and looks what is left.</summary>
    private static bool MarkAll(IEnumerable<StridedCopy.Part> parts, long count)
    {
        var written = new bool[count];
        long left = count;
        foreach (var part in parts)
        {
            var loop = new StridedLoop(part.Extent.Dimensions, [[.. part.To.Strides]]);
            Mark(loop, 0, part.To.Offset);
        }
        return left == 0;

        void Mark(StridedLoop loop, int depth, long place)
        {
            if (depth == loop.Lengths.Length)
            {
                if (!written[place]) left--;
                written[place] = true;
                return;
            }
            for (int i = 0; i < loop.Lengths[depth]; i++) Mark(loop, depth + 1, place + (long)i * loop.Strides[0][depth]);
        }
    }
}
