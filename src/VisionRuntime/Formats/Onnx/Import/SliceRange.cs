namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>What Slice takes of each axis: attributes before version 10, inputs since. Ends beyond an axis are cut, negative ones count from its end.</summary>
internal static class SliceRange
{
    public static (int[] Starts, int[] Lengths, int[] Steps) Of(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] starts = call.IntsOrInput("starts", 1) ?? throw call.Error("it has no starts"), ends = call.IntsOrInput("ends", 2) ?? throw call.Error("it has no ends");
        long[] axes = call.IntsOrInput("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = call.Has(4) ? call.KnownIntegers(4, "steps") : [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw call.Error($"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps; there must be as many of each");
        int[] from = new int[shape.Rank], lengths = [.. shape], by = [.. Enumerable.Repeat(1, shape.Rank)];
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = call.Axis(axes[i], shape.Rank);
            if (steps[i] is 0 or < -int.MaxValue or > int.MaxValue) throw call.Error($"a step of {steps[i]}");
            (from[axis], lengths[axis], by[axis]) = Along(shape[axis], starts[i], ends[i], (int)steps[i]);
        }
        return (from, lengths, by);
    }

    private static (int Start, int Length, int Step) Along(int length, long start, long end, int step)
    {
        // Backwards the walk may end before the first element, at -1.
        int low = step > 0 ? 0 : -1, high = step > 0 ? length : length - 1;
        int first = Place(start), last = Place(end);
        long distance = step > 0 ? (long)last - first : (long)first - last;
        int count = distance <= 0 ? 0 : (int)((distance - 1) / Math.Abs((long)step) + 1);
        return (count == 0 ? 0 : first, count, step);

        int Place(long position) => (int)Math.Clamp(position < 0 ? position + length : position, low, high);
    }
}
