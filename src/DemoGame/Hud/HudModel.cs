using DemoGame.Games;

namespace DemoGame.Hud;

/// <summary>
/// The content of the HUD. One object lives as long as the window and is updated in every frame, so that nothing is allocated. Properties
/// that are null, empty or -1 are not shown.
/// </summary>
public sealed class HudModel
{
    /// <summary>The title, the name of the game.</summary>
    public string Title { get; set; } = "";

    /// <summary>The mode in one word: training, agent, human.</summary>
    public string Mode { get; set; } = "";

    /// <summary>The frame rate.</summary>
    public float FramesPerSecond { get; set; }

    /// <summary>The number of the current episode.</summary>
    public int Episode { get; set; }

    /// <summary>The number of finished episodes.</summary>
    public int Episodes { get; set; }

    /// <summary>The number of finished episodes that were a success.</summary>
    public int Successes { get; set; }

    /// <summary>The label of the score: what was achieved in a successful episode.</summary>
    public string ScoreLabel { get; set; } = "";

    /// <summary>The number of training steps, or -1.</summary>
    public long Steps { get; set; } = -1;

    /// <summary>The probability of a random action, from 0 to 1, or -1.</summary>
    public float Epsilon { get; set; } = -1;

    /// <summary>The names of the actions.</summary>
    public IReadOnlyList<string> Actions { get; set; } = [];

    /// <summary>The last action, an index into <see cref="Actions"/>, or -1.</summary>
    public int Action { get; set; } = -1;

    /// <summary>The value of each action, such as its Q-value or its probability, drawn as a bar.</summary>
    public ReadOnlyMemory<float> ActionValues { get; set; }

    /// <summary>The heading of <see cref="ActionValues"/>.</summary>
    public string ActionValuesLabel { get; set; } = "Q-values";

    /// <summary>The agent's observation, or null.</summary>
    public FrameStackView? Observation { get; set; }

    /// <summary>The mean returns of the last episodes, drawn as a curve; or null.</summary>
    public RollingValues? Returns { get; set; }

    /// <summary>The keys for each action, as text; empty unless a person plays.</summary>
    public IReadOnlyList<string> Keys { get; set; } = [];

    /// <summary>Creates the model for a game, with its title, actions and score label, and its keys for a person who plays.</summary>
    public static HudModel For(TrainableGame game, bool human)
    {
        ArgumentNullException.ThrowIfNull(game);
        return new HudModel
        {
            Title = game.Title.ToUpperInvariant(),
            Mode = human ? "human" : "agent",
            Actions = game.Actions,
            ScoreLabel = game.Success.Label,
            Keys = human && game is GameDefinition own ? [.. game.Actions.Select((_, action) => KeysOf(own, action))] : [],
        };
    }

    private static string KeysOf(GameDefinition game, int action)
    {
        string keys = string.Join(", ", game.Keys.Where(key => key.Value == action).Select(key => key.Key.ToString()));
        return keys.Length == 0 && action == game.IdleAction ? "no key" : keys;
    }
}
