using System.CommandLine;
using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Formats;

namespace DemoGame.Commands;

/// <summary><c>train</c>: a fresh agent learns a game from its pixels; and the main job, which then shows it playing.</summary>
internal static class TrainCommand
{
    public const int DefaultSteps = 60_000;
    public const int DefaultCheckpointSeconds = 10;

    public static Command Create()
    {
        var game = GameOptions.Game();
        var algorithm = GameOptions.OneOf("--algorithm", "How the agent learns: dqn.", "dqn", "dqn");
        var steps = GameOptions.Number("--steps", "Steps to play, over all instances of the game.", DefaultSteps, 1L);
        var seed = GameOptions.Number("--seed", "Decides everything that happens by chance.", 1, 0);
        var device = GameOptions.Device();
        var @out = Out();
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in the folder, with its seed." };
        var every = GameOptions.Number("--checkpoint-seconds", "Seconds between checkpoints.", DefaultCheckpointSeconds, 1);
        every.Hidden = true;
        var command = new Command("train", "Train an agent to play a game from its pixels.") { game, algorithm, steps, seed, device, @out, resume, every };
        command.SetAction(parsed =>
        {
            var settings = new TrainingSettings(parsed.GetValue(game)!, parsed.GetValue(steps), parsed.GetValue(seed), parsed.GetValue(device)!, parsed.GetValue(@out)!)
            {
                CheckpointSeconds = parsed.GetValue(every),
            };
            if (parsed.GetValue(resume)) settings = GoingOn(settings, seedIsGiven: parsed.GetResult(seed) is { Implicit: false });
            using var interruption = new Interruption();
            using var host = GraphicsHost.OpenHeadless();
            OutputFolder.Prepare(settings.Out);
            new TrainingRun(settings, host, interruption).Run();
            return 0;
        });
        return command;
    }

    /// <summary>Makes the program without a command do the main job.</summary>
    public static void AddMainJob(RootCommand root)
    {
        var seed = GameOptions.Number("--seed", "Decides everything that happens by chance; another each time where it is not given.", -1, 0);
        var @out = Out();
        root.Options.Add(seed);
        root.Options.Add(@out);
        root.SetAction(parsed =>
        {
            int given = parsed.GetValue(seed);
            return TrainThenPlay(new TrainingSettings(CatchGame.CatalogName, DefaultSteps, given < 0 ? Random.Shared.Next(1_000_000) : given, "auto", parsed.GetValue(@out)!));
        });
    }

    private static Option<string> Out() =>
        new("--out") { Description = "The folder for the model, the recording, the curve and the report.", DefaultValueFactory = _ => "out" };

    /// <summary>The main job: trains on Catch with the usual settings, then plays, in a window where there is a display.</summary>
    private static int TrainThenPlay(TrainingSettings settings)
    {
        using var interruption = new Interruption();
        string model;
        using (var host = GraphicsHost.OpenHeadless())
        {
            OutputFolder.Prepare(settings.Out);
            if (!new TrainingRun(settings, host, interruption).Run()) return 0;
            model = Path.Combine(settings.Out, OutputFolder.Model);
        }
        if (!GraphicsHost.HasDisplay)
        {
            Console.WriteLine($"There is no display to play on; {Path.Combine(settings.Out, OutputFolder.Recording)} shows the agent playing.");
            return 0;
        }
        return PlayCommand.Watch(settings.Game, model, settings.Device, human: false, interruption);
    }

    /// <summary>The settings of a run that goes on from the checkpoint in its folder.</summary>
    private static TrainingSettings GoingOn(TrainingSettings settings, bool seedIsGiven)
    {
        string path = Path.Combine(settings.Out, OutputFolder.Checkpoint);
        if (!File.Exists(path)) throw new CommandException($"--resume: there is no {path} to go on from; leave out --resume to begin, or name the folder with --out");
        var earlier = Checkpoint.Load(path);
        if (earlier.Fact("game") != settings.Game) throw new CommandException($"{path}: the checkpoint is of {earlier.Fact("game")}, not of {settings.Game}");
        int seed = (int)earlier.Number("seed");
        if (seedIsGiven && seed != settings.Seed) throw new CommandException($"--seed {settings.Seed}: the run in {settings.Out} began with seed {seed}; leave out --seed to go on with it");
        return settings with { Seed = seed, Earlier = earlier };
    }
}

/// <summary>What a training run was asked to do.</summary>
/// <param name="Game">The game.</param>
/// <param name="Steps">Steps to play, over all instances.</param>
/// <param name="Seed">Decides everything that happens by chance.</param>
/// <param name="Device">auto, cpu, opengl or ilgpu.</param>
/// <param name="Out">The folder that is written.</param>
internal sealed record TrainingSettings(string Game, long Steps, int Seed, string Device, string Out)
{
    /// <summary>Where an earlier run stopped; null begins anew.</summary>
    public Checkpoint? Earlier { get; init; }

    public int CheckpointSeconds { get; init; } = TrainCommand.DefaultCheckpointSeconds;
}
