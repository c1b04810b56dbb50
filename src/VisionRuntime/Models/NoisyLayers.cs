using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Models;

/// <summary>Layers of Fortunato et al. 2018, "Noisy networks for exploration".</summary>
public static class NoisyLayers
{
    /// <summary>The initial standard deviation of the noise, over the root of the number of inputs; sigma 0 of the paper.</summary>
    private const float InitialDeviation = 0.5f;

    /// <summary>
    /// Applies a dense layer with factorized Gaussian noise on its weights and biases, whose extent is learned (equations 10 and 11): [N,
    /// inputs] to [N, units]. The noise is drawn anew in each run of a training graph and absent in inference.
    /// </summary>
    /// <param name="x">The input, [N, inputs].</param>
    /// <param name="name">The name of the layer, which also selects the random stream.</param>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    public static Value NoisyDense(this Value x, string name, int units, Activation activation = Activation.None)
    {
        var graph = x.Graph;
        int inputs = x.Shape[-1];
        float deviation = InitialDeviation / MathF.Sqrt(inputs);
        var w = graph.Variable($"{name}/weights", [inputs, units], Initializers.FanIn, role: VariableRole.Weight);
        var b = graph.Variable($"{name}/bias", [units], Bound(inputs), role: VariableRole.Bias);
        var spread = graph.Variable($"{name}/weights deviation", [inputs, units], Filled(deviation), role: VariableRole.Other);
        var biasSpread = graph.Variable($"{name}/bias deviation", [units], Filled(deviation), role: VariableRole.Other);
        if (graph.Training)
        {
            Value of = Root(graph.RandomNormal($"{name}/inputs", [inputs, 1])), to = Root(graph.RandomNormal($"{name}/outputs", [units]));
            w = graph.Map(Input(0) + Input(1) * Input(2) * Input(3), w, spread, of, to);
            b = graph.Map(Input(0) + Input(1) * Input(2), b, biasSpread, to);
        }
        return graph.Apply(new MatMul(Activation: activation), name, x, w, b)[0];

        // f(x) = sign(x) sqrt(|x|).
        Value Root(Value noise) => graph.Map(Sign(Input(0)) * Sqrt(Abs(Input(0))), noise).Detach();
    }

    private static Initializer Filled(float value) => (shape, _) => [.. Enumerable.Repeat(value, (int)shape.Count)];

    private static Initializer Bound(int inputs) =>
        (shape, random) => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (random.NextSingle() * 2 - 1) / MathF.Sqrt(inputs))];
}
