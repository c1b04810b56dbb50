using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>
/// A tree whose leaves are priorities and whose inner nodes are the sums of their children, so that leaves are found in proportion to their
/// priorities in a few steps (Schaul et al. 2016, appendix B.2.1). Nodes have 64 children and the levels are variables of a graph, so that
/// sampling and updates are operations on whole batches, on every device.
/// </summary>
/// <param name="Leaves">The number of leaves; at most <see cref="MaximumLeaves"/>.</param>
internal sealed record SumTree(int Leaves)
{
    /// <summary>The largest number of leaves, all of whose indices floats represent.</summary>
    public const int MaximumLeaves = 1 << 24;

    private const int Children = 64;

    /// <summary>Gets the name of the variable of a level; level 0 has the leaves.</summary>
    public static string LevelName(int level) => $"priorities/{level}";

    /// <summary>
    /// Adds the nodes that sample leaves, each with a probability in proportion to its priority: from the root down, the child of each node
    /// is drawn anew. At least one priority must be positive.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="uniform">Random values from 0 to less than 1, [levels, count, 1].</param>
    /// <returns>The leaves and their priorities, both [count].</returns>
    public (Value Leaves, Value Priorities) Sample(Graph graph, Value uniform)
    {
        int count = uniform.Shape[1];
        var levels = Levels(graph);
        // Column j of the product has the sum of the children up to j.
        var upper = Enumerable.Range(0, Children * Children).Select(i => i / Children <= i % Children ? 1f : 0);
        var triangle = graph.Constant([Children, Children], [.. upper]);
        var node = graph.Constant([count], new float[count]);
        for (int level = levels.Length - 1; level >= 0; level--)
        {
            var sums = Rows(levels[level]).Gather(node).MatMul(triangle);
            var random = uniform.Slice(0, level, 1).Reshape([count, 1]);
            // The child is the first whose sum is greater than the random place; rounding never leads beyond the last with a priority.
            var passed = graph.Map(
                And(Not(Greater(Input(0), Input(1) * Input(2))), Greater(Input(2), Input(0))),
                sums, random, sums.Slice(1, Children - 1, 1));
            node = graph.Map(Input(0) * Children + Input(1), node, passed.Sum(1).Reshape([count]));
        }
        return (node, levels[0].Gather(node));
    }

    /// <summary>
    /// Adds the nodes that change the priorities of leaves. The sums above them are computed anew from all their children, so that neither
    /// leaves that are given twice nor rounding errors add up.
    /// </summary>
    /// <param name="graph">The graph, whose levels are updated.</param>
    /// <param name="leaves">The leaves, [count]; of equal ones the last counts.</param>
    /// <param name="priorities">Their priorities, [count]; at least 0.</param>
    public void Assign(Graph graph, Value leaves, Value priorities)
    {
        int count = leaves.Shape[0];
        var (places, values) = (leaves, priorities);
        foreach (var level in Levels(graph))
        {
            var changed = graph.Apply(new ScatterAssign(0, level.Shape[0]), places, values, level);
            graph.Update(level, changed);
            places = graph.Map(Floor(Input(0) * (1f / Children)), places);
            values = Rows(changed).Gather(places).Sum(1).Reshape([count]);
        }
    }

    /// <summary>Gets the number of levels, the leaves included; the uppermost has the children of the root.</summary>
    public int Depth
    {
        get
        {
            int depth = 1;
            for (int nodes = Nodes(Leaves); nodes > 1; nodes = Nodes(nodes)) depth++;
            return depth;
        }
    }

    private Value[] Levels(Graph graph)
    {
        var levels = new Value[Depth];
        int count = Leaves;
        for (int level = 0; level < levels.Length; level++, count = Nodes(count))
            levels[level] = graph.Variable(LevelName(level), [Nodes(count) * Children], trainable: false);
        return levels;
    }

    private static Value Rows(Value level) => level.Reshape([level.Shape[0] / Children, Children]);

    private static int Nodes(int children) => (children + Children - 1) / Children;
}
