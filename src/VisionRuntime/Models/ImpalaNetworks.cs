using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// The smaller network of Espeholt et al. 2018, "IMPALA: scalable distributed deep-RL with importance weighted actor-learner
/// architectures".
/// </summary>
public static class ImpalaNetworks
{
    /// <summary>
    /// Builds the layers that the policy and the value share (figure 3, left, without the LSTM): convolutions with 16 8x8 filters at stride
    /// 4 and 32 4x4 filters at stride 2, and 256 hidden units. Observations are [N, C, H, W], and features [N, 256].
    /// </summary>
    public static Value SmallFeatures(string prefix, Value observations) => observations
        .Convolution($"{prefix}/conv1", 16, 8, 4, activation: Activation.Relu, rounding: RoundingMode.Floor)
        .Convolution($"{prefix}/conv2", 32, 4, 2, activation: Activation.Relu, rounding: RoundingMode.Floor)
        .Flatten()
        .Dense($"{prefix}/hidden", 256, Activation.Relu);

    /// <summary>Builds the network. It returns the logits of the policy, [N, actions], and the state value, [N, 1].</summary>
    public static (Value Policy, Value Value) Small(string prefix, Value observations, int actions) =>
        ActorNetworks.WithHeads(prefix, SmallFeatures(prefix, observations), actions);
}
