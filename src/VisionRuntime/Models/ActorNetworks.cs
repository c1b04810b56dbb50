using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Builds an actor-critic network.</summary>
/// <param name="prefix">The prefix of the names of the variables.</param>
/// <param name="observations">The stacked frames [N, C, H, W] with values in [0, 1].</param>
/// <param name="actions">The number of actions.</param>
/// <returns>The logits of the policy, [N, actions], and the values of the states, [N, 1].</returns>
public delegate (Value Policy, Value Value) ActorNetwork(string prefix, Value observations, int actions);

/// <summary>Actor-critic networks: a policy and the value of the state on shared layers.</summary>
public static class ActorNetworks
{
    /// <summary>How much smaller the initial logits are than usual, so that all actions begin nearly equally probable.</summary>
    private const float InitialLogits = 0.01f;

    /// <summary>
    /// Builds the network with the layers of Mnih et al. 2015, as Schulman et al. 2017 use it: convolutions with 32 8x8 filters at stride
    /// 4, 64 4x4 filters at stride 2 and 64 3x3 filters at stride 1, and 512 hidden units.
    /// </summary>
    public static (Value Policy, Value Value) Nature(string prefix, Value observations, int actions) => WithHeads(prefix, observations
        .Convolution($"{prefix}/conv1", 32, 8, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 64, 4, 2, activation: Activation.Relu)
        .Convolution($"{prefix}/conv3", 64, 3, 1, activation: Activation.Relu)
        .Flatten()
        .Dense($"{prefix}/hidden", 512, Activation.Relu), actions);

    /// <summary>
    /// Builds a smaller network for 42x42 observations: convolutions with 16 6x6 filters at stride 4 and 32 4x4 filters at stride 2, and
    /// 128 hidden units.
    /// </summary>
    public static (Value Policy, Value Value) Small(string prefix, Value observations, int actions) => WithHeads(prefix, observations
        .Convolution($"{prefix}/conv1", 16, 6, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 32, 4, 2, activation: Activation.Relu)
        .Flatten()
        .Dense($"{prefix}/hidden", 128, Activation.Relu), actions);

    /// <summary>Adds the policy and the value to shared features, [N, features].</summary>
    internal static (Value Policy, Value Value) WithHeads(string prefix, Value features, int actions)
    {
        var policy = features.Dense($"{prefix}/policy", actions);
        features.Graph.Initialize(
            $"{features.Graph.ScopePrefix}{prefix}/policy/weights",
            (shape, random) => [.. Initializers.Glorot(shape, random).Select(weight => weight * InitialLogits)], origin: null);
        return (policy, features.Dense($"{prefix}/value", 1));
    }
}
