namespace DemoGame.Games;

/// <summary>The games of this program, by name.</summary>
public static class GameCatalog
{
    /// <summary>All games; the first is the one that the program trains for when it is started without a command.</summary>
    public static IReadOnlyList<GameDefinition> All { get; } =
    [
        CatchGame.Definition,
        PongGame.Definition,
        BreakoutGame.Definition,
        RunnerGame.Definition,
        MazeGame.Definition,
        GlyphsGame.Definition,
    ];

    /// <summary>The names of all games, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static game => game.Name).Order(StringComparer.Ordinal)];

    /// <summary>Finds a game by its name, in upper or lower case.</summary>
    /// <exception cref="UnknownGameException">There is no such game.</exception>
    public static GameDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(
            game => game.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new UnknownGameException(name, Names);
    }

    /// <summary>Creates an instance of the game named <paramref name="name"/>, already reset with seed 0.</summary>
    /// <exception cref="UnknownGameException">There is no such game.</exception>
    public static IGame Create(string name) => Find(name).Create();
}
