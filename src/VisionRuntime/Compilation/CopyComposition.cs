using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>
/// Two copies in a row become one where the second walks along the axes of the first: transpositions, slices, flips, repetitions. A copy
/// that moves nothing becomes a view. Runs twice, since conversions between layouts are copies too.
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
            if (step.Operator is StridedCopy or Reshape) step = Joined(step);
            bool result = (step.Operator is StridedCopy or Reshape or Detach) && step.Outputs.Any(program.IsResult);
            if (!result && step.Operator is StridedCopy copy && MovesNothing(copy)) step = step with { Operator = new Reshape(step.Outputs[0].Stored) };
            program.Steps[i] = step;
            foreach (var output in step.Outputs) producers[output] = step;

            // Before layouts are assigned a view of the same shape is the value itself; afterwards the scheduler makes the view.
            bool same = step.Operator is Detach || step.Operator is Reshape && step.Inputs[0].Shape == step.Outputs[0].Shape;
            if (same && !result && !layoutsAssigned) replacements.Add(step.Outputs[0], step.Inputs[0]);
        }
        program.RemoveDead();

        Step Joined(Step step)
        {
            while (step.Inputs is [var input] && input.ViewOf is null && producers.TryGetValue(input, out var producer) && producer.Inputs is [var source])
            {
                Operator? joined = (step.Operator, producer.Operator) switch
                {
                    (Reshape reshape, Reshape) => reshape,
                    (StridedCopy second, StridedCopy first) => Compose(first, second),
                    _ => null,
                };
                bool better = joined is Reshape || readers[input] == 1 || joined is StridedCopy copy && MovesNothing(copy);
                if (joined is null || !better) return step;
                step = step with { Operator = joined, Inputs = [source] };
            }
            return step;
        }
    }

    /// <summary>The copy that does both, or null where no single walk does.</summary>
    internal static StridedCopy? Compose(StridedCopy first, StridedCopy second)
    {
        if (first.Parts is not [var inner] || second.Parts is not [var outer]) return null;
        // The first must fill its output in order, so that a place in the output is a place on the axes of its walk.
        int[] strides = first.Output.Strides();
        if (inner.Extent != first.Output || inner.To.Offset != 0 || !inner.To.Strides.SequenceEqual(strides) || outer.Extent.Count == 0) return null;
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
            if (last < 0 || last >= first.Output[axis]) return null; // It walks over the edge into another axis.
            walked[i] = stride / strides[axis] * inner.From.Strides[axis];
        }
        return second with { Parts = [new(inner.Source, outer.Extent, new(offset, [.. walked]), outer.To)] };
    }

    /// <summary>Whether the copy's output lies in memory as its input does; axes of length 1 do not count.</summary>
    private static bool MovesNothing(StridedCopy copy)
    {
        if (copy.Parts is not [var part] || part.Source.Count != copy.Output.Count || part.Extent.Count != copy.Output.Count) return false;
        if (part.From.Offset != 0 || part.To.Offset != 0) return false;
        return Enumerable.Range(0, part.Extent.Rank).All(axis => part.Extent[axis] == 1 || part.From.Strides[axis] == part.To.Strides[axis]) && IsDense(part);
    }

    private static bool IsDense(StridedCopy.Part part)
    {
        int[] strides = part.Extent.Strides();
        return Enumerable.Range(0, strides.Length).All(axis => part.Extent[axis] == 1 || part.To.Strides[axis] == strides[axis]);
    }
}
