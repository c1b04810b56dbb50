using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// The optimizers of ONNX's training preview. Inputs are the learning rate R, the number T of updates so far, then for each tensor its numbers X,
/// gradients G and what the optimizer keeps.
/// </summary>
internal static class Optimizers
{
    private const string Domain = "ai.onnx.preview.training.";

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        (Domain + "Adagrad", call => Each(call, 1, Adagrad(call))),
        (Domain + "Momentum", call => Each(call, 1, Momentum(call))),
        (Domain + "Adam", call => Each(call, 2, Adam(call))),
    ];

    private static readonly Expression Rate = Input(0), Time = Input(1), X = Input(2), G = Input(3), Kept = Input(4), Second = Input(5);

    private static Expression Regularized(NodeCall call) => call.Float("norm_coefficient") * X + G;

    private static Expression[] Adagrad(NodeCall call)
    {
        var gradient = Regularized(call);
        var sum = Kept + Square(gradient);
        return [X - Rate / (1f + Time * call.Float("decay_factor")) * gradient / (Sqrt(sum) + call.Float("epsilon", 1e-6f)), sum];
    }

    private static Expression[] Momentum(NodeCall call)
    {
        float alpha = call.Float("alpha");
        var gradient = Regularized(call);
        var velocity = alpha * Kept + Select(Greater(Time, 0), call.Float("beta"), 1f) * gradient;
        return call.Text("mode", "standard") switch
        {
            "standard" => [X - Rate * velocity, velocity],
            "nesterov" => [X - Rate * (gradient + alpha * velocity), velocity],
            var mode => throw call.Unsupported($"in mode {mode}"),
        };
    }

    private static Expression[] Adam(NodeCall call)
    {
        float alpha = call.Float("alpha", 0.9f), beta = call.Float("beta", 0.999f);
        var gradient = Regularized(call);
        Expression first = alpha * Kept + (1 - alpha) * gradient, second = beta * Second + (1 - beta) * Square(gradient);
        var rate = Select(Greater(Time, 0), Rate * Sqrt(1f - Power(beta, Time)) / (1f - Power(alpha, Time)), Rate);
        var updated = X - rate * first / (Sqrt(second) + call.Float("epsilon", 1e-6f));
        return [(1 - call.Float("norm_coefficient_post")) * updated, first, second];
    }

    /// <summary>The tensors come as all X, all G, all of each thing that is kept; so do the outputs.</summary>
    private static void Each(NodeCall call, int kept, Expression[] updates)
    {
        int tensors = (call.Count - 2) / (2 + kept);
        if (tensors < 1 || call.Count != 2 + tensors * (2 + kept)) throw call.Error($"{call.Count} inputs are not a rate, a count and {2 + kept} for each tensor");
        for (int i = 0; i < tensors; i++)
        {
            var updated = call.Graph.Apply(new Map(updates), call.NodeName, [call[0], call[1], .. Enumerable.Range(0, 2 + kept).Select(kind => call[2 + kind * tensors + i])]);
            for (int k = 0; k < updated.Count; k++) call.Return(k * tensors + i, updated[k], call.TypeOf(2 + i));
        }
    }
}
