using System.Globalization;
using DemoGame.Games;
using ShaderKernels.Devices;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>A training algorithm by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="NetworkOf">The name of its network in the training defaults of a game.</param>
/// <param name="OptionsOf">Its hyperparameters in the training defaults of a game, as JSON.</param>
/// <param name="Create">Creates the trainer, with hyperparameters as JSON.</param>
/// <param name="Describe">The hyperparameters, as JSON, in words for a report.</param>
internal sealed record AgentAlgorithm(
    string Name, Func<GameTraining, string> NetworkOf, Func<GameTraining, string> OptionsOf,
    Func<AgentAlgorithm.Run, AgentTrainer> Create,
    Func<string, IReadOnlyList<(string Name, string Value)>> Describe)
{
    /// <summary>All algorithms.</summary>
    public static IReadOnlyList<AgentAlgorithm> All { get; } =
    [
        new("dqn", training => training.Network, training => training.Options.ToJson(), CreateDqn, DescribeDqn),
        new("rainbow", training => training.RainbowNetwork, training => training.Rainbow.ToJson(), CreateDqn, DescribeDqn),
        new("ppo", training => training.ActorNetwork, training => training.Ppo.ToJson(), CreatePpo, DescribePpo),
        new("apex", training => training.Network, training => training.Apex.ToJson(), CreateApex, DescribeDqn)
        {
            CreateActor = CreateApexActor,
        },
        new("impala", training => training.ActorNetwork, training => training.Impala.ToJson(), CreateImpala, DescribeImpala)
        {
            CreateActor = CreateImpalaActor,
        },
        new("bc", training => training.ActorNetwork, _ => Cloning, run => CreateCloning(run, isTaught: false), DescribeCloning),
        new("dagger", training => training.ActorNetwork, _ => Cloning, run => CreateCloning(run, isTaught: true), DescribeCloning),
    ];

    /// <summary>The presets that <c>--options</c> takes by name.</summary>
    public static IReadOnlyDictionary<string, string> Presets { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["mnih2015"] = DqnOptions.Mnih2015.ToJson(),
        ["rainbow"] = DqnOptions.Rainbow.ToJson(),
        ["ppo"] = new PpoOptions().ToJson(),
        ["apex"] = DqnOptions.Apex.ToJson(),
        ["impala"] = new ImpalaOptions().ToJson(),
    };

    /// <summary>Creates an actor; null for algorithms that learn from their own steps.</summary>
    public Func<Run, ActorPlace, Actor>? CreateActor { get; init; }

    /// <summary>Whether actors play for the algorithm.</summary>
    public bool HasActors => CreateActor is not null;

    private static string Cloning => new CloningOptions().ToJson();

    /// <summary>Finds an algorithm by its name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static AgentAlgorithm Find(string name) => All.FirstOrDefault(algorithm => algorithm.Name == name)
        ?? throw new CommandException($"unknown algorithm '{name}'; available: {string.Join(", ", All.Select(known => known.Name))}");

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
            return Name switch
            {
                "ppo" => PpoOptions.FromJson(json).ToJson(),
                "impala" => ImpalaOptions.FromJson(json).ToJson(),
                "bc" or "dagger" => CloningOptions.FromJson(json).ToJson(),
                _ => DqnOptions.FromJson(json).ToJson(),
            };
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException($"--options {presetOrFile}: {exception.Message}");
        }
    }

    /// <summary>Whether the trained agent draws its actions from the probabilities of its policy.</summary>
    public bool IsStochastic(string options) => Name == "ppo" && PpoOptions.FromJson(options).Stochastic;

    private static Dqn CreateDqn(Run run) =>
        new(run.Environment, QNetworkOf(run), run.Device, run.Variables, DqnOptions.FromJson(run.Options), run.Seed);

    private static Ppo CreatePpo(Run run) =>
        new(run.Environment, ActorNetworkOf(run, "ppo"), run.Device, run.Variables, PpoOptions.FromJson(run.Options), run.Seed);

    private static Apex CreateApex(Run run)
    {
        var options = DqnOptions.FromJson(run.Options);
        try
        {
            return new(run.Environment, QNetworkOf(run), run.Device, run.Variables, options, run.Seed, run.Place!);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"--options: {exception.Message}");
        }
    }

    private static Actor CreateApexActor(Run run, ActorPlace place) => Apex.CreateActor(
        run.Environment, QNetworkOf(run), run.Device, run.Variables, DqnOptions.FromJson(run.Options), run.Seed, place);

    private static Impala CreateImpala(Run run) => new(
        run.Environment, ActorNetworkOf(run, "impala"), run.Device, run.Variables, ImpalaOptions.FromJson(run.Options), run.Place!);

    private static Actor CreateImpalaActor(Run run, ActorPlace place) => Impala.CreateActor(
        run.Environment, ActorNetworkOf(run, "impala"), run.Device, run.Variables, ImpalaOptions.FromJson(run.Options), run.Seed, place);

    private static QNetwork QNetworkOf(Run run) =>
        run.Network.QNetwork ?? throw Unsuitable(run.Network, "dqn or rainbow", "an actor");

    private static ActorNetwork ActorNetworkOf(Run run, string algorithm) =>
        run.Network.Actor ?? throw Unsuitable(run.Network, algorithm, "not an actor");

    /// <summary>Behavioral cloning of recorded play; or DAgger, whose expert is the scripted player of the game.</summary>
    private static BehavioralCloning CreateCloning(Run run, bool isTaught)
    {
        var network = ActorNetworkOf(run, isTaught ? "dagger" : "bc");
        var game = run.Game;
        if (!isTaught && run.Demonstrations is null)
        {
            throw new CommandException(
                $"bc learns from recorded play: record some with play {game.Name} --human --record FILE, "
                + "and name it with --demonstrations FILE");
        }
        var games = (run.Environment as GameEnvironment)?.Games ?? [];
        if (isTaught && games is not [IScriptedPlayer, ..])
            throw new CommandException($"dagger needs a scripted player, which {game.Name} does not have; use bc");
        var recorded = run.Demonstrations is null ? null : Load(run.Demonstrations, game);
        Func<int, int>? expert = isTaught ? Expert : null;
        try
        {
            return new(
                run.Environment, network, run.Device, run.Variables, CloningOptions.FromJson(run.Options), run.Seed, recorded, expert);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"--demonstrations {run.Demonstrations}: {exception.Message}");
        }

        int Expert(int index) => games[index] is { Ended: false } played ? ((IScriptedPlayer)played).BestAction() : -1;
    }

    private static Demonstrations Load(string path, TrainableGame game)
    {
        if (!File.Exists(path)) throw new CommandException($"--demonstrations: {path} does not exist");
        try
        {
            var recorded = Demonstrations.Load(path, out string name);
            return name == game.Name ? recorded
                : throw new CommandException($"--demonstrations {path}: {name} was played, not {game.Name}");
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException($"--demonstrations: {exception.Message}");
        }
    }

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

    private static IReadOnlyList<(string Name, string Value)> DescribeImpala(string json)
    {
        var options = ImpalaOptions.FromJson(json);
        return
        [
            ("algorithm", "IMPALA with V-trace, Adam"),
            ("learning rate", Text(options.LearningRate)), ("discount", Text(options.Discount)),
            ("rollout", $"{options.Actors.RolloutLength} steps"),
        ];
    }

    private static IReadOnlyList<(string Name, string Value)> DescribeCloning(string json)
    {
        var options = CloningOptions.FromJson(json);
        return
        [
            ("algorithm", "imitation of demonstrations, cross-entropy, Adam"),
            ("learning rate", Text(options.LearningRate)), ("batch size", Text(options.BatchSize)),
        ];
    }

    private static string Text(double value) => ((float)value).ToString(CultureInfo.InvariantCulture);

    /// <summary>What a trainer is created from.</summary>
    /// <param name="Game">The game.</param>
    /// <param name="Network">The network.</param>
    /// <param name="Environment">The environments.</param>
    /// <param name="Device">The device that runs the network.</param>
    /// <param name="Variables">The weights.</param>
    /// <param name="Options">The hyperparameters, as JSON.</param>
    /// <param name="Seed">The random seed.</param>
    /// <param name="Demonstrations">The file of recorded play, or null.</param>
    internal sealed record Run(
        TrainableGame Game, AgentNetwork Network, IEnvironment Environment, Device Device, Variables Variables, string Options, int Seed,
        string? Demonstrations)
    {
        /// <summary>The place of a learner among its actors; null for algorithms without actors.</summary>
        public LearnerPlace? Place { get; init; }
    }
}
