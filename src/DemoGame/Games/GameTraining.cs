using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Models;

namespace DemoGame.Games;

/// <summary>The defaults for training an agent to play a game.</summary>
public sealed record GameTraining
{
    /// <summary>Environment steps, counted over all instances.</summary>
    public long Steps { get; init; } = 60_000;

    /// <summary>Instances of the game that run side by side.</summary>
    public int Environments { get; init; } = 32;

    /// <summary>Episodes that the trained agent plays to be evaluated.</summary>
    public int EvaluationEpisodes { get; init; } = 200;

    /// <summary>Episodes in the recording of the trained agent.</summary>
    public int RecordedEpisodes { get; init; } = 12;

    /// <summary>The network's name in <see cref="ModelCatalog"/>; its task must be <see cref="ModelTask.Control"/>.</summary>
    public string Network { get; init; } = "dqn-small";

    /// <summary>How frames are prepared for the network; null takes what the network was designed for.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The hyperparameters.</summary>
    public DqnOptions Options { get; init; } = new();
}
