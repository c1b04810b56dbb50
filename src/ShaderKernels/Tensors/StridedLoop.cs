namespace ShaderKernels.Tensors;

/// <summary>
/// A nest of loops over several tensors at once, each walked by its own strides, with as few loops as the strides allow:
/// axes of length 1 are dropped, and neighboring axes that every tensor walks as one are merged.
/// </summary>
public sealed class StridedLoop
{
    /// <summary>Merges what can be merged.</summary>
    /// <param name="lengths">The lengths of the loops, outermost first.</param>
    /// <param name="strides">For each tensor the step, in elements, of each loop.</param>
    /// <param name="keepApart">Loops of unequal marks are never merged; null where all may be.</param>
    public StridedLoop(ReadOnlySpan<int> lengths, IReadOnlyList<int[]> strides, ReadOnlySpan<bool> keepApart = default)
    {
        var merged = new List<int>();
        var marks = new List<bool>();
        var steps = strides.Select(_ => new List<int>()).ToList();
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            if (lengths[axis] == 1) continue;
            bool mark = !keepApart.IsEmpty && keepApart[axis];
            bool together = merged.Count > 0 && marks[^1] == mark;
            for (int tensor = 0; together && tensor < strides.Count; tensor++) together = steps[tensor][^1] == strides[tensor][axis] * lengths[axis];
            if (together) merged[^1] *= lengths[axis];
            else
            {
                merged.Add(lengths[axis]);
                marks.Add(mark);
            }
            for (int tensor = 0; tensor < strides.Count; tensor++)
            {
                if (together) steps[tensor][^1] = strides[tensor][axis];
                else steps[tensor].Add(strides[tensor][axis]);
            }
        }
        Lengths = [.. merged];
        Marks = [.. marks];
        Strides = [.. steps.Select(list => list.ToArray())];
    }

    /// <summary>The lengths of the loops that are left, outermost first; none for a single element.</summary>
    public int[] Lengths { get; }

    /// <summary>The mark of each loop that is left.</summary>
    public bool[] Marks { get; }

    /// <summary>For each tensor the step of each loop that is left.</summary>
    public int[][] Strides { get; }

    /// <summary>The strides with which a contiguous tensor of shape <paramref name="input"/> is read where it is broadcast to <paramref name="output"/>.</summary>
    public static int[] Broadcast(Shape input, Shape output)
    {
        int[] own = input.Strides(), strides = new int[output.Rank];
        for (int i = 1; i <= input.Rank; i++) strides[output.Rank - i] = input[-i] == 1 ? 0 : own[input.Rank - i];
        return strides;
    }
}
