using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// The optimizers of ONNX's training preview. Their inputs are the learning rate R and the update count T, then the parameters X,
/// their gradients G, and the optimizer's states.
/// </summary>
internal static class Optimizers
{
    private const string Domain = "ai.onnx.preview.training.";

    private static readonly Expression Rate = Input(0), Time = Input(1), X = Input(2), G = Input(3);

    private static readonly Expression State = Input(4), SecondState = Input(5);

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        (Domain + "Adagrad", call => Update(call, states: 1, Adagrad(call))),
        (Domain + "Momentum", call => Update(call, states: 1, Momentum(call))),
        (Domain + "Adam", call => Update(call, states: 2, Adam(call))),
    ];

    private static Expression RegularizedGradient(NodeCall call) => call.Float("norm_coefficient") * X + G;

    private static Expression[] Adagrad(NodeCall call)
    {
        var gradient = RegularizedGradient(call);
        var sumOfSquares = State + Square(gradient);
        var rate = Rate / (1f + Time * call.Float("decay_factor"));
        return [X - rate * gradient / (Sqrt(sumOfSquares) + call.Float("epsilon", 1e-6f)), sumOfSquares];
    }

    private static Expression[] Momentum(NodeCall call)
    {
        float alpha = call.Float("alpha");
        var gradient = RegularizedGradient(call);
        var momentum = alpha * State + Select(Greater(Time, 0), call.Float("beta"), 1f) * gradient;
        return call.String("mode", "standard") switch
        {
            "standard" => [X - Rate * momentum, momentum],
            "nesterov" => [X - Rate * (gradient + alpha * momentum), momentum],
            var mode => throw call.Unsupported($"in mode {mode}"),
        };
    }

    private static Expression[] Adam(NodeCall call)
    {
        float alpha = call.Float("alpha", 0.9f), beta = call.Float("beta", 0.999f);
        var gradient = RegularizedGradient(call);
        Expression first = alpha * State + (1 - alpha) * gradient, second = beta * SecondState + (1 - beta) * Square(gradient);
        var rate = Select(Greater(Time, 0), Rate * Sqrt(1f - Power(beta, Time)) / (1f - Power(alpha, Time)), Rate);
        var updated = X - rate * first / (Sqrt(second) + call.Float("epsilon", 1e-6f));
        return [(1 - call.Float("norm_coefficient_post")) * updated, first, second];
    }

    /// <summary>The inputs are all parameters, then all gradients, then all first states, and so on; likewise the outputs.</summary>
    private static void Update(NodeCall call, int states, Expression[] updates)
    {
        int perTensor = 2 + states, tensors = (call.InputCount - 2) / perTensor;
        if (tensors < 1 || call.InputCount != 2 + tensors * perTensor)
            throw call.Error($"{call.InputCount} inputs are not a rate, a count and {perTensor} inputs for each tensor");
        for (int i = 0; i < tensors; i++)
        {
            var inputs = Enumerable.Range(0, perTensor).Select(kind => call[2 + kind * tensors + i]);
            var updated = call.Graph.Apply(new Map(updates), call.NodeName, [call[0], call[1], .. inputs]);
            for (int k = 0; k < updated.Count; k++) call.Return(k * tensors + i, updated[k], call.TypeOf(2 + i));
        }
    }
}
