using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;

namespace VisionRuntime.Compilation;

/// <summary>
/// Fuses elementwise steps: a map that only one other map reads is substituted into it, expansions are replaced by broadcasting, and
/// constants with a single element become part of the expression.
/// </summary>
internal static class MapFusion
{
    public static void Run(Program program, int maximumOperands)
    {
        for (int i = 0; i < program.Steps.Count; i++)
        {
            if (program.Steps[i].Operator is Map) program.Steps[i] = InlineConstants(program, program.Steps[i]);
        }
        while (TryFuseOne(program, maximumOperands)) { }
    }

    private static bool TryFuseOne(Program program, int maximumOperands)
    {
        var readers = program.CountReaders();
        var producers = new Dictionary<Slot, Step>();
        foreach (var step in program.Steps)
        {
            foreach (var output in step.Outputs) producers[output] = step;
        }
        for (int i = 0; i < program.Steps.Count; i++)
        {
            var step = program.Steps[i];
            if (step.Operator is not Map map) continue;
            for (int k = 0; k < step.Inputs.Length; k++)
            {
                var input = step.Inputs[k];
                if (readers[input] != step.Inputs.Count(slot => slot == input) || !producers.TryGetValue(input, out var producer)) continue;
                var fused = producer.Operator switch
                {
                    Map { Outputs.Length: 1 } inner
                        when input.Shape == step.Outputs[0].Shape => Fuse(step, map, k, producer, inner.Outputs[0]),
                    StridedCopy copy when IsExpansion(copy) => Fuse(step, map, k, producer, Expression.Input(0)),
                    _ => null,
                };
                if (fused is null || fused.Inputs.Length + fused.Outputs.Length > maximumOperands) continue;
                if (fused.Operator.InferShapes([.. fused.Inputs.Select(slot => slot.Shape)])[0] != step.Outputs[0].Shape) continue;
                program.Steps[i] = fused;
                program.Steps.Remove(producer);
                return true;
            }
        }
        return false;
    }

    private static Step Fuse(Step step, Map map, int place, Step producer, Expression inner)
    {
        var inputs = step.Inputs.Where(slot => slot != step.Inputs[place]).Distinct().ToList();
        foreach (var slot in producer.Inputs)
        {
            if (!inputs.Contains(slot)) inputs.Add(slot);
        }
        var moved = inner.Substitute(index => Expression.Input(inputs.IndexOf(producer.Inputs[index])));
        Expression[] outputs = [.. map.Outputs.Select(output => output.Substitute(index =>
            step.Inputs[index] == step.Inputs[place] ? moved : Expression.Input(inputs.IndexOf(step.Inputs[index]))))];
        return Renumbered(step, outputs, inputs);
    }

    private static Step InlineConstants(Program program, Step step)
    {
        Expression[] outputs = [.. ((Map)step.Operator).Outputs.Select(output => output.Substitute(index =>
            program.Constants.TryGetValue(step.Inputs[index], out float[]? values) && values.Length == 1 ? values[0]
                : Expression.Input(index)))];
        var renumbered = Renumbered(step, outputs, step.Inputs);
        // The output shape may depend on the shape of the constant.
        bool sameShape = renumbered.Operator.InferShapes([.. renumbered.Inputs.Select(slot => slot.Shape)])[0] == step.Outputs[0].Shape;
        return sameShape ? renumbered : step;
    }

    /// <summary>Removes the inputs that no expression reads and renumbers the others.</summary>
    internal static Step Renumbered(Step step, Expression[] outputs, IReadOnlyList<Slot> inputs)
    {
        var used = new List<Slot>();
        Expression[] renumbered = [.. outputs.Select(output => output.Substitute(index =>
        {
            if (!used.Contains(inputs[index])) used.Add(inputs[index]);
            return Expression.Input(used.IndexOf(inputs[index]));
        }))];
        return step with { Operator = new Map(renumbered), Inputs = [.. used] };
    }

    /// <summary>Whether a copy only expands its input, as broadcasting does.</summary>
    private static bool IsExpansion(StridedCopy copy)
    {
        if (copy.Parts is not [var part] || part.Extent != copy.Output || part.From.Offset != 0 || part.To.Offset != 0) return false;
        int added = copy.Output.Rank - part.Source.Rank;
        bool fits = added >= 0
            && Enumerable.Range(0, part.Source.Rank).All(axis => part.Source[axis] == 1 || part.Source[axis] == copy.Output[axis + added]);
        return fits && copy == StridedCopy.Expand(part.Source, copy.Output);
    }
}
