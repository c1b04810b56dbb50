namespace DemoGame.Hud;

/// <summary>
/// What the display shows. One object lives as long as the window and is filled in every frame, so that showing it allocates nothing;
/// what is null, empty or -1 is left out.
/// </summary>
public sealed class HudModel
{
    /// <summary>The heading, the game's name.</summary>
    public string Title { get; set; } = "";

    /// <summary>What is going on, in a word: training, playing, you.</summary>
    public string Mode { get; set; } = "";

    /// <summary>Frames per second.</summary>
    public float FramesPerSecond { get; set; }

    /// <summary>The number of the present episode.</summary>
    public int Episode { get; set; }

    /// <summary>How many of <see cref="Played"/> were won; in Catch, balls caught.</summary>
    public int Won { get; set; }

    /// <summary>The episodes that <see cref="Won"/> was counted over.</summary>
    public int Played { get; set; }

    /// <summary>What winning is called.</summary>
    public string WonLabel { get; set; } = "Caught";

    /// <summary>The steps of training done, or -1.</summary>
    public long Steps { get; set; } = -1;

    /// <summary>The part of actions taken by chance, 0 to 1, or -1.</summary>
    public float Exploration { get; set; } = -1;

    /// <summary>The names of the actions.</summary>
    public IReadOnlyList<string> Actions { get; set; } = [];

    /// <summary>The action taken last, an index into <see cref="Actions"/>, or -1.</summary>
    public int Action { get; set; } = -1;

    /// <summary>What is drawn as a bar for each action, its Q-value or its probability; empty when there is nothing to show.</summary>
    public ReadOnlyMemory<float> ActionValues { get; set; }

    /// <summary>The heading of <see cref="ActionValues"/>.</summary>
    public string ActionValuesLabel { get; set; } = "Q-values";

    /// <summary>What the network sees, or null.</summary>
    public FrameStackView? Sees { get; set; }

    /// <summary>The curve at the bottom: returns, averaged over some episodes each; or null.</summary>
    public RollingValues? Returns { get; set; }
}
