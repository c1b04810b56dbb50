using System.CommandLine;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Backends.OpenGL;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary><c>play</c>: an agent or a person plays a game.</summary>
internal static class PlayCommand
{
    private const int EpisodesWithoutWindow = 100;

    public static Command Create()
    {
        var game = Options.Game();
        var model = new Option<string?>("--model") { Description = "The file of a trained agent; out/model.vision by default." };
        var human = new Option<bool>("--human") { Description = "Play yourself, with the keyboard." };
        var device = DeviceOptions.ForGames();
        var episodes = Options.Integer("--episodes", "Stop after this many episodes; 0 plays until the window is closed.", 0, 0);
        var command = new Command("play", "Watch an agent play a game in a window, or play yourself.")
        {
            game, model, human, device, episodes,
        };
        command.SetInterruptibleAction((parsed, cancellation) => new PlaySettings(
            parsed.GetValue(game)!, parsed.GetValue(model) ?? Path.Combine("out", OutputFolder.Model), parsed.GetValue(device)!)
        {
            Human = parsed.GetValue(human),
            Episodes = parsed.GetValue(episodes),
        }.Play(Console.Out, cancellation));
        return command;
    }

    /// <summary>Plays in a window until it is closed; without a display, plays a number of episodes and prints the score.</summary>
    public static int Play(this PlaySettings settings, TextWriter output, CancellationToken cancellation)
    {
        var game = settings.Game;
        // A person does not need a model, but with one the HUD shows what the agent would do.
        if (!settings.Human && !File.Exists(settings.Model))
        {
            throw new CommandException(
                $"{settings.Model}: the model does not exist; train one with: train {game.Name}, or choose another with --model");
        }
        var checkpoint = File.Exists(settings.Model) ? Checkpoint.Load(settings.Model) : null;
        var network = checkpoint is null ? AgentNetwork.For(game) : AgentNetwork.Of(checkpoint, game);
        if (!GraphicsHost.HasDisplay && settings.Human)
            throw new CommandException("there is no display to play on; set DISPLAY, or leave out --human");
        using var host = OpenHost(settings.Human);
        return settings.Play(host, network, checkpoint, output, cancellation);
    }

    /// <summary>Plays in the host's window, or without one.</summary>
    public static int Play(
        this PlaySettings settings, GraphicsHost host, AgentNetwork network, Checkpoint? checkpoint, TextWriter output,
        CancellationToken cancellation)
    {
        using var device = DeviceOptions.Open(settings.Device, host.Gl);
        using var variables = new Variables(device);
        using var player = new AgentPlayer(host.Gl, settings.Game, network, device, variables, (ulong)Random.Shared.NextInt64());
        checkpoint?.RestoreInto(variables, name => name.StartsWith("online/", StringComparison.Ordinal));
        if (host.Window is null)
        {
            int episodes = settings.Episodes == 0 ? EpisodesWithoutWindow : settings.Episodes;
            while (player.Episodes < episodes && !cancellation.IsCancellationRequested) player.Step();
            output.WriteLine($"{Score(player)}; there is no display to show the game on");
            return 0;
        }
        using var window = new PlayWindow(host, player, settings.Human, checkpoint is not null);
        window.Run(settings.Episodes, cancellation);
        output.WriteLine(Score(player));
        return 0;
    }

    /// <summary>Opens a window if possible. An agent can play without one; a person cannot.</summary>
    private static GraphicsHost OpenHost(bool human)
    {
        if (!GraphicsHost.HasDisplay) return GraphicsHost.OpenHeadless();
        try
        {
            return GraphicsHost.OpenWindow("Vision", 960, 640);
        }
        catch (OpenGLException exception) when (!human && GraphicsHost.TryOpen(out var headless, out _))
        {
            Console.Error.WriteLine($"vision: {exception.Message}");
            return headless;
        }
    }

    private static string Score(AgentPlayer player) => player.Definition.Success.Describe(player.Successes, player.Episodes);
}

/// <summary>The settings of the play command.</summary>
/// <param name="Game">The game.</param>
/// <param name="Model">The file of a trained agent.</param>
/// <param name="Device">auto, cpu, opengl or ilgpu.</param>
internal sealed record PlaySettings(GameDefinition Game, string Model, string Device)
{
    /// <summary>Whether a person plays.</summary>
    public bool Human { get; init; }

    /// <summary>The number of episodes; 0 for no limit.</summary>
    public int Episodes { get; init; }
}
