namespace ShaderKernels.Tensors;

/// <summary>
/// Nested loops over several tensors at once, each with its own strides. There are as few loops as the strides allow: axes of length 1 are
/// dropped, and neighboring axes that are contiguous in every tensor are merged.
/// </summary>
public sealed class StridedLoop
{
    /// <summary>Creates the loops and merges those that can be merged.</summary>
    /// <param name="lengths">The lengths of the loops, outermost first.</param>
    /// <param name="strides">For each tensor, the stride of each loop in elements.</param>
    /// <param name="keepApart">A mark for each loop: loops with different marks are not merged. All may be merged if empty.</param>
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
            for (int tensor = 0; together && tensor < strides.Count; tensor++)
                together = steps[tensor][^1] == strides[tensor][axis] * lengths[axis];
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

    /// <summary>Gets the lengths of the merged loops, outermost first; empty for a single element.</summary>
    public int[] Lengths { get; }

    /// <summary>Gets the mark of each merged loop.</summary>
    public bool[] Marks { get; }

    /// <summary>Gets for each tensor the stride of each merged loop.</summary>
    public int[][] Strides { get; }

    /// <summary>
    /// Returns the strides that broadcast a contiguous tensor of shape <paramref name="input"/> to <paramref name="output"/>.
    /// </summary>
    public static int[] Broadcast(Shape input, Shape output)
    {
        int[] own = input.Strides(), strides = new int[output.Rank];
        for (int i = 1; i <= input.Rank; i++) strides[output.Rank - i] = input[-i] == 1 ? 0 : own[input.Rank - i];
        return strides;
    }
}
