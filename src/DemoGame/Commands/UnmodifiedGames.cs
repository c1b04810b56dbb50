using DemoGame.Games;
using VisionRuntime.External;
using VisionRuntime.Formats;

namespace DemoGame.Commands;

/// <summary>Finds programs that are played from outside, by what the command line says of them.</summary>
internal static class UnmodifiedGames
{
    /// <summary>The fact of model files with the description of the game, for play on a display.</summary>
    public const string DescriptionFact = "game_description";

    private const string External = "external:", Screen = "screen:";

    /// <summary>Whether a name is that of a program that runs already, screen:DISPLAY.</summary>
    public static bool IsRunning(string name) => name.StartsWith(Screen, StringComparison.Ordinal);

    /// <summary>Finds a game of this program by its name, or external:FILE, where FILE may be the name of a supplied description.</summary>
    /// <exception cref="UnknownGameException">There is no such game.</exception>
    /// <exception cref="GameDescriptionException">The description is missing or invalid.</exception>
    public static TrainableGame Find(string name)
    {
        if (!name.StartsWith(External, StringComparison.Ordinal)) return GameCatalog.Find(name);
        string file = name[External.Length..];
        string folder = Path.Combine(AppContext.BaseDirectory, "games"), supplied = Path.Combine(folder, $"{file}.json");
        if (!File.Exists(file) && !File.Exists(supplied))
        {
            var names = Directory.EnumerateFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
            throw new GameDescriptionException(
                $"{name}: the file {file} does not exist; give the path of a game description, "
                + $"or one that is supplied: {string.Join(", ", names)}");
        }
        return UnmodifiedGame.Of(GameDescription.Load(File.Exists(file) ? file : supplied)) with { Given = name };
    }

    /// <summary>The game of an agent's file, which runs already on a display.</summary>
    /// <param name="name">The display, screen:DISPLAY.</param>
    /// <param name="window">A part of the window's title; that of the description if null.</param>
    /// <param name="model">The agent's file.</param>
    /// <exception cref="CommandException">The file holds no description of a game.</exception>
    public static TrainableGame Running(string name, string? window, string model)
    {
        string? json = File.Exists(model) && Path.GetExtension(model) == ".vision"
            ? Checkpoint.Load(model).Facts.GetValueOrDefault(DescriptionFact) : null;
        if (json is null)
        {
            throw new CommandException(
                $"{name}: --model {model} is not an agent for a program played from outside; train one with: train external:FILE");
        }
        var description = GameDescription.FromJson(json, model);
        string display = name[Screen.Length..];
        if (display.Length == 0) display = Environment.GetEnvironmentVariable("DISPLAY") ?? "";
        if (display.Length == 0) throw new CommandException($"{name}: name the display, for example screen::0");
        return UnmodifiedGame.Of(description with { Window = window ?? description.Window }) with
        {
            Given = name, Display = display.Contains(':') ? display : $":{display}",
        };
    }
}
