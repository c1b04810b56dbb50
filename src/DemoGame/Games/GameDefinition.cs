using Silk.NET.Input;

namespace DemoGame.Games;

/// <summary>
/// Everything that the program knows about a game besides its rules: names, keys, what counts as success, how to train for it. A new game
/// is one class that implements <see cref="IGame"/>, one definition, and one line in <see cref="GameCatalog"/>.
/// </summary>
/// <param name="Name">The name on the command line and in model files, in lower case.</param>
/// <param name="Create">Creates an instance, already reset with seed 0.</param>
public sealed record GameDefinition(string Name, Func<IGame> Create)
{
    /// <summary>The name shown to people.</summary>
    public required string Title { get; init; }

    /// <summary>The names of the actions; an action is an index into this list.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>The action taken while a person presses no key.</summary>
    public int IdleAction { get; init; }

    /// <summary>The keys with which a person plays, each with its action.</summary>
    public IReadOnlyDictionary<Key, int> Keys { get; init; } = new Dictionary<Key, int>();

    /// <summary>
    /// The file in assets/models of the classifier that reads the signs with which a person plays; null for a game with keys.
    /// </summary>
    public string? SignsModel { get; init; }

    /// <summary>The pace at which the game is shown to people, in steps per second.</summary>
    public double StepsPerSecond { get; init; } = 15;

    /// <summary>The criterion for success, and the words for it.</summary>
    public SuccessCriterion Success { get; init; } = new();

    /// <summary>The defaults for training.</summary>
    public GameTraining Training { get; init; } = new();
}
