using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>The smaller network of Espeholt et al. 2018, "IMPALA: scalable distributed deep-RL with importance weighted actor-learner architectures".</summary>
public static class ImpalaNetworks
{
    /// <summary>What the policy and the value look at: figure 3, left, without its LSTM: 16@8x8/4, 32@4x4/2, 256. Observations [N, C, H, W] to [N, 256].</summary>
    public static Value SmallFeatures(string prefix, Value observations) => observations
        .Convolution($"{prefix}/conv1", 16, 8, 4, activation: Activation.Relu, rounding: RoundingMode.Floor)
        .Convolution($"{prefix}/conv2", 32, 4, 2, activation: Activation.Relu, rounding: RoundingMode.Floor)
        .Flatten()
        .Dense($"{prefix}/hidden", 256, Activation.Relu);

    /// <summary>The policy's scores before the softmax, [N, actions], and the state's value, [N, 1].</summary>
    public static (Value Policy, Value Value) Small(string prefix, Value observations, int actions)
    {
        var features = SmallFeatures(prefix, observations);
        return (features.Dense($"{prefix}/policy", actions), features.Dense($"{prefix}/value", 1));
    }
}
