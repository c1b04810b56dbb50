using System.CommandLine;
using DemoGame.Games;
using DemoGame.Rendering;

namespace DemoGame.Commands;

/// <summary><c>train</c>: a fresh agent learns a game from its pixels; and the main job, which then shows it playing.</summary>
internal static class TrainCommand
{
    public const int DefaultSteps = 60_000;

    public static Command Create()
    {
        var game = GameOptions.Game();
        var algorithm = GameOptions.OneOf("--algorithm", "How the agent learns: dqn.", "dqn", "dqn");
        var steps = GameOptions.Number("--steps", "Steps to play, over all instances of the game.", DefaultSteps, 1L);
        var seed = GameOptions.Number("--seed", "Decides everything that happens by chance.", 1, 0);
        var device = GameOptions.Device();
        var @out = new Option<string>("--out") { Description = "The folder for the model, the recording, the curve and the report.", DefaultValueFactory = _ => "out" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in the folder." };
        var command = new Command("train", "Train an agent to play a game from its pixels.") { game, algorithm, steps, seed, device, @out, resume };
        command.SetAction(parsed =>
        {
            var settings = new TrainingSettings(parsed.GetValue(game)!, parsed.GetValue(steps), parsed.GetValue(seed), parsed.GetValue(device)!, parsed.GetValue(@out)!, parsed.GetValue(resume));
            using var interruption = new Interruption();
            OutputFolder.Prepare(settings.Out);
            using var host = GraphicsHost.OpenHeadless();
            new TrainingRun(settings, host, interruption).Run();
            return 0;
        });
        return command;
    }

    /// <summary>The main job: trains on Catch with the usual settings, then plays, in a window where there is a display.</summary>
    public static int TrainThenPlay()
    {
        var settings = new TrainingSettings(CatchGame.CatalogName, DefaultSteps, Random.Shared.Next(1_000_000), "auto", "out", Resume: false);
        using var interruption = new Interruption();
        OutputFolder.Prepare(settings.Out);
        string model;
        using (var host = GraphicsHost.OpenHeadless())
        {
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
}

/// <summary>What a training run was asked to do.</summary>
internal sealed record TrainingSettings(string Game, long Steps, int Seed, string Device, string Out, bool Resume);
