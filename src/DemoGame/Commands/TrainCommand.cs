using System.CommandLine;
using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Formats;

namespace DemoGame.Commands;

/// <summary><c>train</c>: trains an agent from pixels; and the main job, which then shows it playing.</summary>
internal static class TrainCommand
{
    public const int DefaultCheckpointSeconds = 10;

    public static Command Create()
    {
        var game = Options.TrainableGame();
        var algorithm = Options.OptionalChoice(
            "--algorithm", "The training algorithm: dqn, rainbow, ppo, bc or dagger; by default chosen for the game.",
            [.. AgentAlgorithm.All.Select(known => known.Name)]);
        var network = new Option<string?>("--network")
        {
            Description = "The network, such as dqn, dqn-small+noisy or impala-small; by default chosen for the game.",
        };
        var options = new Option<string?>("--options")
        {
            Description = "The hyperparameters: a JSON file, or mnih2015, rainbow or ppo for those of the papers.",
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
        var command = new Command("train", "Train an agent to play a game from pixels.")
        {
            game, algorithm, network, options, demonstrations, steps, instances, seed, device, @out, resume, interval,
        };
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
            if (parsed.GetValue(algorithm) is { } name) settings = settings with { Algorithm = name };
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
        return settings with
        {
            Seed = seed, Checkpoint = checkpoint, Algorithm = trained,
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

    /// <summary>Seconds between checkpoints.</summary>
    public int CheckpointSeconds { get; init; } = TrainCommand.DefaultCheckpointSeconds;
}
