namespace DemoGame.Games;

/// <summary>The games there are, by name.</summary>
public static class GameCatalog
{
    private static readonly SortedDictionary<string, Func<IGame>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        [CatchGame.CatalogName] = static () => new CatchGame(),
    };

    /// <summary>The names of all games, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Factories.Keys];

    /// <summary>Makes an instance of the game called <paramref name="name"/>, in upper or lower case, already reset with seed 0.</summary>
    /// <exception cref="UnknownGameException">There is no such game.</exception>
    public static IGame Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Factories.TryGetValue(name, out Func<IGame>? factory) ? factory() : throw new UnknownGameException(name, Names);
    }
}
