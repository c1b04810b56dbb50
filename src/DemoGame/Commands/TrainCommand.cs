using System.CommandLine;
using DemoGame.Distribution;
using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Formats;

namespace DemoGame.Commands;

/// <summary><c>train</c>: trains an agent from pixels; and the main job, which then shows it playing.</summary>
internal static class TrainCommand
{
    public const int DefaultCheckpointSeconds = 10;

    /// <summary>The number of actors that a learner expects by default.</summary>
    private const int DefaultExpectedActors = 8;

    public static Command Create() => Create(isLearner: false);

    /// <summary><c>learner</c>: trains from the experience of actors elsewhere, with the options of <c>train</c>.</summary>
    public static Command CreateLearner() => Create(isLearner: true);

    private static Command Create(bool isLearner)
    {
        var game = Options.TrainableGame();
        var algorithm = Options.OptionalChoice(
            "--algorithm", "The training algorithm: dqn, rainbow, ppo, apex, impala, bc or dagger; by default chosen for the game.",
            [.. AgentAlgorithm.All.Select(known => known.Name)]);
        var network = new Option<string?>("--network")
        {
            Description = "The network, such as dqn, dqn-small+noisy or impala-small; by default chosen for the game.",
        };
        var options = new Option<string?>("--options")
        {
            Description = "The hyperparameters: a JSON file, or mnih2015, rainbow, ppo, apex or impala for those of the papers.",
        };
        var demonstrations = new Option<string?>("--demonstrations") { Description = "The file of recorded play that bc learns from." };
        var environment = new EnvironmentSettings();
        var steps = Options.OptionalInteger(
            "--steps", "The number of environment steps, over all instances; by default chosen for the game.", 1L);
        var instances = Options.OptionalInteger("--instances", "The instances that run side by side; by default chosen for the game.", 1);
        var seed = Options.Integer("--seed", "The random seed.", 1, 0);
        var device = DeviceOptions.ForGames();
        var @out = Out();
        var resume = new Option<bool>("--resume") { Description = "Resume from the checkpoint in the folder, with its seed." };
        var interval = Options.Integer("--checkpoint-seconds", "Seconds between checkpoints.", DefaultCheckpointSeconds, 1);
        interval.Hidden = true;
        var actors = Options.OptionalInteger(
            "--actors", isLearner
                ? $"The number of actors that are expected, over which exploration is spread; {DefaultExpectedActors} by default."
                : "The number of actors that play beside the learner, on threads of their own, for apex and impala.", 1);
        var broker = new BrokerOptions();
        var command = isLearner
            ? new Command("learner", "Train an agent from the experience of actors on this and other machines.")
            : new Command("train", "Train an agent to play a game from pixels.");
        Symbol[] symbols =
            [game, algorithm, network, options, demonstrations, steps, instances, seed, device, @out, resume, actors, interval];
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else if (symbol != demonstrations || !isLearner) command.Options.Add((Option)symbol);
        }
        if (isLearner) broker.AddTo(command);
        environment.AddTo(command);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            var settings = new TrainingSettings(
                parsed.GetValue(game)!, parsed.GetValue(seed), parsed.GetValue(device)!, parsed.GetValue(@out)!)
            {
                Network = parsed.GetValue(network),
                Demonstrations = parsed.GetValue(demonstrations),
                CheckpointSeconds = parsed.GetValue(interval),
            };
            settings = settings with
            {
                Environment = environment.Apply(parsed, settings.Environment),
                Instances = parsed.GetValue(instances) ?? settings.Instances,
            };
            if (settings.Game is UnmodifiedGame && settings.Environment != settings.Game.Training.Environment)
            {
                throw new CommandException(
                    $"{settings.Game.Name}: frames of a program played from outside cannot be skipped or repeated; "
                    + "set \"decisionMilliseconds\" in its description");
            }
            if (isLearner) settings = settings with { Broker = broker.Read(parsed) };
            settings = settings with
            {
                Actors = parsed.GetValue(actors) ?? (isLearner ? DefaultExpectedActors : null),
                Algorithm = parsed.GetValue(algorithm) ?? settings.Algorithm,
            };
            // A resumed run has the algorithm of its checkpoint.
            if (!parsed.GetValue(resume)) settings = WithActors(settings, algorithmIsGiven: parsed.GetValue(algorithm) is not null);
            if (parsed.GetValue(options) is { } file)
                settings = settings with { Options = AgentAlgorithm.Find(settings.Algorithm).ReadOptions(file) };
            if (parsed.GetValue(steps) is { } given) settings = settings with { Steps = given };
            if (parsed.GetValue(resume)) settings = Resumed(
                settings, seedIsGiven: parsed.GetResult(seed) is { Implicit: false }, parsed.GetValue(algorithm));
            using var host = GraphicsHost.OpenHeadless();
            OutputFolder.Prepare(settings.Out);
            new TrainingRun(settings, host, Console.Out, cancellation).Run();
            return 0;
        });
        return command;
    }

    /// <summary>The settings of a run with actors: an algorithm that has them, and at least one where the algorithm needs one.</summary>
    private static TrainingSettings WithActors(TrainingSettings settings, bool algorithmIsGiven)
    {
        bool hasActors = AgentAlgorithm.Find(settings.Algorithm).HasActors;
        if (hasActors || settings.Actors is null)
            return settings with { Actors = hasActors ? settings.Actors ?? 1 : null };
        if (!algorithmIsGiven) return settings with { Algorithm = settings.Game.Training.Algorithm == "ppo" ? "impala" : "apex" };
        throw new CommandException(
            $"--algorithm {settings.Algorithm}: the algorithm learns from its own steps; with actors, choose apex or impala");
    }

    /// <summary>Makes the program without a command do the main job.</summary>
    public static void AddMainJob(RootCommand root)
    {
        var seed = Options.OptionalInteger("--seed", "The random seed; a different one each time by default.", 0);
        var @out = Out();
        root.Options.Add(seed);
        root.Options.Add(@out);
        root.SetInterruptibleAction((parsed, cancellation) => TrainThenPlay(
            new TrainingSettings(
                GameCatalog.All[0], parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000), "auto", parsed.GetValue(@out)!), cancellation));
    }

    private static Option<string> Out() => new("--out")
    {
        Description = "The folder for the model, the recording, the learning curve and the report.",
        DefaultValueFactory = _ => "out",
    };

    /// <summary>The main job: trains with the game's defaults, then plays, in a window if there is a display.</summary>
    private static int TrainThenPlay(TrainingSettings settings, CancellationToken cancellation)
    {
        using (var host = GraphicsHost.OpenHeadless())
        {
            OutputFolder.Prepare(settings.Out);
            if (!new TrainingRun(settings, host, Console.Out, cancellation).Run()) return 0;
        }
        if (!GraphicsHost.HasDisplay)
        {
            Console.WriteLine(
                $"There is no display to play on; {Path.Combine(settings.Out, OutputFolder.Recording)} shows the agent playing.");
            return 0;
        }
        return new PlaySettings(
            GameCatalog.All[0], Path.Combine(settings.Out, OutputFolder.Model), settings.Device).Play(Console.Out, cancellation);
    }

    /// <summary>The settings of a run that resumes from the checkpoint in its folder.</summary>
    private static TrainingSettings Resumed(TrainingSettings settings, bool seedIsGiven, string? algorithm)
    {
        string path = Path.Combine(settings.Out, OutputFolder.Checkpoint);
        if (!File.Exists(path))
        {
            throw new CommandException(
                $"--resume: {path} does not exist; leave out --resume to start a new run, or choose its folder with --out");
        }
        var checkpoint = Checkpoint.Load(path);
        if (checkpoint.Fact("game") != settings.Game.Name)
            throw new CommandException($"{path}: the checkpoint is of {checkpoint.Fact("game")}, not of {settings.Game.Name}");
        int seed = (int)checkpoint.Number("seed");
        if (seedIsGiven && seed != settings.Seed)
        {
            throw new CommandException(
                $"--seed {settings.Seed}: the run in {settings.Out} has the seed {seed}; leave out --seed to resume it");
        }
        string trained = checkpoint.Facts.GetValueOrDefault("algorithm", settings.Algorithm);
        if (algorithm is not null && algorithm != trained)
        {
            throw new CommandException(
                $"--algorithm {algorithm}: the run in {settings.Out} is trained by {trained}; leave out --algorithm to resume it");
        }
        int? actors = settings.Actors ?? (checkpoint.Facts.ContainsKey("actors") ? (int)checkpoint.Number("actors") : null);
        return WithActors(settings with { Algorithm = trained, Actors = actors }, algorithmIsGiven: true) with
        {
            Seed = seed, Checkpoint = checkpoint,
            Options = settings.Options ?? checkpoint.Facts.GetValueOrDefault("options"),
        };
    }
}

/// <summary>The settings of a training run.</summary>
/// <param name="Game">The game.</param>
/// <param name="Seed">The random seed.</param>
/// <param name="Device">auto, cpu, opengl or ilgpu.</param>
/// <param name="Out">The folder to write.</param>
internal sealed record TrainingSettings(TrainableGame Game, int Seed, string Device, string Out)
{
    /// <summary>The training algorithm.</summary>
    public string Algorithm { get; init; } = Game.Training.Algorithm;

    /// <summary>The name of the network; that of the game's defaults for the algorithm if null.</summary>
    public string? Network { get; init; }

    /// <summary>The hyperparameters as JSON; those of the game's defaults for the algorithm if null.</summary>
    public string? Options { get; init; }

    /// <summary>The file of recorded play, or null.</summary>
    public string? Demonstrations { get; init; }

    /// <summary>How the game is played.</summary>
    public EnvironmentOptions Environment { get; init; } = Game.Training.Environment;

    /// <summary>The instances that run side by side.</summary>
    public int Instances { get; init; } = Game.Training.Environments;

    /// <summary>Environment steps, over all instances.</summary>
    public long Steps { get; init; } = Game.Training.Steps;

    /// <summary>The checkpoint to resume from; null starts a new run.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The number of actors; null for algorithms that learn from their own steps.</summary>
    public int? Actors { get; init; }

    /// <summary>The broker between the learner and its actors; null if they are threads of this process.</summary>
    public BrokerSettings? Broker { get; init; }

    /// <summary>Seconds between checkpoints.</summary>
    public int CheckpointSeconds { get; init; } = TrainCommand.DefaultCheckpointSeconds;
}
