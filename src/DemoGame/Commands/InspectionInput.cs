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

/// <summary>What a network looks at while it is inspected: a file; else for an agent its own game, for other networks a frame of Catch.</summary>
internal static class InspectionInput
{
    /// <summary>Steps into an episode, by which the ball is more than half way down and everything has moved.</summary>
    private const int Steps = 8;

    private const int FrameSize = 252;

    /// <summary>The numbers, with words for them; no numbers where the network wants none that could be drawn.</summary>
    /// <param name="file">A picture, or null.</param>
    /// <param name="model">The network.</param>
    /// <param name="trained">Where its weights are from, if from a file.</param>
    /// <param name="device">Where an agent's network runs.</param>
    /// <param name="variables">The weights, already read.</param>
    /// <exception cref="CommandException">The file is no picture, or no game can be drawn here.</exception>
    public static (float[]? Numbers, string What) Of(string? file, NetworkDefinition model, Checkpoint? trained, OpenDevice device, Variables variables)
    {
        if (model.Task == ModelTask.Generation) return (Noise(model), "noise");
        if (model.InputShape.Rank != 4) return (null, "");
        if (file is not null) return (Read(file, model), file);
        if (device.Host is not null) return Game(device.Host.Gl);
        if (!GraphicsHost.TryOpen(out var host, out string reason)) throw new CommandException($"no game can be drawn here to look at ({reason}); give a picture with --image");
        using (host) return Game(host.Gl);

        (float[]?, string) Game(GL gl) => trained is not null && model.Name == "dqn-small" && GameOf(trained) is { } game && game.ActionCount == ActionsOf(model)
            ? (Play(gl, game.Name, device, variables), $"the game {game.Name}, {Steps} steps after its beginning") : (Frame(gl, model), $"a frame of {CatchGame.CatalogName}");
    }

    /// <summary>The game that a trained agent plays; null where the file names none that is known.</summary>
    public static IGame? GameOf(Checkpoint trained) => trained.Facts.TryGetValue("game", out string? name) && GameCatalog.Names.Contains(name, StringComparer.Ordinal) ? GameCatalog.Create(name) : null;

    private static long ActionsOf(NetworkDefinition model) => model.ToGraph().Outputs[model.OutputName].Shape.Count;

    private static float[] Noise(NetworkDefinition model)
    {
        var random = new Random(0);
        return [.. Enumerable.Range(0, (int)model.InputShape.Count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    private static float[] Read(string file, NetworkDefinition model)
    {
        if (!File.Exists(file)) throw new CommandException($"--image {file}: there is no such file");
        try
        {
            using var source = new ImageSource(file);
            return PictureInput.Of(source, model);
        }
        catch (Exception exception) when (exception is InvalidDataException or ImageFormatException)
        {
            throw new CommandException($"--image {exception.Message}");
        }
    }

    private static float[] Play(GL gl, string game, OpenDevice device, Variables variables)
    {
        using var player = new AgentPlayer(gl, game, device.Device, variables, seed: 1);
        for (int step = 0; step < Steps; step++) player.Step();
        return player.Observations.ToArray();
    }

    private static float[] Frame(GL gl, NetworkDefinition model)
    {
        var game = new CatchGame();
        game.Reset(1);
        for (int step = 0; step < Steps; step++) game.Step(CatchGame.Right);
        using var atlas = new GameAtlas(gl, 1, FrameSize, FrameSize);
        using var source = new FramebufferSource(gl, atlas.Framebuffer, atlas.Width, atlas.Height) { Delivery = FrameDelivery.Now };
        atlas.Render([game]);
        return PictureInput.Of(source, model);
    }
}
