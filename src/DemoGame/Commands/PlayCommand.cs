using System.CommandLine;
using System.Globalization;
using DemoGame.Rendering;
using ShaderKernels.Backends.OpenGL;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary><c>play</c>: an agent or a person plays.</summary>
internal static class PlayCommand
{
    public static Command Create()
    {
        var game = GameOptions.Game();
        var model = new Option<string?>("--model") { Description = "A trained model; out/model.vision where it is not given." };
        var human = new Option<bool>("--human") { Description = "Play yourself, with the arrow keys." };
        var device = GameOptions.Device();
        var episodes = GameOptions.Number("--episodes", "Stop after so many episodes; 0 plays until the window is closed.", 0, 0);
        var command = new Command("play", "Watch an agent play in a window, or play yourself.") { game, model, human, device, episodes };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            string file = parsed.GetValue(model) ?? Path.Combine("out", OutputFolder.Model);
            return Watch(parsed.GetValue(game)!, file, parsed.GetValue(device)!, parsed.GetValue(human), interruption, parsed.GetValue(episodes));
        });
        return command;
    }

    /// <summary>Plays in a window until it is closed; without a display, plays 100 episodes and says how many were won.</summary>
    public static int Watch(string game, string model, string device, bool human, Interruption interruption, int episodes = 0)
    {
        // A person needs no model, but may have one to see what the agent would do.
        if (!human && !File.Exists(model)) throw new CommandException($"{model}: there is no such model; make one with: train {game}, or name another with --model");
        var checkpoint = File.Exists(model) ? Checkpoint.Load(model) : null;
        if (checkpoint is not null && checkpoint.Fact("game") != game) throw new CommandException($"{model}: the model plays {checkpoint.Fact("game")}, not {game}");
        if (!GraphicsHost.HasDisplay && human) throw new CommandException("there is no display to play on; set DISPLAY, or leave out --human");

        using var host = OpenHost(human);
        using var opened = GameOptions.Open(device, host.Gl);
        using var variables = new Variables(opened);
        using var player = new AgentPlayer(host.Gl, game, opened, variables, (ulong)Random.Shared.NextInt64());
        checkpoint?.RestoreInto(variables, name => name.StartsWith("online/", StringComparison.Ordinal));
        if (host.Window is null) return WithoutWindow(player, interruption, episodes == 0 ? 100 : episodes);
        using var window = new PlayWindow(host, player, human, checkpoint is not null);
        window.Run(interruption, episodes);
        Console.WriteLine(Score(player));
        return 0;
    }

    /// <summary>A window where one can be opened. An agent plays on without one; a person cannot.</summary>
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

    private static int WithoutWindow(AgentPlayer player, Interruption interruption, int episodes)
    {
        while (player.Played < episodes && !interruption.Requested) player.Step();
        Console.WriteLine($"{Score(player)} (there is no display to show it on)");
        return 0;
    }

    private static string Score(AgentPlayer player) => string.Create(CultureInfo.InvariantCulture, $"Caught {player.Won} of {player.Played} balls, {player.Won / Math.Max(1.0, player.Played):P0}");
}
