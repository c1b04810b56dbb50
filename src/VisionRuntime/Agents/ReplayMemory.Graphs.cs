using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>What happens on the device: rows are inserted, sampled and prioritized.</summary>
internal sealed partial class ReplayMemory
{
    /// <summary>Added to errors, so that no transition is forgotten; epsilon in Schaul et al. 2016.</summary>
    private const float SmallestError = 1e-6f;

    /// <summary>The range of priorities, whose sums float32 holds.</summary>
    private const float SmallestPriority = 1e-30f, LargestPriority = 1e30f;

    /// <summary>An error that is not known yet.</summary>
    private const float UnknownError = -1;

    // The columns of a row. Those of the leaves whose transitions lose a frame follow, then the rows of the frames.
    private const int LeafColumn = 0, ValidColumn = 1, ErrorColumn = 2, ActionColumn = 3, ReturnColumn = 4, DiscountColumn = 5;
    private const int FirstRow = 6;

    private static Value LargestSoFar(Graph graph) =>
        graph.Variable("largest priority", [1], (_, _) => [1], trainable: false);

    /// <summary>The priority of an error, or another value if the error is not finite.</summary>
    private Expression Priority(Expression error, Expression otherwise)
    {
        var power = Power(Max(error, 0) + SmallestError, _options.PriorityExponent);
        return Select(Less(Abs(error), float.PositiveInfinity), Min(Max(power, SmallestPriority), LargestPriority), otherwise);
    }

    private Graph InsertGraph()
    {
        var graph = new Graph();
        var rows = graph.Input("rows", [_environments, _width]);
        var largest = LargestSoFar(graph);
        Value Column(int column) => rows.Slice(1, column, 1).Reshape([_environments]);
        Expression valid = Input(0), error = Input(1), before = Input(2);
        var added = graph.Map(
            valid * Select(Less(error, 0), before, Priority(error, before)), Column(ValidColumn), Column(ErrorColumn), largest);
        int retired = _environments * _stack;
        _tree.Assign(
            graph,
            Join.Concatenate(0, rows.Slice(1, FirstRow, _stack).Reshape([retired]), Column(LeafColumn)),
            Join.Concatenate(0, graph.Constant([retired], new float[retired]), added));
        graph.Update(largest, graph.Map(Max(Input(0), Input(1)), largest, added.Max(0)));
        return graph;
    }

    private Graph SampleGraph(int actions)
    {
        var graph = new Graph();
        int batch = _options.BatchSize;
        var (leaves, priorities) = _tree.Sample(graph, graph.RandomUniform("replay", [_tree.Depth, batch, 1]));
        var transitions = graph.Input("transitions", _records.Whole.Shape).Gather(leaves);
        Value Columns(int first, int count) => transitions.Slice(1, first, count).Reshape([batch * count]);
        graph.Output("leaves", leaves);
        graph.Output("priorities", priorities);
        graph.Output("state rows", Columns(FirstRow + _stack, _stack));
        graph.Output("next state rows", Columns(FirstRow + 2 * _stack, _stack));
        graph.Output("actions", Columns(ActionColumn, 1).OneHot(actions));
        graph.Output("rewards", transitions.Slice(1, ReturnColumn, 1));
        graph.Output("discounts", transitions.Slice(1, DiscountColumn, 1));
        if (!_options.Prioritized) return graph;
        // The number of transitions and the sum of the priorities cancel out. The largest weight is that of the smallest priority.
        var weights = graph.Map(
            Power(Input(1) / Input(0), Input(2)), priorities, priorities.Min(0), graph.Input("importance exponent", [1]));
        graph.Output("weights", weights.Reshape([batch, 1]));
        return graph;
    }

    private Graph PrioritizeGraph(Shape errors)
    {
        var graph = new Graph();
        Shape batch = [_options.BatchSize];
        var priorities = graph.Map(
            Priority(Input(0), Input(1)), graph.Input("errors", errors).Reshape(batch), graph.Input("priorities", batch));
        _tree.Assign(graph, graph.Input("leaves", batch), priorities);
        var largest = LargestSoFar(graph);
        graph.Update(largest, graph.Map(Max(Input(0), Input(1)), largest, priorities.Max(0)));
        return graph;
    }
}
