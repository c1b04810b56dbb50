using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Literals;

/// <summary>Optimizers over several steps, against PyTorch's.</summary>
public class OptimizerLiteralTests
{
    internal static readonly Dictionary<string, Optimizer> Optimizers = new()
    {
        ["Sgd"] = new Sgd { LearningRate = 0.1f },
        ["Sgd default rate"] = new Sgd(),
        ["Sgd momentum"] = new Sgd { LearningRate = 0.1f, Momentum = 0.8f },
        ["Sgd Nesterov"] = new Sgd { LearningRate = 0.1f, Momentum = 0.8f, Nesterov = true },
        ["Sgd L2"] = new Sgd { LearningRate = 0.1f, Momentum = 0.5f, L2 = 0.3f },
        ["Sgd L1"] = new Sgd { LearningRate = 0.1f, L1 = 0.4f },
        ["Sgd ClipValue"] = new Sgd { LearningRate = 0.1f, ClipValue = 0.6f },
        ["Sgd ClipNorm"] = new Sgd { LearningRate = 0.1f, ClipNorm = 0.9f },
        ["Adam"] = new Adam(),
        ["Adam parameters"] = new Adam { LearningRate = 0.05f, Beta1 = 0.7f, Beta2 = 0.95f, Epsilon = 0.1f },
        ["Adam L2"] = new Adam { LearningRate = 0.05f, L2 = 0.3f },
        ["Adam WeightDecay"] = new Adam { LearningRate = 0.05f, WeightDecay = 0.3f },
        ["Adagrad"] = new Adagrad(),
        ["Adagrad parameters"] = new Adagrad { LearningRate = 0.2f, Epsilon = 0.3f },
        ["RmsProp"] = new RmsProp(),
        ["RmsProp parameters"] = new RmsProp { LearningRate = 0.05f, Decay = 0.7f, Epsilon = 0.2f },
        ["RmsProp momentum"] = new RmsProp { LearningRate = 0.05f, Momentum = 0.6f },
        ["CenteredRmsProp"] = new CenteredRmsProp { LearningRate = 2.5e-4f },
        ["CenteredRmsProp parameters"] = new CenteredRmsProp
        {
            LearningRate = 0.05f, GradientDecay = 0.7f, SquareDecay = 0.8f, MinimumSquare = 0.1f,
        },
        ["LimitedMemoryBfgs"] = new LimitedMemoryBfgs { LearningRate = 1 },
        ["LimitedMemoryBfgs history"] = new LimitedMemoryBfgs { LearningRate = 0.6f, History = 2 },
    };

    internal static readonly StepCase[] Cases = [.. Optimizers.Select(pair =>
        new StepCase($"optimizer/{pair.Key}", g => Minimize(g, pair.Value)))];

    public static TheoryData<string, string> OnDevices => StepCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Weights_after_each_step_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    /// <summary>The loss is sum(c (w - t)^2) / 2 + sum((b - u)^2) / 2, as in eng/literal_cases/optimizers.py.</summary>
    private static void Minimize(Given g, Optimizer optimizer)
    {
        Value w = g.Variable("net/weights", VariableRole.Weight), b = g.Variable("net/bias", VariableRole.Bias), wrong = w - g["t"], off = b - g["u"];
        var loss = (wrong * wrong * g.Graph.Constant([3], 1, 2, 0.5f)).Sum().Reshape(Shape.Scalar)
            + (off * off).Sum().Reshape(Shape.Scalar);
        optimizer.Minimize(loss * 0.5f, [w, b]);
    }
}
