using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// L-BFGS (Nocedal and Wright 2006, algorithm 7.4, the two-loop recursion): estimates the curvature from the last steps and the changes
/// of the gradient along them. It is for losses that are the same function in each step, such as that of a whole data set; it mistakes
/// the noise of mini-batches for curvature. There is no line search: each step is the learning rate times the estimated Newton step, so 1
/// is the natural rate for a nearly quadratic loss.
/// </summary>
public sealed record LimitedMemoryBfgs : Optimizer
{
    /// <summary>Gets how many past steps are kept; each takes two floats per parameter.</summary>
    public int History { get; init; } = 10;

    /// <summary>
    /// Gets the least curvature: a step is kept only if its product with the change of the gradient exceeds this times the square of that
    /// change, so that the curvature stays positive.
    /// </summary>
    public float LeastCurvature { get; init; } = 1e-7f;

    /// <summary>Gets the largest length of a step before the learning rate; unlimited if null.</summary>
    public float? LongestStep { get; init; }

    /// <inheritdoc/>
    protected override string Algorithm => "lbfgs";

    /// <inheritdoc/>
    protected override void Apply(IReadOnlyList<Value> variables, IReadOnlyList<Value> gradients, OptimizerState state)
    {
        if (History < 1) throw new ArgumentException($"LimitedMemoryBfgs: the history is {History} steps; it must be 1 or more");
        var graph = variables[0].Graph;
        Value x = Joined(variables), g = Joined(gradients);
        var (steps, changes, curvatures) = Remember(x, g, state);
        var direction = Direction(g, steps, changes, curvatures);
        if (LongestStep is { } longest)
            direction = graph.Map(Input(0) * Min(1f, longest / Sqrt(Max(Input(1), 1e-30f))), direction, Dot(direction, direction));
        Store(variables, state.LearningRate is { } rate
            ? graph.Map(Input(0) - Input(2) * Input(1), x, direction, rate)
            : graph.Map(Input(0) - LearningRate * Input(1), x, direction));
    }

    private static Value Dot(Value x, Value y) => (x * y).Sum();

    /// <summary>Concatenates all elements into one vector, [P].</summary>
    private static Value Joined(IReadOnlyList<Value> values)
    {
        Value[] vectors = [.. values.Select(value => value.Reshape([(int)value.Shape.Count]))];
        if (vectors.Length == 1) return vectors[0];
        return vectors[0].Graph.Apply(StridedCopy.Concatenate(0, [.. vectors.Select(vector => vector.Shape)]), vectors);
    }

    /// <summary>Splits a vector as <see cref="Joined"/> made it, and stores the pieces in the variables.</summary>
    private static void Store(IReadOnlyList<Value> variables, Value vector)
    {
        int start = 0;
        foreach (var variable in variables)
        {
            int length = (int)variable.Shape.Count;
            var piece = variables.Count == 1 ? vector : vector.Graph.Apply(StridedCopy.Slice(vector.Shape, [start], [length]), vector);
            vector.Graph.Update(variable, piece.Reshape(variable.Shape));
            start += length;
        }
    }

    /// <summary>
    /// Adds the updates of the history, and returns the last steps s, the changes y of the gradient along them, and 1 / (s y), newest
    /// first; all are 0 for steps not taken yet.
    /// </summary>
    private (Value[] Steps, Value[] Changes, Value[] Curvatures) Remember(Value x, Value g, OptimizerState state)
    {
        var graph = x.Graph;
        Value point = state.Shared("point", x.Shape), gradient = state.Shared("gradient", x.Shape), count = state.Shared("count", [1]);
        graph.Update(point, x);
        graph.Update(gradient, g);
        graph.Update(count, count + 1);
        Value step = x - point, change = g - gradient, product = Dot(step, change);
        var curved = And(Greater(Input(0), 0), Greater(Input(1), LeastCurvature * Input(2)));
        var accepted = graph.Map(curved, count, product, Dot(change, change));
        // The product may be 0 where it is not used.
        var curvature = graph.Map(1f / Select(Input(1), Input(0), 1), product, accepted);
        return (Shifted("step", step), Shifted("change", change), Shifted("curvature", curvature));

        Value[] Shifted(string what, Value newest)
        {
            Value[] old = [.. Enumerable.Range(0, History).Select(i => state.Shared($"{what}{i}", newest.Shape))];
            var shifted = new Value[History];
            for (int i = 0; i < History; i++)
            {
                shifted[i] = graph.Map(Select(Input(0), Input(1), Input(2)), accepted, i == 0 ? newest : old[i - 1], old[i]);
                graph.Update(old[i], shifted[i]);
            }
            return shifted;
        }
    }

    /// <summary>
    /// Returns the direction of algorithm 7.4. A step not taken yet has curvature 0 and changes nothing; without any step the direction is
    /// the gradient, scaled down to an L1 norm of at most 1.
    /// </summary>
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
