using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>Removes duplicates: equal operators with the same inputs, and constants with equal values.</summary>
internal static class CommonSubexpressions
{
    public static void Run(Program program)
    {
        // Results keep steps of their own, since the new value of a variable is written over the variable.
        var results = program.Outputs.Values.Concat(program.Updates.Select(update => update.NewValue)).ToHashSet();
        var replacements = new Dictionary<Slot, Slot>();
        foreach (var same in program.Constants.GroupBy(pair => pair, new SameValues()).ToArray())
        {
            foreach (var (slot, _) in same.Skip(1))
            {
                if (!results.Contains(slot)) replacements.Add(slot, same.Key.Key);
            }
        }
        var known = new Dictionary<(Operator, Inputs), Step>();
        var steps = new List<Step>();
        foreach (var written in program.Steps)
        {
            var step = written with { Inputs = [.. written.Inputs.Select(slot => replacements.GetValueOrDefault(slot, slot))] };
            if (step.Outputs.Any(results.Contains) || known.TryAdd((step.Operator, new(step.Inputs)), step))
            {
                steps.Add(step);
                continue;
            }
            var first = known[(step.Operator, new(step.Inputs))];
            for (int i = 0; i < step.Outputs.Length; i++) replacements.Add(step.Outputs[i], first.Outputs[i]);
        }
        program.Steps = steps;
        program.RemoveDead();
    }

    private readonly record struct Inputs(Slot[] Slots)
    {
        public bool Equals(Inputs other) => Slots.AsSpan().SequenceEqual(other.Slots);

        public override int GetHashCode() => Slots.Aggregate(0, HashCode.Combine);
    }

    private sealed class SameValues : IEqualityComparer<KeyValuePair<Slot, float[]>>
    {
        public bool Equals(KeyValuePair<Slot, float[]> x, KeyValuePair<Slot, float[]> y) =>
            x.Key.Shape == y.Key.Shape && x.Value.AsSpan().SequenceEqual(y.Value);

        public int GetHashCode(KeyValuePair<Slot, float[]> constant)
        {
            var hash = new HashCode();
            hash.Add(constant.Key.Shape);
            foreach (float value in constant.Value) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
