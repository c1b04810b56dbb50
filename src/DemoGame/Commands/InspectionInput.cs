using DemoGame.Games;
using DemoGame.Rendering;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using VisionRuntime.Capture;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>
/// The input of a network that is inspected: an image file, or a frame of a game; for an agent, an observation of its own game.
/// </summary>
internal static class InspectionInput
{
    /// <summary>Steps after which enough of an episode has happened to be worth looking at.</summary>
    private const int Steps = 8;

    private const int FrameSize = 252;

    /// <summary>Returns the values of the input and a description; no values if the network takes neither images nor noise.</summary>
    /// <param name="file">An image file, or null.</param>
    /// <param name="model">The network.</param>
    /// <param name="agent">The game that the network plays, and how; null if it is not an agent.</param>
    /// <param name="device">The device that runs an agent's network.</param>
    /// <param name="variables">The weights.</param>
    /// <exception cref="CommandException">The file is not an image, or no game can be drawn here.</exception>
    public static (float[]? Values, string Description) Create(
        string? file, NetworkDefinition model, (GameDefinition Game, AgentNetwork Network)? agent, OpenDevice device, Variables variables)
    {
        if (model.Task == ModelTask.Generation) return (Noise(model), "noise");
        if (model.InputShape.Rank != 4) return (null, "");
        if (file is not null) return (Read(file, model), file);
        if (device.Host is not null) return FromGame(device.Host.Gl);
        if (!GraphicsHost.TryOpen(out var host, out string reason))
            throw new CommandException($"no game can be drawn here as an input ({reason}); choose an image with --image");
        using (host) return FromGame(host.Gl);

        (float[]?, string) FromGame(GL gl)
        {
            if (agent is not var (game, network)) return (Frame(gl, GameCatalog.All[0], model), $"a frame of {GameCatalog.All[0].Name}");
            using var player = new GamePlayer(gl, game, network, device.Device, variables, seed: 1);
            for (int step = 0; step < Steps; step++) player.Step();
            return (player.Observations.ToArray(), $"the observation after {Steps} steps of {game.Name}");
        }
    }

    /// <summary>
    /// The game that a trained agent's file names, and the agent's network; null if it is not an agent of a game of this program.
    /// </summary>
    public static (GameDefinition Game, AgentNetwork Network)? AgentOf(Checkpoint file, NetworkDefinition model)
    {
        if (model.Task != ModelTask.Control || !file.Facts.TryGetValue("game", out string? name)) return null;
        if (!GameCatalog.Names.Contains(name, StringComparer.Ordinal)) return null;
        var game = GameCatalog.Find(name);
        return model.Outputs == game.Actions.Count ? (game, AgentNetwork.Of(file, game)) : null;
    }

    private static float[] Noise(NetworkDefinition model)
    {
        var random = new Random(0);
        return [.. Enumerable.Range(0, (int)model.InputShape.Count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    private static float[] Read(string file, NetworkDefinition model)
    {
        if (!File.Exists(file)) throw new CommandException($"--image: the file {file} does not exist");
        try
        {
            using var source = new ImageSource(file);
            return NetworkInput.From(source, model);
        }
        catch (Exception exception) when (exception is InvalidDataException or ImageFormatException)
        {
            throw new CommandException($"--image: {exception.Message}");
        }
    }

    private static float[] Frame(GL gl, GameDefinition definition, NetworkDefinition model)
    {
        var game = definition.Create();
        game.Reset(1);
        for (int step = 0; step < Steps && !game.Ended; step++)
            game.Step(game is IScriptedPlayer player ? player.BestAction() : definition.IdleAction);
        using var atlas = new GameAtlas(gl, 1, FrameSize, FrameSize * game.Height / game.Width);
        using var source = new FramebufferSource(gl, atlas.Framebuffer, atlas.Width, atlas.Height) { Delivery = FrameDelivery.Now };
        atlas.Render([game]);
        return NetworkInput.From(source, model);
    }
}
