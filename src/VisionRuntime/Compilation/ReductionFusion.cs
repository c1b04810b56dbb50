using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Compilation;

/// <summary>
/// Fuses elementwise steps into the sums and means that read them (<see cref="MapReduce"/>), so that what is summed is never stored, and
/// computes cheap expressions again in each step that reads them where that moves less memory than storing them once. Sums of the same
/// tensors along the same axes become one step. The statistics of batch normalization, and the sums of its gradient with that of the
/// activation after it, each take one pass over the tensors.
/// </summary>
internal static class ReductionFusion
{
    /// <summary>The operations of the longest expression that is computed again in every reader.</summary>
    private const int MostOperations = 16;

    /// <summary>The outputs of the largest merged step.</summary>
    private const int MostOutputs = 8;

    public static void Run(Program program, int maximumOperands, Func<Map, bool> reducesMap)
    {
        for (int i = 0; i < program.Steps.Count; i++)
        {
            var step = program.Steps[i];
            if (step.Operator is Reduce { Kind: Reduction.Sum or Reduction.Mean } reduce && LeadsIn(step.Inputs[0].Shape, reduce))
            {
                program.Steps[i] = step with
                {
                    Operator = new MapReduce(new Map(Expression.Input(0)), reduce.Kind == Reduction.Mean, [.. reduce.Axes]),
                };
            }
        }
        while (TryInlineOne(program, maximumOperands, reducesMap)) { }
        while (TryMergeOne(program, maximumOperands, reducesMap)) { }
        for (int i = 0; i < program.Steps.Count; i++)
        {
            if (program.Steps[i] is { Operator: MapReduce { Map.Outputs: [InputExpression] } plain } step)
                program.Steps[i] = step with { Operator = plain.Reduce };
        }
        program.Sort();
    }

    /// <summary>Whether the outermost axis is reduced, so that the parts of the tensor have sums that are added.</summary>
    private static bool LeadsIn(Shape shape, Reduce reduce)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] > 1) return shape.Count > 0 && reduce.Axes.Contains(axis);
        }
        return false;
    }

    private static Map? MapOf(Step step) => step.Operator switch { Map map => map, MapReduce { Map: var map } => map, _ => null };

    /// <summary>The shape over which the expressions of a step are computed.</summary>
    private static Shape DomainOf(Step step) =>
        MapOf(step)!.InferShapes([.. step.Inputs.Select(slot => slot.Shape)])[0];

    /// <summary>Substitutes a map into all its readers.</summary>
    private static bool TryInlineOne(Program program, int maximumOperands, Func<Map, bool> reducesMap)
    {
        var readers = new Dictionary<Slot, List<int>>();
        for (int i = 0; i < program.Steps.Count; i++)
        {
            foreach (var slot in program.Steps[i].Inputs.Distinct())
            {
                if (!readers.TryGetValue(slot, out var list)) readers.Add(slot, list = []);
                list.Add(i);
            }
        }
        foreach (var step in program.Steps)
        {
            if (step.Operator is not Map { Outputs: [var expression] } || step.Inputs.Length == 0) continue;
            var output = step.Outputs[0];
            if (program.IsResult(output) || !readers.TryGetValue(output, out var places)) continue;
            Step[] reading = [.. places.Select(place => program.Steps[place])];
            if (!Array.Exists(reading, reader => reader.Operator is MapReduce)
                && !Array.Exists(reading, reader => reading.Length > 1 && reader.Operator is Map)) continue;
            if (!Array.TrueForAll(reading, reader => MapOf(reader) is not null && DomainOf(reader) == output.Shape)) continue;
            if (reading.Length > 1 && !(IsCheap(expression) && MovesNoMore(step, reading))) continue;
            Step[] fused = [.. reading.Select(reader => Inlined(reader, output, step, expression))];
            if (!Array.TrueForAll(fused, one => DomainOf(one) == output.Shape
                && one.Inputs.Length + one.Outputs.Length <= maximumOperands
                && (one.Operator is not MapReduce { Map: var map } || reducesMap(map)))) continue;
            for (int i = 0; i < fused.Length; i++) program.Steps[places[i]] = fused[i];
            program.Steps.Remove(step);
            return true;
        }
        return false;
    }

    private static Step Inlined(Step reader, Slot output, Step producer, Expression expression)
    {
        Slot[] inputs = [.. reader.Inputs.Where(slot => slot != output).Concat(producer.Inputs).Distinct()];
        var inner = expression.Substitute(index => Expression.Input(Array.IndexOf(inputs, producer.Inputs[index])));
        Expression[] outputs = [.. MapOf(reader)!.Outputs.Select(outer => outer.Substitute(index =>
            reader.Inputs[index] == output ? inner : Expression.Input(Array.IndexOf(inputs, reader.Inputs[index]))))];
        var renumbered = MapFusion.Renumbered(reader, outputs, inputs);
        return WithMap(reader, (Map)renumbered.Operator, renumbered.Inputs);
    }

    private static Step WithMap(Step step, Map map, Slot[] inputs) => step with
    {
        Operator = step.Operator is MapReduce reduce ? new MapReduce(map, reduce.IsMean, [.. reduce.Axes]) : map,
        Inputs = inputs,
    };

    /// <summary>Whether an expression takes few operations, each of which is one instruction or two.</summary>
    private static bool IsCheap(Expression expression)
    {
        var parts = ExpressionParts.PartsOf(expression).ToHashSet();
        return parts.Count(part => part.Operands.Count > 0) <= MostOperations && parts.All(part => part switch
        {
            UnaryExpression { Function: var function } => function is UnaryFunction.Negate or UnaryFunction.Abs or UnaryFunction.IsNaN,
            BinaryExpression { Function: var function } =>
                function is not (BinaryFunction.Power or BinaryFunction.Remainder or BinaryFunction.Divide),
            _ => true,
        });
    }

    /// <summary>
    /// Whether reading the large inputs of a map in each of its readers moves no more memory than writing its output, which reads the
    /// memory first, and reading that. Sums along the same axes will be one reader.
    /// </summary>
    private static bool MovesNoMore(Step step, Step[] readers)
    {
        var shape = step.Outputs[0].Shape;
        var own = Large(step);
        int stored = own.Count + 2, again = 0;
        foreach (var group in readers.GroupBy(object (reader) => reader.Operator is MapReduce reduce ? reduce.Reduce : reader))
        {
            var read = group.SelectMany(Large).ToHashSet();
            stored += read.Count;
            read.Remove(step.Outputs[0]);
            read.UnionWith(own);
            again += read.Count;
        }
        return again <= stored;

        HashSet<Slot> Large(Step one) => [.. one.Inputs.Where(slot => slot.Shape == shape)];
    }

    /// <summary>
    /// Merges two steps that sum along the same axes, read one of the same large tensors, and do not depend on each other.
    /// </summary>
    private static bool TryMergeOne(Program program, int maximumOperands, Func<Map, bool> reducesMap)
    {
        Step[] sums = [.. program.Steps.Where(step => step.Operator is MapReduce)];
        foreach (var group in sums.GroupBy(step => ((MapReduce)step.Operator).IsMean))
        {
            var steps = group.ToArray();
            for (int j = 1; j < steps.Length; j++)
            {
                for (int i = 0; i < j; i++)
                {
                    if (Merged(program, steps[i], steps[j]) is not { } merged
                        || merged.Inputs.Length + merged.Outputs.Length > maximumOperands || !reducesMap(((MapReduce)merged.Operator).Map)) continue;
                    // In the place of the later one, where everything that it reads has been computed; sorting moves it if it is too late.
                    program.Steps[program.Steps.IndexOf(steps[j])] = merged;
                    program.Steps.Remove(steps[i]);
                    program.Sort();
                    return true;
                }
            }
        }
        return false;
    }

    private static Step? Merged(Program program, Step first, Step second)
    {
        var (a, b) = ((MapReduce)first.Operator, (MapReduce)second.Operator);
        var shape = DomainOf(first);
        if (!a.Axes.SequenceEqual(b.Axes) || shape != DomainOf(second) || first.Outputs.Length + second.Outputs.Length > MostOutputs
            || !first.Inputs.Any(slot => slot.Shape == shape && second.Inputs.Contains(slot))
            || DependsOn(program, second, first)) return null;
        Slot[] inputs = [.. first.Inputs.Union(second.Inputs)];
        Expression[] outputs = [.. Renumbered(first, a.Map), .. Renumbered(second, b.Map)];
        return new(first.Name, new MapReduce(new Map(outputs), a.IsMean, [.. a.Axes]), inputs, [.. first.Outputs, .. second.Outputs]);

        IEnumerable<Expression> Renumbered(Step step, Map map) => map.Outputs.Select(output =>
            output.Substitute(index => Expression.Input(Array.IndexOf(inputs, step.Inputs[index]))));
    }

    /// <summary>Whether a step needs, directly or not, an output of an earlier one.</summary>
    private static bool DependsOn(Program program, Step step, Step earlier)
    {
        var needed = new HashSet<Slot>(step.Inputs);
        int from = program.Steps.IndexOf(step), to = program.Steps.IndexOf(earlier);
        for (int i = from - 1; i > to; i--)
        {
            if (program.Steps[i].Outputs.Any(needed.Contains)) needed.UnionWith(program.Steps[i].Inputs);
        }
        return earlier.Outputs.Any(needed.Contains);
    }
}
