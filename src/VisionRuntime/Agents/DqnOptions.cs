namespace VisionRuntime.Agents;

/// <summary>The hyper-parameters of <see cref="Dqn"/>, by the names of the papers.</summary>
public sealed record DqnOptions
{
    /// <summary>The weight of the next step's value, gamma. 0.99 in Mnih et al. 2015.</summary>
    public float Discount { get; init; } = 0.99f;

    /// <summary>Adam's step size. Mnih et al. used RMSProp at 2.5e-4; small networks bear more.</summary>
    public float LearningRate { get; init; } = 5e-4f;

    /// <summary>Steps learned from at once. 32 in Mnih et al. 2015.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Steps kept. A million in Mnih et al. 2015, for games of far longer episodes.</summary>
    public int ReplayCapacity { get; init; } = 40_000;

    /// <summary>Steps played at random before learning begins. 50,000 in Mnih et al. 2015, scaled with the memory.</summary>
    public int LearningStarts { get; init; } = 2_000;

    /// <summary>Steps played for one training step. 4 in Mnih et al. 2015.</summary>
    public int TrainFrequency { get; init; } = 4;

    /// <summary>Training steps between copies of the online network into the target network. 10,000 steps played, i.e. 2,500, in Mnih et al. 2015.</summary>
    public int TargetUpdate { get; init; } = 250;

    /// <summary>The chance of a random action at the end of the exploration. 0.1 in Mnih et al. 2015; 0.01 in van Hasselt et al. 2016.</summary>
    public float FinalExploration { get; init; } = 0.05f;

    /// <summary>Steps over which that chance falls from 1. A million in Mnih et al. 2015.</summary>
    public long ExplorationSteps { get; init; } = 20_000;

    /// <summary>Where the Huber loss turns linear; 1 is the error clipping of Mnih et al. 2015.</summary>
    public float HuberDelta { get; init; } = 1;
}
