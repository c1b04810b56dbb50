using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Agents;

/// <summary>Networks that are just large enough for <see cref="LightEnvironment"/>.</summary>
internal static class LightNetworks
{
    public static Value Values(string prefix, Value observations, int actions) =>
        Hidden(prefix, observations).Dense($"{prefix}/values", actions);

    public static (Value Policy, Value Value) Actor(string prefix, Value observations, int actions) =>
        ActorNetworks.WithHeads(prefix, Hidden(prefix, observations), actions);

    private static Value Hidden(string prefix, Value observations) => observations
        .Convolution($"{prefix}/conv", 8, 3, 1, 0, Activation.Relu).Flatten().Dense($"{prefix}/hidden", 32, Activation.Relu);
}
