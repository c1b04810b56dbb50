using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// L-BFGS (Nocedal and Wright 2006, algorithm 7.4, the two-loop recursion): the curvature is estimated from the last steps and the changes of the gradient along
/// them. For losses that are the same function each step, such as those of the whole data set; the noise of mini-batches is taken for curvature.
/// There is no line search: each step is the learning rate times the estimate's, so 1 is the natural rate where the loss is nearly quadratic.
/// </summary>
public sealed record LimitedMemoryBfgs : Optimizer
{
    /// <summary>How many steps are remembered; each costs two numbers a parameter.</summary>
    public int History { get; init; } = 10;

    /// <summary>A step is remembered where its product with the gradient's change is more than this part of the change's square: only there is the curvature positive.</summary>
    public float LeastCurvature { get; init; } = 1e-7f;

    /// <summary>The largest length of a step before the learning rate; unlimited where null.</summary>
    public float? LongestStep { get; init; }

    /// <inheritdoc/>
    protected override string Prefix => "lbfgs";

    /// <inheritdoc/>
    protected override void Apply(IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients)
    {
        if (History < 1) throw new ArgumentException($"LimitedMemoryBfgs: a history of {History} steps; it must be 1 or more");
        var graph = variables[0].Graph;
        Value x = Joined(variables), g = Joined(gradients);
        var (steps, changes, curvatures) = Remember(x, g);
        var direction = Direction(g, steps, changes, curvatures);
        if (LongestStep is { } longest)
            direction = graph.Map(Input(0) * Min(1f, longest / Sqrt(Max(Input(1), 1e-30f))), direction, Dot(direction, direction));
        Store(variables, graph.Map(Input(0) - LearningRate * Input(1), x, direction));
    }

    private static Value Dot(Value x, Value y) => (x * y).Sum();

    /// <summary>All numbers in a row, [P].</summary>
    private static Value Joined(IReadOnlyList<Value> values)
    {
        Value[] rows = [.. values.Select(value => value.Reshape([(int)value.Shape.Count]))];
        return rows.Length == 1 ? rows[0] : rows[0].Graph.Apply(StridedCopy.Concatenate(0, [.. rows.Select(row => row.Shape)]), rows);
    }

    /// <summary>The inverse of <see cref="Joined"/>, into the variables.</summary>
    private static void Store(IReadOnlyList<Value> variables, Value row)
    {
        int start = 0;
        foreach (var variable in variables)
        {
            int length = (int)variable.Shape.Count;
            var piece = variables.Count == 1 ? row : row.Graph.Apply(StridedCopy.Slice(row.Shape, [start], [length]), row);
            row.Graph.Update(variable, piece.Reshape(variable.Shape));
            start += length;
        }
    }

    /// <summary>
    /// The last steps s, the changes y of the gradient along them, and 1 / (s y), the newest first; the last are 0 where there is nothing yet. Adds their updates.
    /// </summary>
    private (Value[] Steps, Value[] Changes, Value[] Curvatures) Remember(Value x, Value g)
    {
        var graph = x.Graph;
        Value point = Kept("point", x.Shape), gradient = Kept("gradient", x.Shape), count = Kept("count", [1]);
        graph.Update(point, x);
        graph.Update(gradient, g);
        graph.Update(count, count + 1);
        Value step = x - point, change = g - gradient, product = Dot(step, change);
        var accepted = graph.Map(And(Greater(Input(0), 0), Greater(Input(1), LeastCurvature * Input(2))), count, product, Dot(change, change));
        // The product is 0 where it is not used.
        var curvature = graph.Map(1f / Select(Input(1), Input(0), 1), product, accepted);
        return (Shifted("step", step), Shifted("change", change), Shifted("curvature", curvature));

        Value[] Shifted(string what, Value newest)
        {
            Value[] old = [.. Enumerable.Range(0, History).Select(i => Kept($"{what}{i}", newest.Shape))], shifted = new Value[History];
            for (int i = 0; i < History; i++)
            {
                shifted[i] = graph.Map(Select(Input(0), Input(1), Input(2)), accepted, i == 0 ? newest : old[i - 1], old[i]);
                graph.Update(old[i], shifted[i]);
            }
            return shifted;
        }

        Value Kept(string what, Shape shape) => graph.Variable($"{Prefix}/{what}", shape, trainable: false);
    }

    /// <summary>Algorithm 7.4. A step that is not there has curvature 0 and changes nothing; where none is, the gradient, no longer than 1 in sum, is the step.</summary>
    private Value Direction(Value g, Value[] steps, Value[] changes, Value[] curvatures)
    {
        var graph = g.Graph;
        var q = g;
        var alphas = new Value[History];
        for (int i = 0; i < History; i++)
        {
            alphas[i] = curvatures[i] * Dot(steps[i], q);
            q = graph.Map(Input(0) - Input(1) * Input(2), q, alphas[i], changes[i]);
        }
        var newest = graph.Map(Select(Input(0), 1f / Max(Input(0) * Input(1), 1e-30f), 0), curvatures[0], Dot(changes[0], changes[0]));
        var r = q * newest;
        for (int i = History - 1; i >= 0; i--)
        {
            var beta = curvatures[i] * Dot(changes[i], r);
            r = graph.Map(Input(0) + Input(1) * (Input(2) - Input(3)), r, steps[i], alphas[i], beta);
        }
        return graph.Map(Select(Input(0), Input(1), Input(2) * Min(1f, 1f / Max(Input(3), 1e-30f))), curvatures[0], r, g, g.L1Norm());
    }
}
