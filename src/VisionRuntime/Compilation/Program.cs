using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>An operator of a program with its inputs and outputs.</summary>
internal sealed record Step(string Name, Operator Operator, Slot[] Inputs, Slot[] Outputs);

/// <summary>The intermediate representation between a graph and a plan, which the compiler passes transform.</summary>
internal sealed class Program
{
    public List<Step> Steps { get; set; } = [];

    public Dictionary<string, Slot> Inputs { get; } = [];

    public Dictionary<string, Slot> Variables { get; } = [];

    public Dictionary<Slot, float[]> Constants { get; } = [];

    public Dictionary<string, Slot> Outputs { get; } = [];

    /// <summary>The variables that a run updates, and the slots of their new values.</summary>
    public List<(Slot Variable, Slot NewValue)> Updates { get; } = [];

    /// <summary>Creates a program from the nodes of a graph that its outputs and updates depend on.</summary>
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

    /// <summary>Whether the slot is an output or the new value of a variable, which must be written by a step of its own.</summary>
    public bool IsResult(Slot slot) => Outputs.ContainsValue(slot) || IsUpdate(slot);

    /// <summary>Whether the slot is the new value of a variable.</summary>
    public bool IsUpdate(Slot slot) => Updates.Exists(update => update.NewValue == slot);

    /// <summary>Gets the step that computes each slot.</summary>
    public Dictionary<Slot, Step> Producers()
    {
        var producers = new Dictionary<Slot, Step>();
        foreach (var step in Steps)
        {
            foreach (var output in step.Outputs) producers[output] = step;
        }
        return producers;
    }

    /// <summary>Removes the steps and constants that no output or update depends on.</summary>
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

    /// <summary>Sorts steps topologically, keeping their order otherwise.</summary>
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

    /// <summary>Counts the uses of each slot by steps, outputs and updates.</summary>
    public Dictionary<Slot, int> CountReaders()
    {
        var readers = new Dictionary<Slot, int>();
        foreach (var slot in Steps.SelectMany(step => step.Inputs).Concat(Outputs.Values).Concat(Updates.Select(update => update.NewValue)))
            readers[slot] = readers.GetValueOrDefault(slot) + 1;
        return readers;
    }
}
