using System.Globalization;
using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Q-networks with the heads of Hessel et al. 2018, "Rainbow": dueling streams, noisy layers and distributions of the return, each by
/// itself or together, on the convolutions of another network.
/// </summary>
/// <param name="Convolutions">Adds the convolutions: the prefix of variables and the observations [N, C, H, W] to features.</param>
/// <param name="Hidden">The number of hidden units, of each stream if there are two.</param>
public sealed record RainbowNetwork(Func<string, Value, Value> Convolutions, int Hidden)
{
    private static readonly Dictionary<string, RainbowNetwork> Bodies = new(StringComparer.Ordinal)
    {
        ["dqn"] = new(NatureConvolutions, 512),
        ["dqn-small"] = new(SmallConvolutions, 128),
    };

    /// <summary>Gets whether the value of the state and the advantages of the actions are separate streams (Wang et al. 2016).</summary>
    public bool Dueling { get; init; }

    /// <summary>Gets whether the dense layers have learned noise (Fortunato et al. 2018).</summary>
    public bool Noisy { get; init; }

    /// <summary>Gets the number of atoms of the distribution of the return; 1 for its mean alone.</summary>
    public int Atoms { get; init; } = 1;

    /// <summary>Gets the value of the first atom.</summary>
    public float MinimumValue { get; init; } = -10;

    /// <summary>Gets the value of the last atom.</summary>
    public float MaximumValue { get; init; } = 10;

    /// <summary>
    /// Finds a network by its name: <c>dqn</c> or <c>dqn-small</c>, followed by at least one of <c>+dueling</c>, <c>+noisy</c> and
    /// <c>+c51</c> or another number of atoms. Returns null if there is none of the name.
    /// </summary>
    public static RainbowNetwork? Find(string name)
    {
        string[] parts = name.Split('+');
        if (parts.Length < 2 || !Bodies.TryGetValue(parts[0], out var found)) return null;
        foreach (string part in parts[1..])
        {
            if (part == "dueling" && !found.Dueling) found = found with { Dueling = true };
            else if (part == "noisy" && !found.Noisy) found = found with { Noisy = true };
            else if (found.Atoms == 1 && AtomsOf(part) is { } atoms) found = found with { Atoms = atoms };
            else return null;
        }
        return found;
    }

    /// <summary>
    /// Builds the network: the values of the actions, [N, actions], or with several atoms their logits, [N, actions, atoms].
    /// </summary>
    /// <param name="prefix">The prefix of the names of the variables.</param>
    /// <param name="observations">The stacked frames [N, C, H, W] with values in [0, 1].</param>
    /// <param name="actions">The number of actions.</param>
    public Value Build(string prefix, Value observations, int actions)
    {
        int count = observations.Shape[0];
        var features = Convolutions(prefix, observations).Flatten();
        if (Atoms > 1) ActionValues.Support(observations.Graph, prefix, Atoms, MinimumValue, MaximumValue);
        if (!Dueling) return Shaped(Stream("values", "hidden", actions));
        Value value = Stream("value", "value/hidden", 1), advantage = Shaped(Stream("advantage", "advantage/hidden", actions));
        if (Atoms > 1) value = value.Reshape([count, 1, Atoms]);
        return value + (advantage - advantage.Mean(1));

        Value Stream(string name, string hidden, int outputs) =>
            Dense(Dense(features, $"{prefix}/{hidden}", Hidden, Activation.Relu), $"{prefix}/{name}", outputs * Atoms, Activation.None);

        Value Shaped(Value output) => Atoms > 1 ? output.Reshape([count, actions, Atoms]) : output;
    }

    private static int? AtomsOf(string part) =>
        part.StartsWith('c') && int.TryParse(part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int atoms)
            && atoms is > 1 and < 1000 ? atoms : null;

    private Value Dense(Value x, string name, int units, Activation activation) =>
        Noisy ? x.NoisyDense(name, units, activation) : x.Dense(name, units, activation);

    private static Value NatureConvolutions(string prefix, Value observations) => observations
        .Convolution($"{prefix}/conv1", 32, 8, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 64, 4, 2, activation: Activation.Relu)
        .Convolution($"{prefix}/conv3", 64, 3, 1, activation: Activation.Relu);

    private static Value SmallConvolutions(string prefix, Value observations) => observations
        .Convolution($"{prefix}/conv1", 16, 6, 4, activation: Activation.Relu)
        .Convolution($"{prefix}/conv2", 32, 4, 2, activation: Activation.Relu);
}
