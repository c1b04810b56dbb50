using System.Globalization;
using DemoGame.Games;
using ShaderKernels.Devices;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary>A training algorithm by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="NetworkOf">The name of its network in the training defaults of a game.</param>
/// <param name="OptionsOf">Its hyperparameters in the training defaults of a game, as JSON.</param>
/// <param name="Create">Creates the trainer, with hyperparameters as JSON.</param>
/// <param name="Describe">The hyperparameters, as JSON, in words for a report.</param>
internal sealed record AgentAlgorithm(
    string Name, Func<GameTraining, string> NetworkOf, Func<GameTraining, string> OptionsOf,
    Func<AgentNetwork, IEnvironment, Device, Variables, string, int, AgentTrainer> Create,
    Func<string, IReadOnlyList<(string Name, string Value)>> Describe)
{
    /// <summary>All algorithms.</summary>
    public static IReadOnlyList<AgentAlgorithm> All { get; } =
    [
        new("dqn", training => training.Network, training => training.Options.ToJson(), CreateDqn, DescribeDqn),
        new("rainbow", training => training.RainbowNetwork, training => training.Rainbow.ToJson(), CreateDqn, DescribeDqn),
        new("ppo", training => training.ActorNetwork, training => training.Ppo.ToJson(), CreatePpo, DescribePpo),
    ];

    /// <summary>The presets that <c>--options</c> takes by name.</summary>
    public static IReadOnlyDictionary<string, string> Presets { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["mnih2015"] = DqnOptions.Mnih2015.ToJson(),
        ["rainbow"] = DqnOptions.Rainbow.ToJson(),
        ["ppo"] = new PpoOptions().ToJson(),
    };

    /// <summary>Finds an algorithm by its name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static AgentAlgorithm Find(string name) => All.FirstOrDefault(algorithm => algorithm.Name == name)
        ?? throw new CommandException($"unknown algorithm '{name}'; available: {string.Join(", ", All.Select(algorithm => algorithm.Name))}");

    /// <summary>Reads hyperparameters and checks them.</summary>
    /// <param name="presetOrFile">The name of a preset, or a JSON file.</param>
    /// <returns>All hyperparameters, as JSON.</returns>
    /// <exception cref="CommandException">The file does not exist or is invalid.</exception>
    public string ReadOptions(string presetOrFile)
    {
        if (!Presets.TryGetValue(presetOrFile, out string? json))
        {
            if (!File.Exists(presetOrFile))
            {
                throw new CommandException(
                    $"--options: {presetOrFile} is neither a file nor one of {string.Join(", ", Presets.Keys)}");
            }
            json = File.ReadAllText(presetOrFile);
        }
        try
        {
            return Name == "ppo" ? PpoOptions.FromJson(json).ToJson() : DqnOptions.FromJson(json).ToJson();
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException($"--options {presetOrFile}: {exception.Message}");
        }
    }

    private static AgentTrainer CreateDqn(
        AgentNetwork network, IEnvironment environment, Device device, Variables variables, string options, int seed) =>
        new Dqn(environment, network.QNetwork ?? throw Unsuitable(network, "dqn or rainbow", "an actor"), device, variables,
            DqnOptions.FromJson(options), seed);

    private static AgentTrainer CreatePpo(
        AgentNetwork network, IEnvironment environment, Device device, Variables variables, string options, int seed) =>
        new Ppo(environment, network.Actor ?? throw Unsuitable(network, "ppo", "not an actor"), device, variables,
            PpoOptions.FromJson(options), seed);

    private static CommandException Unsuitable(AgentNetwork network, string algorithm, string what) =>
        new($"--network {network.Definition.Name}: the network is {what} and cannot be trained by {algorithm}");

    private static IReadOnlyList<(string Name, string Value)> DescribeDqn(string json)
    {
        var options = DqnOptions.FromJson(json);
        string name = options.Double ? "double DQN" : "DQN";
        if (options.NStep > 1) name += $", {options.NStep}-step returns";
        if (options.Prioritized) name += ", prioritized replay";
        string optimizer = options.Optimizer == DqnOptimizer.Adam ? "Adam" : "centered RMSProp";
        return
        [
            ("algorithm", $"{name}, Huber loss, {optimizer}"),
            ("learning rate", Text(options.LearningRate)), ("discount", Text(options.Discount)), ("batch size", Text(options.BatchSize)),
            ("replay buffer", string.Create(CultureInfo.InvariantCulture, $"{options.ReplayCapacity:N0} steps")),
        ];
    }

    private static IReadOnlyList<(string Name, string Value)> DescribePpo(string json)
    {
        var options = PpoOptions.FromJson(json);
        return
        [
            ("algorithm", "PPO with generalized advantage estimation, Adam"),
            ("learning rate", Text(options.LearningRate)), ("discount", Text(options.Discount)), ("lambda", Text(options.Lambda)),
            ("clip range", Text(options.ClipRange)), ("rollout", $"{options.RolloutLength} steps"),
            ("epochs", Text(options.Epochs)), ("minibatches", Text(options.Minibatches)),
        ];
    }

    private static string Text(double value) => ((float)value).ToString(CultureInfo.InvariantCulture);
}
