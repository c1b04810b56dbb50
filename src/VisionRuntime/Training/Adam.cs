using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1, in the cheaper order of its section 2), as nodes of the training graph.</summary>
/// <param name="LearningRate">The step size, alpha.</param>
/// <param name="Beta1">Decay of the mean of gradients.</param>
/// <param name="Beta2">Decay of the mean of squared gradients.</param>
/// <param name="Epsilon">Keeps the division finite.</param>
public sealed record Adam(float LearningRate = 1e-3f, float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f)
{
    /// <summary>Makes each run of the graph move the variables one step against the loss's gradient.</summary>
    /// <param name="loss">A single number.</param>
    /// <param name="variables">What to move; their moments are kept in variables called <c>adam/mean/...</c> and <c>adam/square/...</c>.</param>
    public void Minimize(Value loss, IReadOnlyList<Value> variables)
    {
        var graph = loss.Graph;
        var gradients = Gradients.Of(loss, variables);
        var step = graph.Variable("adam/step", Shape.Scalar, trainable: false);
        var next = step + 1;
        graph.Update(step, next);
        // alpha * sqrt(1 - beta2^t) / (1 - beta1^t): both moments' bias corrections in one number.
        var rate = graph.Map(LearningRate * Sqrt(1f - Power(Beta2, Input(0))) / (1f - Power(Beta1, Input(0))), next);
        for (int i = 0; i < variables.Count; i++)
        {
            var variable = variables[i];
            var mean = graph.Variable($"adam/mean/{variable.Name}", variable.Shape, trainable: false);
            var square = graph.Variable($"adam/square/{variable.Name}", variable.Shape, trainable: false);
            Expression newMean = Beta1 * Input(2) + (1 - Beta1) * Input(1), newSquare = Beta2 * Input(3) + (1 - Beta2) * Input(1) * Input(1);
            var updated = graph.Apply(new Map(Input(0) - Input(4) * newMean / (Sqrt(newSquare) + Epsilon), newMean, newSquare), $"adam/{variable.Name}", variable, gradients[i], mean, square, rate);
            graph.Update(variable, updated[0]);
            graph.Update(mean, updated[1]);
            graph.Update(square, updated[2]);
        }
    }
}
