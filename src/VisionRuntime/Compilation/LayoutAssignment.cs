using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Chooses how each tensor lies in memory. Convolutions and pooling want their images channels-last, convolutions their filters as a
/// matrix; elementwise steps, reductions, softmax and resampling follow what their inputs have; everything else takes the graph's own order. Where a
/// tensor lies otherwise than a reader wants, one conversion is added and shared by all such readers.
/// </summary>
internal static class LayoutAssignment
{
    /// <summary>What becomes filters through maps, as where normalization was folded into them, lies as filters do, so that other plans need not convert it.</summary>
    private static HashSet<Slot> FiltersBehindMaps(Program program)
    {
        var filters = new HashSet<Slot>();
        foreach (var step in Enumerable.Reverse(program.Steps))
        {
            if (step.Operator is Convolution or ConvolutionInputGradient) filters.Add(step.Inputs[1]);
            else if (step.Operator is Map && step.Outputs.Any(filters.Contains)) filters.UnionWith(step.Inputs.Where(input => input.Shape == step.Outputs[0].Shape));
        }
        return filters;
    }

    public static void Run(Program program, Func<string, Layout?> storedVariable)
    {
        var conversions = new Dictionary<(Slot, Layout), Slot>();
        var undecided = new HashSet<Slot>();
        foreach (var (name, slot) in program.Variables)
        {
            if (storedVariable(name) is { } layout) slot.Layout = layout;
            else undecided.Add(slot);
        }
        foreach (var slot in FiltersBehindMaps(program).Where(undecided.Remove)) slot.Layout = Layout.FilterMatrix;
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
            switch (step.Operator)
            {
                case Convolution:
                    Store(step.Outputs[0], Layout.ChannelsLast);
                    return step with { Inputs = [Converted(step.Inputs[0], Layout.ChannelsLast), Converted(step.Inputs[1], Layout.FilterMatrix), .. step.Inputs.Skip(2).Select((slot, i) => Converted(slot, i == 0 ? Layout.Logical : Layout.ChannelsLast))] };
                case ConvolutionInputGradient:
                    Store(step.Outputs[0], Layout.ChannelsLast);
                    return step with { Inputs = [Converted(step.Inputs[0], Layout.ChannelsLast), Converted(step.Inputs[1], Layout.FilterMatrix)] };
                case ConvolutionFilterGradient:
                    Store(step.Outputs[0], Layout.FilterMatrix);
                    return step with { Inputs = [Converted(step.Inputs[0], Layout.ChannelsLast), Converted(step.Inputs[1], Layout.ChannelsLast)] };
                case Pool or PoolGradient or MaxPoolIndices:
                    Store(step.Outputs[0], Layout.ChannelsLast);
                    return step with { Inputs = [.. step.Inputs.Select(slot => Converted(slot, Layout.ChannelsLast))] };
                case Map:
                    return PlaceMap(step);
                case Detach:
                    Store(step.Outputs[0], step.Inputs[0].Layout);
                    return step;
                case Reduce reduce:
                {
                    var layout = step.Inputs[0].Layout;
                    Store(step.Outputs[0], layout);
                    return step with { Operator = new Reduce(reduce.Kind, [.. reduce.Axes.Select(layout.PlaceOf)]) };
                }
                case Softmax softmax:
                {
                    var layout = step.Inputs[0].Layout;
                    Store(step.Outputs[0], layout);
                    return step with { Operator = softmax with { Axis = layout.PlaceOf(softmax.Axis) } };
                }
                case Resample resample:
                {
                    var layout = step.Inputs[0].Layout;
                    Store(step.Outputs[0], layout);
                    return step with { Operator = resample with { Axis = layout.PlaceOf(resample.Axis) } };
                }
                default:
                    return step with { Inputs = [.. step.Inputs.Select(slot => Converted(slot, Layout.Logical))] };
            }
        }

        // A map works in the layout of its largest inputs; inputs of lower rank are seen with leading axes of length 1.
        Step PlaceMap(Step step)
        {
            var shape = step.Outputs[0].Shape;
            var layout = step.Inputs.Where(slot => slot.Shape == shape).Select(slot => slot.Layout).FirstOrDefault(l => l != Layout.Logical)
                ?? step.Inputs.Where(slot => slot.Shape.Rank == shape.Rank).Select(slot => slot.Layout).FirstOrDefault(l => l != Layout.Logical)
                ?? Layout.Logical;
            foreach (var output in step.Outputs) Store(output, layout);
            if (layout == Layout.Logical) return step with { Inputs = [.. step.Inputs.Select(slot => Converted(slot, Layout.Logical))] };
            return step with { Inputs = [.. step.Inputs.Select(slot => Converted(slot.Shape.Rank == shape.Rank ? slot : Raised(slot, shape.Rank), layout))] };
        }

        Slot Raised(Slot slot, int rank)
        {
            var logical = Converted(slot, Layout.Logical);
            return new Slot(slot.Name, Shape.Of([.. Enumerable.Repeat(1, rank - slot.Shape.Rank), .. slot.Shape]), ValueKind.Computed, Layout.Logical) { ViewOf = logical };
        }

        static void Store(Slot slot, Layout layout) => slot.Layout = layout;

        Slot Converted(Slot slot, Layout layout)
        {
            if (undecided.Remove(slot)) slot.Layout = layout;
            if (slot.Layout == layout) return slot;
            if (conversions.TryGetValue((slot, layout), out var known)) return known;
            var converted = new Slot($"{slot.Name} ({layout.Name})", slot.Shape, ValueKind.Computed, layout);
            if (slot.Layout.SameMemory(layout, slot.Shape)) converted.ViewOf = slot;
            else steps.Add(new(converted.Name, StridedCopy.Transpose(slot.Stored, slot.Layout.PermutationTo(layout, slot.Shape.Rank)), [slot], [converted]));
            conversions.Add((slot, layout), converted);
            return converted;
        }
    }
}
