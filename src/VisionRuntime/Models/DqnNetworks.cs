using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Builds a Q-network, which estimates the value of each action.</summary>
/// <param name="prefix">The prefix of the names of the variables, which separates the online network from the target network.</param>
/// <param name="observations">The stacked frames [N, C, H, W] with values in [0, 1].</param>
/// <param name="actions">The number of actions.</param>
/// <returns>The action values [N, actions].</returns>
public delegate Value QNetwork(string prefix, Value observations, int actions);

/// <summary>Q-networks for reinforcement learning from pixels.</summary>
public static class DqnNetworks
{
    /// <summary>
    /// Builds the network of Mnih et al. 2015, "Human-level control through deep reinforcement learning", for 84x84 observations of 4
    /// frames: convolutions with 32 8x8 filters at stride 4, 64 4x4 filters at stride 2 and 64 3x3 filters at stride 1, and 512 hidden
    /// units.
    /// </summary>
    public static Value Mnih2015(string prefix, Value observations, int actions) => observations
        .Convolution($"{prefix}/conv1", 32, 8, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 64, 4, 2, activation: Activation.Relu)
        .Convolution($"{prefix}/conv3", 64, 3, 1, activation: Activation.Relu)
        .Flatten()
        .Dense($"{prefix}/hidden", 512, Activation.Relu)
        .Dense($"{prefix}/values", actions);

    /// <summary>
    /// Builds a smaller network for 42x42 observations of simple games: convolutions with 16 6x6 filters at stride 4 and 32 4x4 filters at
    /// stride 2, and 128 hidden units.
    /// </summary>
    public static Value Small(string prefix, Value observations, int actions) => observations
        .Convolution($"{prefix}/conv1", 16, 6, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 32, 4, 2, activation: Activation.Relu)
        .Flatten()
        .Dense($"{prefix}/hidden", 128, Activation.Relu)
        .Dense($"{prefix}/values", actions);

    /// <summary>
    /// Builds the dueling network of Wang et al. 2016, "Dueling network architectures for deep reinforcement learning": the convolutions of
    /// Mnih et al. 2015, followed by separate streams for the state value and the action advantages, which equation 9 combines to
    /// value + advantage - mean advantage.
    /// </summary>
    public static Value Dueling(string prefix, Value observations, int actions)
    {
        var features = observations
            .Convolution($"{prefix}/conv1", 32, 8, 4, activation: Activation.Relu)
            .Convolution($"{prefix}/conv2", 64, 4, 2, activation: Activation.Relu)
            .Convolution($"{prefix}/conv3", 64, 3, 1, activation: Activation.Relu)
            .Flatten();
        var value = features.Dense($"{prefix}/value/hidden", 512, Activation.Relu).Dense($"{prefix}/value", 1);
        var advantage = features.Dense($"{prefix}/advantage/hidden", 512, Activation.Relu).Dense($"{prefix}/advantage", actions);
        return value + (advantage - advantage.Mean(1));
    }
}
