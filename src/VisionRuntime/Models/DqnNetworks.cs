using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>A network that gives each action's value: observations [N, C, H, W] to [N, actions].</summary>
/// <param name="prefix">Put before the variables' names, so that an online and a target copy live side by side.</param>
/// <param name="observations">The stacked frames, numbers from 0 to 1.</param>
/// <param name="actions">The number of actions.</param>
public delegate Value QNetwork(string prefix, Value observations, int actions);

/// <summary>Networks for learning to play from pixels.</summary>
public static class DqnNetworks
{
    /// <summary>
    /// Mnih et al. 2015, "Human-level control through deep reinforcement learning": 84x84x4, 32@8x8/4, 64@4x4/2, 64@3x3/1, 512, actions.
    /// </summary>
    public static Value Mnih2015(string prefix, Value observations, int actions) => observations
        .Convolution($"{prefix}/conv1", 32, 8, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 64, 4, 2, activation: Activation.Relu)
        .Convolution($"{prefix}/conv3", 64, 3, 1, activation: Activation.Relu)
        .Flatten()
        .Dense($"{prefix}/hidden", 512, Activation.Relu)
        .Dense($"{prefix}/values", actions);

    /// <summary>The same idea for small pictures of simple games: 42x42, 16@6x6/4, 32@4x4/2, 128, actions.</summary>
    public static Value Small(string prefix, Value observations, int actions) => observations
        .Convolution($"{prefix}/conv1", 16, 6, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 32, 4, 2, activation: Activation.Relu)
        .Flatten()
        .Dense($"{prefix}/hidden", 128, Activation.Relu)
        .Dense($"{prefix}/values", actions);

    /// <summary>
    /// Wang et al. 2016, "Dueling network architectures for deep reinforcement learning": the convolutions of Mnih et al. 2015, then the state's value and
    /// each action's advantage apart, joined by equation 9: value + advantage - mean advantage.
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
