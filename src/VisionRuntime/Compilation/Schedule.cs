using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>
/// Fixes the order of the steps and the place of each update. A new value that a map computes from the old one is written straight over
/// it, if nothing that runs later reads the old value; other new values are copied at the very end.
/// </summary>
internal static class Schedule
{
    public static void Run(Program program)
    {
        foreach (var step in program.Steps)
        {
            if (step.Operator is Reshape or Detach) step.Outputs[0].ViewOf = step.Inputs[0];
        }
        program.Steps.RemoveAll(step => step.Operator is Reshape or Detach);

        var updaters = program.Steps.Where(step => step.Operator is Map && step.Outputs.Any(output => program.Updates.Exists(update => update.NewValue == output))).ToHashSet();
        program.Steps = [.. Order(program.Steps, updaters)];
        WriteUpdatesInPlace(program);
    }

    /// <summary>Ordinary steps keep their order and come first; a map that computes new values waits until something needs it or all others are done.</summary>
    private static IEnumerable<Step> Order(List<Step> steps, HashSet<Step> updaters)
    {
        var needed = new HashSet<Step>();
        var producers = steps.SelectMany(step => step.Outputs.Select(output => (output, step))).ToDictionary(pair => pair.output, pair => pair.step);
        foreach (var step in steps.Where(step => !updaters.Contains(step))) Need(step);
        return steps.Where(needed.Contains).Concat(steps.Where(step => !needed.Contains(step)));

        void Need(Step step)
        {
            if (!needed.Add(step)) return;
            foreach (var input in step.Inputs)
            {
                if (producers.TryGetValue(input.Root, out var producer)) Need(producer);
            }
        }
    }

    private static void WriteUpdatesInPlace(Program program)
    {
        var steps = program.Steps;
        var copies = new List<Step>();
        var produced = steps.SelectMany((step, i) => step.Outputs.Select(output => (output, i))).ToDictionary(pair => pair.output, pair => pair.i);
        var lastRead = new Dictionary<Slot, int>();
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (var input in steps[i].Inputs) lastRead[input.Root] = i;
        }
        foreach (var (variable, newValue) in program.Updates)
        {
            bool readLater(int i) => lastRead.GetValueOrDefault(variable, -1) > i || program.Outputs.Values.Any(output => output.Root == variable);
            bool inPlace = newValue.ViewOf is null && produced.TryGetValue(newValue, out int at) && steps[at].Operator is Map
                && !readLater(at) && !steps[at].Inputs.Any(input => input.Root == variable && (input.Layout != variable.Layout || input.Shape != variable.Shape))
                && !program.Outputs.ContainsValue(newValue);
            if (inPlace) newValue.ViewOf = variable;
            else copies.Add(new($"{variable.Name} update", StridedCopy.Expand(newValue.Stored, variable.Stored), [newValue], [variable]));
        }
        steps.AddRange(copies);
    }
}
