using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
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

    /// <summary>The algorithm: dqn, rainbow or ppo. With actors it is apex for the first two and impala for the last.</summary>
    public string Algorithm { get; init; } = "dqn";

    /// <summary>
    /// The name of the network for DQN in <see cref="ModelCatalog"/>; its task must be <see cref="ModelTask.Control"/>.
    /// </summary>
    public string Network { get; init; } = "dqn-small";

    /// <summary>The name of the network for Rainbow.</summary>
    public string RainbowNetwork { get; init; } = "dqn-small+dueling+noisy+c51";

    /// <summary>The name of the network for PPO.</summary>
    public string ActorNetwork { get; init; } = "actor-small";

    /// <summary>How an agent plays the game.</summary>
    public EnvironmentOptions Environment { get; init; } = new();

    /// <summary>How frames are prepared for the network; null takes what the network was designed for.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The hyperparameters of DQN.</summary>
    public DqnOptions Options { get; init; } = new();

    /// <summary>The hyperparameters of Rainbow.</summary>
    public DqnOptions Rainbow { get; init; } = new()
    {
        NStep = 3, Prioritized = true, ImportanceSteps = 60_000, InitialExploration = 0, FinalExploration = 0, AdamEpsilon = 1.5e-4f,
    };

    /// <summary>The hyperparameters of PPO.</summary>
    public PpoOptions Ppo { get; init; } = new();

    /// <summary>The hyperparameters of Ape-X: those of DQN, with the replay and the returns of Horgan et al. 2018.</summary>
    public DqnOptions Apex => Options with { NStep = 3, Prioritized = true, PriorityExponent = 0.6f, ImportanceSteps = Steps };

    /// <summary>The hyperparameters of IMPALA: its own, with the learning rate and the rewards of PPO.</summary>
    public ImpalaOptions Impala => new()
    {
        Discount = Ppo.Discount, LearningRate = 2 * Ppo.LearningRate, ClipRewards = Ppo.ClipRewards,
        TerminalOnLifeLoss = Ppo.TerminalOnLifeLoss,
        ClipNorm = 1,
    };
}
