using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>One operator of a program, from slots to slots.</summary>
internal sealed record Step(string Name, Operator Operator, Slot[] Inputs, Slot[] Outputs);

/// <summary>A graph on its way to a plan. Each compiler pass takes the program and leaves it a little closer to the device.</summary>
internal sealed class Program
{
    public List<Step> Steps { get; set; } = [];

    public Dictionary<string, Slot> Inputs { get; } = [];

    public Dictionary<string, Slot> Variables { get; } = [];

    public Dictionary<Slot, float[]> Constants { get; } = [];

    public Dictionary<string, Slot> Outputs { get; } = [];

    /// <summary>The variables that a run changes, and the slots that hold their new values.</summary>
    public List<(Slot Variable, Slot NewValue)> Updates { get; } = [];

    /// <summary>Takes over those nodes of a graph that its outputs and updates need.</summary>
    public static Program From(Graph graph)
    {
        var needed = new HashSet<Value>(graph.Outputs.Values.Concat(graph.Updates.Select(update => update.NewValue)));
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }
        var program = new Program();
        var slots = new Dictionary<Value, Slot>();
        foreach (var node in graph.Nodes)
        {
            if (!node.Outputs.Any(needed.Contains)) continue;
            program.Steps.Add(new(node.Name, node.Operator, [.. node.Inputs.Select(SlotOf)], [.. node.Outputs.Select(SlotOf)]));
        }
        foreach (var input in graph.Inputs.Values) SlotOf(input);
        foreach (var (name, value) in graph.Outputs) program.Outputs.Add(name, SlotOf(value));
        foreach (var (variable, newValue) in graph.Updates) program.Updates.Add((SlotOf(variable), SlotOf(newValue)));
        return program;

        Slot SlotOf(Value value)
        {
            if (slots.TryGetValue(value, out var slot)) return slot;
            slots.Add(value, slot = new Slot(value.Name, value.Shape, value.Kind, Layout.Logical));
            if (value.Kind == ValueKind.Input) program.Inputs.Add(value.Name, slot);
            if (value.Kind == ValueKind.Variable) program.Variables.Add(value.Name, slot);
            if (value.Kind == ValueKind.Constant) program.Constants.Add(slot, graph.Constants[value]);
            return slot;
        }
    }

    /// <summary>Whether the slot is what the caller reads or a variable's new value, so that it must stay and be written by a step of its own.</summary>
    public bool IsResult(Slot slot) => Outputs.ContainsValue(slot) || IsUpdate(slot);

    /// <summary>Whether the slot is a variable's new value.</summary>
    public bool IsUpdate(Slot slot) => Updates.Exists(update => update.NewValue == slot);

    /// <summary>The step that computes each slot.</summary>
    public Dictionary<Slot, Step> Producers()
    {
        var producers = new Dictionary<Slot, Step>();
        foreach (var step in Steps)
        {
            foreach (var output in step.Outputs) producers[output] = step;
        }
        return producers;
    }

    /// <summary>Drops the steps and constants that no result needs.</summary>
    public void RemoveDead()
    {
        var needed = new HashSet<Slot>();
        foreach (var slot in Outputs.Values.Concat(Updates.Select(update => update.NewValue))) Need(slot);
        for (int i = Steps.Count - 1; i >= 0; i--)
        {
            if (!Steps[i].Outputs.Any(needed.Contains)) Steps.RemoveAt(i);
            else foreach (var input in Steps[i].Inputs) Need(input);
        }
        foreach (var constant in Constants.Keys.Where(slot => !needed.Contains(slot)).ToArray()) Constants.Remove(constant);

        void Need(Slot slot)
        {
            needed.Add(slot);
            if (slot.ViewOf is not null) Need(slot.ViewOf);
        }
    }

    /// <summary>Puts each step behind those that it reads from, and otherwise leaves the order as it is.</summary>
    public void Sort()
    {
        var producers = Producers();
        var placed = new HashSet<Slot>();
        var sorted = new List<Step>();
        foreach (var step in Steps) Place(step);
        Steps = sorted;

        void Place(Step step)
        {
            if (!step.Outputs.All(placed.Add)) return;
            foreach (var input in step.Inputs)
            {
                if (producers.TryGetValue(input, out var producer)) Place(producer);
            }
            sorted.Add(step);
        }
    }

    /// <summary>The steps that read each slot, and how often outputs and updates do.</summary>
    public Dictionary<Slot, int> CountReaders()
    {
        var readers = new Dictionary<Slot, int>();
        foreach (var slot in Steps.SelectMany(step => step.Inputs).Concat(Outputs.Values).Concat(Updates.Select(update => update.NewValue)))
            readers[slot] = readers.GetValueOrDefault(slot) + 1;
        return readers;
    }
}
