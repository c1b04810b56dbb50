using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Takes out of the run what does not change from run to run: steps that depend on constants alone, and steps that depend on variables
/// which the plan does not update. Filters that batch normalization is folded into, and conversions of stored filters, are such steps.
/// </summary>
internal static class Hoisting
{
    /// <summary>Gives each slot its stage and puts the steps of earlier stages first.</summary>
    public static void Run(Program program, bool enabled)
    {
        var stages = StagesOf(program);
        foreach (var (slot, stage) in stages) slot.Stage = enabled || slot.Kind != ValueKind.Computed ? stage : Stage.Run;
        if (enabled) LeaveExpansions(program);
        program.Steps = [.. program.Steps.OrderBy(StageOf)];
    }

    /// <summary>When a step of a program that <see cref="Run"/> went over has to run.</summary>
    public static Stage StageOf(Step step) => step.Outputs.Length == 0 ? Stage.Run : step.Outputs.Max(output => output.Root.Stage);

    /// <summary>The stage of every slot that owns memory, as far as the program has come.</summary>
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
            // What is written into a variable is written in each run.
            bool update = step.Outputs.Any(output => output.Root.Kind == ValueKind.Variable || newValues.Contains(output));
            foreach (var output in step.Outputs)
            {
                if (output.Root.Kind == ValueKind.Computed) stages[output.Root] = update ? Stage.Run : stage;
            }
        }
        return stages;
    }

    /// <summary>Numbers that a copy only repeats are not worth keeping: reading them again costs as much as repeating them.</summary>
    private static void LeaveExpansions(Program program)
    {
        foreach (var step in Enumerable.Reverse(program.Steps))
        {
            if (step.Operator is not StridedCopy copy || copy.Output.Count <= step.Inputs.Sum(input => input.Shape.Count)) continue;
            var output = step.Outputs[0];
            var readers = program.Steps.Where(reader => reader.Inputs.Any(input => input.Root == output.Root)).ToArray();
            if (output.Root == output && readers.Length > 0 && readers.All(reader => StageOf(reader) == Stage.Run)) output.Stage = Stage.Run;
        }
    }
}
