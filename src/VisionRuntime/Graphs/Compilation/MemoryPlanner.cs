using ShaderKernels.Operators;

namespace VisionRuntime.Graphs.Compilation;

/// <summary>
/// Lays out one arena for everything that is computed. Tensors that never live at the same time share memory: the largest are placed
/// first, each at the lowest offset where it overlaps none that it meets (greedy by size, Pisarchyk and Lee 2020).
/// </summary>
internal static class MemoryPlanner
{
    /// <summary>A multiple that every device accepts as the start of a tensor: 256 bytes, the largest alignment OpenGL may ask of a storage buffer's offset.</summary>
    private const int Alignment = 64;

    /// <summary>Places every computed slot, and every input and constant for the whole run. Returns the arena's size and the sum of what is in it, in floats.</summary>
    public static (long Arena, long Sum) Run(Program program, Func<string, bool> liesElsewhere)
    {
        var lives = new Dictionary<Slot, (int First, int Last)>();
        bool Elsewhere(Slot slot) => slot.Kind == ValueKind.Variable || slot.Kind == ValueKind.Input && liesElsewhere(slot.Name);
        foreach (var slot in program.Inputs.Values.Concat(program.Constants.Keys).Where(slot => !Elsewhere(slot))) lives[slot] = (-1, int.MaxValue);
        for (int i = 0; i < program.Steps.Count; i++)
        {
            var step = program.Steps[i];
            ReuseDyingInput(step, i, program);
            foreach (var slot in step.Outputs.Concat(step.Inputs).Select(slot => slot.Root))
            {
                if (Elsewhere(slot)) continue;
                lives[slot] = lives.TryGetValue(slot, out var life) ? (life.First, Math.Max(life.Last, i)) : (i, i);
            }
        }
        foreach (var slot in program.Outputs.Values.Select(slot => slot.Root))
        {
            if (!Elsewhere(slot)) lives[slot] = (lives.TryGetValue(slot, out var life) ? life.First : -1, int.MaxValue);
        }

        long arena = 0, sum = 0;
        var placed = new List<Slot>();
        foreach (var slot in lives.Keys.OrderByDescending(slot => slot.Shape.Count).ThenBy(slot => lives[slot].First))
        {
            var life = lives[slot];
            long offset = 0, size = Size(slot);
            foreach (var other in placed.Where(other => lives[other].First <= life.Last && life.First <= lives[other].Last).OrderBy(other => other.Offset))
            {
                if (other.Offset >= offset + size) break;
                offset = Math.Max(offset, other.Offset + Size(other));
            }
            slot.Offset = offset;
            placed.Add(slot);
            arena = Math.Max(arena, offset + size);
            sum += size;
        }
        return (arena, sum);
    }

    private static long Size(Slot slot) => (Math.Max(1, slot.Shape.Count) + Alignment - 1) / Alignment * Alignment;

    /// <summary>A map may write over an input of its own shape that nothing reads afterwards.</summary>
    private static void ReuseDyingInput(Step step, int index, Program program)
    {
        if (step.Operator is not Map || step.Outputs.Length != 1 || step.Outputs[0].ViewOf is not null) return;
        foreach (var input in step.Inputs)
        {
            var root = input.Root;
            if (root.Kind != ValueKind.Computed || input.Stored != step.Outputs[0].Stored || root.Shape.Count != input.Shape.Count) continue;
            bool readLater = program.Steps.Skip(index + 1).Any(later => later.Inputs.Any(slot => slot.Root == root)) || program.Outputs.Values.Any(slot => slot.Root == root);
            bool readTwice = step.Inputs.Any(other => other != input && other.Root == root && other.Stored != input.Stored);
            if (readLater || readTwice) continue;
            step.Outputs[0].ViewOf = root;
            return;
        }
    }
}
