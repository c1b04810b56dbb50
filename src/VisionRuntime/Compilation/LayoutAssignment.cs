using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Assigns the layout of each tensor. An operator that can work in any layout (<see cref="Operator.InLayout"/>) takes that of its inputs;
/// the others read and write the layouts that they state. If a tensor is stored in another layout than a step reads, one conversion is
/// added and shared by all such steps.
/// </summary>
internal static class LayoutAssignment
{
    /// <summary>Assigns the layouts and adds the conversions.</summary>
    /// <param name="program">The program, whose slots all have the logical layout.</param>
    /// <param name="storedVariable">The layout of variables that are allocated already; null for the others.</param>
    /// <param name="inAnyLayout">Which inputs may be stored in any layout.</param>
    /// <param name="storedInput">The layout of inputs that somebody else writes; null for the others.</param>
    public static void Run(Program program, Func<string, Layout?> storedVariable, Func<string, bool> inAnyLayout,
        Func<string, Layout?> storedInput)
    {
        var conversions = new Dictionary<(Slot, Layout), Slot>();
        var undecided = new HashSet<Slot>();
        foreach (var (name, slot) in program.Variables)
        {
            if (storedVariable(name) is { } layout) slot.Layout = layout;
            else undecided.Add(slot);
        }
        foreach (var (name, slot) in program.Inputs)
        {
            if (storedInput(name) is { } layout) slot.Layout = layout;
        }
        foreach (var slot in ReadAs(Layout.FilterMatrix, program).Where(undecided.Remove)) slot.Layout = Layout.FilterMatrix;
        undecided.UnionWith(program.Inputs.Where(input => inAnyLayout(input.Key)).Select(input => input.Value));
        foreach (var slot in ReadAs(Layout.ChannelsLast, program)
            .Where(slot => slot.Kind == ValueKind.Input && undecided.Remove(slot))) slot.Layout = Layout.ChannelsLast;
        var steps = new List<Step>();
        foreach (var step in program.Steps) steps.Add(Place(step));

        foreach (var (name, slot) in program.Outputs.ToArray()) program.Outputs[name] = Converted(slot, Layout.Logical);
        for (int i = 0; i < program.Updates.Count; i++)
        {
            var (variable, newValue) = program.Updates[i];
            program.Updates[i] = (variable, Converted(newValue, variable.Layout));
        }
        program.Steps = steps;

        Step Place(Step step)
        {
            var layout = LayoutOfInputs(step);
            if (layout != Layout.Logical && step.Operator.InLayout(layout) is { } @operator)
            {
                foreach (var output in step.Outputs) output.Layout = layout;
                int rank = step.Outputs[0].Shape.Rank;
                return step with { Operator = @operator,
                    Inputs = [.. step.Inputs.Select(slot => Converted(slot.Shape.Rank == rank ? slot : Raised(slot, rank), layout))] };
            }
            for (int i = 0; i < step.Outputs.Length; i++) step.Outputs[i].Layout = step.Operator.OutputLayout(i);
            return step with { Inputs = [.. step.Inputs.Select((slot, i) => Converted(slot, step.Operator.InputLayout(i)))] };
        }

        // The layout of the largest inputs; inputs of lower rank are viewed with leading axes of length 1.
        Layout LayoutOfInputs(Step step)
        {
            var shape = step.Outputs[0].Shape;
            return step.Inputs.Where(slot => slot.Shape == shape).Select(slot => slot.Layout)
                .FirstOrDefault(layout => layout != Layout.Logical)
                ?? step.Inputs.Where(slot => slot.Shape.Rank == shape.Rank).Select(slot => slot.Layout)
                    .FirstOrDefault(layout => layout != Layout.Logical)
                ?? Layout.Logical;
        }

        Slot Raised(Slot slot, int rank)
        {
            var logical = Converted(slot, Layout.Logical);
            return new Slot(slot.Name, Shape.Of([.. Enumerable.Repeat(1, rank - slot.Shape.Rank), .. slot.Shape]), ValueKind.Computed,
                Layout.Logical) { ViewOf = logical };
        }

        Slot Converted(Slot slot, Layout layout)
        {
            if (undecided.Remove(slot)) slot.Layout = layout;
            if (slot.Layout == layout) return slot;
            if (conversions.TryGetValue((slot, layout), out var known)) return known;
            var converted = new Slot($"{slot.Name} ({layout.Name})", slot.Shape, ValueKind.Computed, layout);
            if (slot.Layout.SameMemory(layout, slot.Shape)) converted.ViewOf = slot;
            else steps.Add(new(converted.Name, StridedCopy.Transpose(slot.Stored, slot.Layout.PermutationTo(layout, slot.Shape.Rank)),
                [slot], [converted]));
            conversions.Add((slot, layout), converted);
            return converted;
        }
    }

    /// <summary>
    /// The slots that operators read in a layout, directly or through elementwise operators: filters into which normalization was folded,
    /// for example, are stored as filters, so that other plans need not convert them.
    /// </summary>
    private static HashSet<Slot> ReadAs(Layout layout, Program program)
    {
        var slots = new HashSet<Slot>();
        foreach (var step in Enumerable.Reverse(program.Steps))
        {
            slots.UnionWith(step.Inputs.Where((_, i) => step.Operator.InputLayout(i) == layout));
            if (step.Operator.IsElementwise
                && step.Outputs.Any(slots.Contains)) slots.UnionWith(step.Inputs.Where(input => input.Shape == step.Outputs[0].Shape));
        }
        return slots;
    }
}
