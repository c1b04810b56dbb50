using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>
/// Schedules the steps and the updates of variables. A new value computed by an elementwise operator is written directly over the variable
/// if no later step reads the old value; other new values are copied at the end.
/// </summary>
internal static class Schedule
{
    public static void Run(Program program)
    {
        foreach (var step in program.Steps)
        {
            if (step.Operator.IsView) step.Outputs[0].ViewOf = step.Inputs[0];
        }
        program.Steps.RemoveAll(step => step.Operator.IsView);

        var updaters = program.Steps.Where(step => step.Operator.IsElementwise && step.Outputs.Any(program.IsUpdate)).ToHashSet();
        program.Steps = [.. Order(program.Steps, updaters)];
        WriteUpdatesInPlace(program);
    }

    /// <summary>Orders elementwise steps that compute new values as late as possible; the other steps keep their order.</summary>
    private static IEnumerable<Step> Order(List<Step> steps, HashSet<Step> updaters)
    {
        var needed = new HashSet<Step>();
        var producers = steps.SelectMany(step => step.Outputs.Select(output => (output, step)))
            .ToDictionary(pair => pair.output, pair => pair.step);
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
        var produced = steps.SelectMany((step, i) => step.Outputs.Select(output => (output, i)))
            .ToDictionary(pair => pair.output, pair => pair.i);
        var lastRead = new Dictionary<Slot, int>();
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (var input in steps[i].Inputs) lastRead[input.Root] = i;
        }
        foreach (var (variable, newValue) in program.Updates)
        {
            bool readLater(int i) => lastRead.GetValueOrDefault(variable, -1) > i
                || program.Outputs.Values.Any(output => output.Root == variable);
            bool inPlace = newValue.ViewOf is null && produced.TryGetValue(newValue, out int at) && steps[at].Operator.IsElementwise
                && !readLater(at)
                && !steps[at].Inputs.Any(input => input.Root == variable
                && (input.Layout != variable.Layout || input.Shape != variable.Shape))
                && !program.Outputs.ContainsValue(newValue);
            if (inPlace) newValue.ViewOf = variable;
            else copies.Add(new($"{variable.Name} update", StridedCopy.Expand(newValue.Stored, variable.Stored), [newValue], [variable]));
        }
        steps.AddRange(copies);
    }
}
