using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>
/// Composes consecutive copies (transpositions, slices, flips, expansions) into one if the second reads along the axes of the first, and
/// turns copies that keep the order of elements into views. Runs twice, since layout conversions are copies too.
/// </summary>
internal static class CopyComposition
{
    public static void Run(Program program, bool layoutsAssigned)
    {
        var producers = program.Producers();
        var readers = program.CountReaders();
        var replacements = new Dictionary<Slot, Slot>();
        for (int i = 0; i < program.Steps.Count; i++)
        {
            var step = program.Steps[i];
            step = step with { Inputs = [.. step.Inputs.Select(slot => replacements.GetValueOrDefault(slot, slot))] };
            step = Composed(step);
            bool result = step.Outputs.Any(program.IsResult);
            bool isView = step.Operator is StridedCopy copy && KeepsOrder(copy);
            if (!result && isView) step = step with { Operator = new Reshape(step.Outputs[0].Stored) };
            program.Steps[i] = step;
            foreach (var output in step.Outputs) producers[output] = step;

            // Before layouts are assigned, a view with the same shape is replaced by its input; later, the scheduler makes it a view.
            bool same = step.Operator.IsView && step.Inputs[0].Shape == step.Outputs[0].Shape;
            if (same && !result && !layoutsAssigned) replacements.Add(step.Outputs[0], step.Inputs[0]);
        }
        program.RemoveDead();

        Step Composed(Step step)
        {
            while (step.Inputs is [var input] && input.ViewOf is null && producers.TryGetValue(input, out var producer)
                && producer.Inputs is [var source])
            {
                Operator? composed = (step.Operator, producer.Operator) switch
                {
                    (Reshape reshape, Reshape) => reshape,
                    (StridedCopy second, StridedCopy first) => Compose(first, second),
                    _ => null,
                };
                bool better = composed is Reshape || readers[input] == 1 || composed is StridedCopy both && KeepsOrder(both);
                if (composed is null || !better) return step;
                step = step with { Operator = composed, Inputs = [source] };
            }
            return step;
        }
    }

    /// <summary>Composes two copies, or returns null if no single copy is equivalent.</summary>
    internal static StridedCopy? Compose(StridedCopy first, StridedCopy second)
    {
        if (first.Parts is not [var inner] || second.Parts is not [var outer]) return null;
        // The first copy must fill its output in order, so that an offset in the output is an index on its axes.
        int[] strides = first.Output.Strides();
        if (inner.Extent != first.Output || inner.To.Offset != 0 || !inner.To.Strides.SequenceEqual(strides)
            || outer.Extent.Count == 0) return null;
        var start = new int[strides.Length];
        int offset = inner.From.Offset, rest = outer.From.Offset;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            (start[axis], rest) = Math.DivRem(rest, strides[axis]);
            offset += start[axis] * inner.From.Strides[axis];
        }
        var walked = new int[outer.Extent.Rank];
        var used = new HashSet<int>();
        for (int i = 0; i < walked.Length; i++)
        {
            int stride = outer.From.Strides[i], steps = outer.Extent[i] - 1;
            if (steps == 0 || stride == 0) continue;
            int axis = Array.FindIndex(strides, own => stride % own == 0 && Math.Abs(stride) >= own);
            while (axis >= 0 && axis < strides.Length && (first.Output[axis] == 1 || stride % strides[axis] != 0)) axis++;
            if (axis < 0 || axis == strides.Length || !used.Add(axis)) return null;
            int last = start[axis] + steps * (stride / strides[axis]);
            if (last < 0 || last >= first.Output[axis]) return null; // It runs past the end of the axis.
            walked[i] = stride / strides[axis] * inner.From.Strides[axis];
        }
        return second with { Parts = [new(inner.Source, outer.Extent, new(offset, [.. walked]), outer.To)] };
    }

    /// <summary>Whether the output of a copy has the elements of the input in the same order, ignoring axes of length 1.</summary>
    private static bool KeepsOrder(StridedCopy copy)
    {
        if (copy.Parts is not [var part] || part.Source.Count != copy.Output.Count || part.Extent.Count != copy.Output.Count) return false;
        if (part.From.Offset != 0 || part.To.Offset != 0) return false;
        return Enumerable.Range(0, part.Extent.Rank)
            .All(axis => part.Extent[axis] == 1 || part.From.Strides[axis] == part.To.Strides[axis]) && IsDense(part);
    }

    private static bool IsDense(StridedCopy.Part part)
    {
        int[] strides = part.Extent.Strides();
        return Enumerable.Range(0, strides.Length).All(axis => part.Extent[axis] == 1 || part.To.Strides[axis] == strides[axis]);
    }
}
