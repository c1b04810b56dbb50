using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Determines whether the parts of a <see cref="StridedCopy"/> write every element of its output, and whether they overlap.
/// </summary>
internal static class CopyCoverage
{
    public static (bool Complete, bool Overlap) Of(StridedCopy copy)
    {
        var parts = copy.Parts.Where(part => part.Extent.Count > 0).ToArray();
        long written = parts.Sum(part => part.Extent.Count);
        // Disjoint blocks with as many elements as the output cover it completely.
        var blocks = parts.Select(part => BlockOf(part, copy.Output)).ToArray();
        if (blocks.All(block => block is not null) && AreDisjoint(blocks)) return (written == copy.Output.Count, false);
        long distinct = CountDistinct(parts, copy.Output.Count);
        return (distinct == copy.Output.Count, distinct < written);
    }

    /// <summary>Gets the start and extent of a part that writes a block of the output; null for other parts.</summary>
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

    private static bool AreDisjoint((int[] Start, Shape Extent)?[] blocks)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                var (a, b) = (blocks[i]!.Value, blocks[k]!.Value);
                if (Enumerable.Range(0, a.Start.Length)
                    .All(axis => a.Start[axis] < b.Start[axis] + b.Extent[axis]
                    && b.Start[axis] < a.Start[axis] + a.Extent[axis])) return false;
            }
        }
        return true;
    }

    /// <summary>Counts the elements that are written by at least one part.</summary>
    private static long CountDistinct(IEnumerable<StridedCopy.Part> parts, long count)
    {
        var written = new bool[count];
        long distinct = 0;
        foreach (var part in parts)
        {
            var loop = new StridedLoop(part.Extent.Dimensions, [[.. part.To.Strides]]);
            Mark(loop, 0, part.To.Offset);
        }
        return distinct;

        void Mark(StridedLoop loop, int depth, long place)
        {
            if (depth == loop.Lengths.Length)
            {
                if (!written[place]) distinct++;
                written[place] = true;
                return;
            }
            for (int i = 0; i < loop.Lengths[depth]; i++) Mark(loop, depth + 1, place + (long)i * loop.Strides[0][depth]);
        }
    }
}
