using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>The sizes that a plan allocates, in floats, and the memory report.</summary>
internal sealed record MemoryLayout(long Arena, long Kept, MemoryReport Report);

/// <summary>
/// Lays out one arena for all tensors computed in a run. Tensors with disjoint lifetimes share memory: each is placed at the lowest offset
/// where it overlaps no tensor alive at the same time (Pisarchyk and Lee 2020), the largest first, or in another order if that needs less
/// memory. Constants and hoisted results, which are kept between runs, are stored separately.
/// </summary>
internal static class MemoryPlanner
{
    /// <summary>
    /// The alignment of tensors in floats: 256 bytes, the largest that OpenGL may require for the offset of a storage buffer.
    /// </summary>
    private const int Alignment = 64;

    /// <summary>Assigns the offset of every slot that needs memory of the plan.</summary>
    public static MemoryLayout Run(Program program, Func<string, bool> liesElsewhere)
    {
        for (int i = 0; i < program.Steps.Count; i++) ReuseDyingInput(program.Steps[i], i, program);
        var lives = LivesOf(program, slot => slot.Kind == ValueKind.Variable || slot.Kind == ValueKind.Input && liesElsewhere(slot.Name));
        long kept = Keep(program, lives.Keys);
        var moving = lives.Where(pair => !pair.Key.Kept).ToDictionary();
        long peak = PeakOf(moving, program.Steps.Count), arena = PlaceBest(moving, peak);
        return new(arena, kept, Report(program, lives, arena, peak));
    }

    /// <summary>Computes the lifetime of each slot, from the step that writes it to the last that reads it.</summary>
    private static Dictionary<Slot, Life> LivesOf(Program program, Func<Slot, bool> elsewhere)
    {
        var lives = new Dictionary<Slot, Life>();
        int end = program.Steps.Count;
        foreach (var slot in program.Inputs.Values.Where(slot => !elsewhere(slot))) lives[slot] = new(-1, end);
        foreach (var slot in program.Constants.Keys) lives[slot] = new(-1, -1);
        for (int i = 0; i < end; i++)
        {
            foreach (var slot in program.Steps[i].Outputs.Concat(program.Steps[i].Inputs).Select(slot => slot.Root)
                .Where(slot => !elsewhere(slot)))
                lives[slot] = lives.TryGetValue(slot, out var life) ? life with { Last = Math.Max(life.Last, i) } : new(i, i);
        }
        foreach (var slot in program.Outputs.Values.Select(slot => slot.Root).Where(slot => !elsewhere(slot)))
            lives[slot] = new(lives.TryGetValue(slot, out var life) ? life.First : -1, end);
        return lives;
    }

    /// <summary>Assigns offsets to the slots of earlier stages that later stages or the caller read; returns their total size.</summary>
    private static long Keep(Program program, IEnumerable<Slot> slots)
    {
        var read = new HashSet<Slot>(program.Outputs.Values.Select(slot => slot.Root));
        foreach (var step in program.Steps) read.UnionWith(step.Inputs.Select(input => input.Root)
            .Where(root => root.Stage < Hoisting.StageOf(step)));
        long kept = 0;
        foreach (var slot in slots.Where(slot => slot.Stage < Stage.Run && read.Contains(slot)))
        {
            (slot.Kept, slot.Offset) = (true, kept);
            kept += Size(slot);
        }
        return kept;
    }

    /// <summary>Computes the maximum size of all tensors that are alive at one step.</summary>
    private static long PeakOf(Dictionary<Slot, Life> lives, int steps)
    {
        var change = new long[steps + 3]; // From one step to the next, starting at -1.
        foreach (var (slot, life) in lives)
        {
            change[life.First + 1] += Size(slot);
            change[life.Last + 2] -= Size(slot);
        }
        long living = 0;
        return change.Max(difference => living += difference);
    }

    private static long PlaceBest(Dictionary<Slot, Life> lives, long peak)
    {
        Func<IEnumerable<Slot>>[] orders =
        [
            () => lives.Keys.OrderByDescending(slot => slot.Shape.Count).ThenBy(slot => lives[slot].First),
            () => lives.Keys.OrderByDescending(slot => Size(slot) * (lives[slot].Last - lives[slot].First + 1))
                .ThenBy(slot => lives[slot].First),
            () => lives.Keys.OrderBy(slot => lives[slot].First).ThenByDescending(slot => slot.Shape.Count),
        ];
        List<Placed>? best = null;
        foreach (var order in orders)
        {
            var placed = Place(order(), lives);
            if (best is null || End(placed) < End(best)) best = placed;
            if (End(best) <= peak + peak / 100) break;
        }
        foreach (var (slot, _, offset, _) in best!) slot.Offset = offset;
        return End(best);

        static long End(List<Placed> placed) => placed.Select(place => place.Offset + place.Size).DefaultIfEmpty(0).Max();
    }

    /// <summary>Assigns each slot the lowest offset that is free during its lifetime. The list is ordered by offset.</summary>
    private static List<Placed> Place(IEnumerable<Slot> order, Dictionary<Slot, Life> lives)
    {
        var placed = new List<Placed>();
        foreach (var slot in order)
        {
            var life = lives[slot];
            long offset = 0, size = Size(slot);
            foreach (var other in placed)
            {
                if (other.Life.First > life.Last || life.First > other.Life.Last) continue;
                if (other.Offset >= offset + size) break;
                offset = Math.Max(offset, other.Offset + other.Size);
            }
            int at = placed.FindIndex(other => other.Offset > offset);
            placed.Insert(at < 0 ? placed.Count : at, new(slot, life, offset, size));
        }
        return placed;
    }

    private static MemoryReport Report(Program program, Dictionary<Slot, Life> lives, long arena, long peak)
    {
        var tensors = lives.Select(pair => new TensorLife(pair.Key.Name, pair.Key.Shape, pair.Key.Kind, Size(pair.Key) * sizeof(float),
            pair.Key.Kept, pair.Key.Offset * sizeof(float), pair.Value.First, pair.Value.Last))
            .OrderBy(tensor => tensor.First).ToArray();
        var moving = tensors.Where(tensor => !tensor.Kept).ToArray();
        long KeptBytes(bool constants) => tensors.Where(tensor => tensor.Kept && tensor.Kind == ValueKind.Constant == constants)
            .Sum(tensor => tensor.Bytes);
        return new(arena * sizeof(float), moving.Sum(tensor => tensor.Bytes), peak * sizeof(float),
            program.Variables.Values.Sum(slot => slot.Shape.Count * sizeof(float)),
            KeptBytes(constants: true), KeptBytes(constants: false), [.. program.Steps.Select(step => step.Name)], tensors);
    }

    private static long Size(Slot slot) => (Math.Max(1, slot.Shape.Count) + Alignment - 1) / Alignment * Alignment;

    /// <summary>
    /// Lets an elementwise operator write over an input of the same shape that nothing reads afterwards, in this run or the next.
    /// </summary>
    private static void ReuseDyingInput(Step step, int index, Program program)
    {
        if (!step.Operator.IsElementwise || step.Outputs.Length != 1 || step.Outputs[0].ViewOf is not null) return;
        foreach (var input in step.Inputs)
        {
            var root = input.Root;
            if (root.Kind != ValueKind.Computed || root.Stage != step.Outputs[0].Stage) continue;
            if (input.Stored != step.Outputs[0].Stored || root.Shape.Count != input.Shape.Count) continue;
            bool readLater = program.Steps.Skip(index + 1).Any(later => later.Inputs.Any(slot => slot.Root == root))
                || program.Outputs.Values.Any(slot => slot.Root == root);
            bool readTwice = step.Inputs.Any(other => other != input && other.Root == root && other.Stored != input.Stored);
            if (readLater || readTwice) continue;
            step.Outputs[0].ViewOf = root;
            return;
        }
    }

    private readonly record struct Life(int First, int Last);

    private readonly record struct Placed(Slot Slot, Life Life, long Offset, long Size);
}
