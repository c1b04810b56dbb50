using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Moves steps out of the run that give the same result in each run: those that depend only on constants, and those that depend on
/// variables that the plan does not update, such as filters with folded batch normalization and layout conversions of filters.
/// </summary>
internal static class Hoisting
{
    /// <summary>Assigns the stage of each slot and orders steps by stage.</summary>
    public static void Run(Program program, bool enabled)
    {
        var stages = StagesOf(program);
        foreach (var (slot, stage) in stages) slot.Stage = enabled || slot.Kind != ValueKind.Computed ? stage : Stage.Run;
        if (enabled) LeaveExpansions(program);
        program.Steps = [.. program.Steps.OrderBy(StageOf)];
    }

    /// <summary>Gets the stage of a step of a program that <see cref="Run"/> has processed.</summary>
    public static Stage StageOf(Step step) => step.Outputs.Length == 0 ? Stage.Run : step.Outputs.Max(output => output.Root.Stage);

    /// <summary>Computes the stage of every slot that owns memory.</summary>
    public static Dictionary<Slot, Stage> StagesOf(Program program)
    {
        var updated = program.Updates.Select(update => update.Variable).ToHashSet();
        var newValues = program.Updates.Select(update => update.NewValue).ToHashSet();
        var stages = new Dictionary<Slot, Stage>();
        foreach (var constant in program.Constants.Keys) stages[constant] = Stage.Once;
        foreach (var variable in program.Variables.Values) stages[variable] = updated.Contains(variable) ? Stage.Run : Stage.Variables;
        foreach (var step in program.Steps)
        {
            var stage = step.Inputs.Select(input => stages.GetValueOrDefault(input.Root, Stage.Run)).DefaultIfEmpty(Stage.Once).Max();
            // Variables are written in each run.
            bool update = step.Outputs.Any(output => output.Root.Kind == ValueKind.Variable || newValues.Contains(output));
            foreach (var output in step.Outputs)
            {
                if (output.Root.Kind == ValueKind.Computed) stages[output.Root] = update ? Stage.Run : stage;
            }
        }
        return stages;
    }

    /// <summary>
    /// Does not keep copies that only repeat elements: reading the larger result costs as much as repeating them in each run.
    /// </summary>
    private static void LeaveExpansions(Program program)
    {
        foreach (var step in Enumerable.Reverse(program.Steps))
        {
            if (!step.Operator.IsCopy || step.Outputs[0].Shape.Count <= step.Inputs.Sum(input => input.Shape.Count)) continue;
            var output = step.Outputs[0];
            var readers = program.Steps.Where(reader => reader.Inputs.Any(input => input.Root == output.Root)).ToArray();
            if (output.Root == output && readers.Length > 0
                && readers.All(reader => StageOf(reader) == Stage.Run)) output.Stage = Stage.Run;
        }
    }
}
