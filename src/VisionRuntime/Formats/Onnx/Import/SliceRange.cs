namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// The range of Slice along each axis: attributes before version 10, inputs since. Negative starts and ends count from the end of
/// the axis; those out of range are clamped.
/// </summary>
internal static class SliceRange
{
    public static (int[] Starts, int[] Lengths, int[] Steps) Of(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] givenStarts = call.IntsOrInput("starts", 1) ?? throw call.Error("'starts' is missing");
        long[] givenEnds = call.IntsOrInput("ends", 2) ?? throw call.Error("'ends' is missing");
        long[] givenAxes = call.IntsOrInput("axes", 3) ?? [.. Enumerable.Range(0, givenStarts.Length).Select(axis => (long)axis)];
        long[] givenSteps = call.Has(4) ? call.KnownIntegers(4, "steps") : [.. Enumerable.Repeat(1L, givenStarts.Length)];
        if (givenEnds.Length != givenStarts.Length || givenAxes.Length != givenStarts.Length || givenSteps.Length != givenStarts.Length)
        {
            throw call.Error($"the numbers of starts ({givenStarts.Length}), ends ({givenEnds.Length}), axes ({givenAxes.Length}) " +
                $"and steps ({givenSteps.Length}) differ");
        }
        int[] starts = new int[shape.Rank], lengths = [.. shape], steps = [.. Enumerable.Repeat(1, shape.Rank)];
        for (int i = 0; i < givenStarts.Length; i++)
        {
            int axis = call.Axis(givenAxes[i], shape.Rank);
            if (givenSteps[i] is 0 or < -int.MaxValue or > int.MaxValue) throw call.Error($"the step {givenSteps[i]} is out of range");
            steps[axis] = (int)givenSteps[i];
            (starts[axis], lengths[axis]) = Along(shape[axis], givenStarts[i], givenEnds[i], steps[axis]);
        }
        return (starts, lengths, steps);
    }

    private static (int Start, int Length) Along(int length, long start, long end, int step)
    {
        // Backward slices may end before the first element, at -1.
        int low = step > 0 ? 0 : -1, high = step > 0 ? length : length - 1;
        int first = Clamp(start), last = Clamp(end);
        long distance = step > 0 ? (long)last - first : (long)first - last;
        int count = distance <= 0 ? 0 : (int)((distance - 1) / Math.Abs((long)step) + 1);
        return (count == 0 ? 0 : first, count);

        int Clamp(long position) => (int)Math.Clamp(position < 0 ? position + length : position, low, high);
    }
}
