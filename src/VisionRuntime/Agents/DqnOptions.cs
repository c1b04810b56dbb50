namespace VisionRuntime.Agents;

/// <summary>The hyperparameters of <see cref="Dqn"/>, named as in the papers.</summary>
public sealed record DqnOptions
{
    /// <summary>Gets the discount factor, gamma. 0.99 in Mnih et al. 2015.</summary>
    public float Discount { get; init; } = 0.99f;

    /// <summary>Gets the learning rate of Adam. Mnih et al. used RMSProp at 2.5e-4; small networks tolerate a higher rate.</summary>
    public float LearningRate { get; init; } = 5e-4f;

    /// <summary>Gets the number of transitions in a training batch. 32 in Mnih et al. 2015.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Gets the capacity of the replay buffer, in steps. One million in Mnih et al. 2015, for much longer episodes.</summary>
    public int ReplayCapacity { get; init; } = 40_000;

    /// <summary>
    /// Gets the number of steps in the replay buffer at which training starts. 50,000 in Mnih et al. 2015; scaled with the capacity.
    /// </summary>
    public int LearningStarts { get; init; } = 2_000;

    /// <summary>Gets the number of environment steps per training step. 4 in Mnih et al. 2015.</summary>
    public int TrainFrequency { get; init; } = 4;

    /// <summary>
    /// Gets the number of training steps between updates of the target network from the online network. 2,500 in Mnih et al. 2015,
    /// that is, 10,000 environment steps.
    /// </summary>
    public int TargetUpdate { get; init; } = 250;

    /// <summary>
    /// Gets the final value of epsilon, the probability of a random action. 0.1 in Mnih et al. 2015; 0.01 in van Hasselt et al. 2016.
    /// </summary>
    public float FinalExploration { get; init; } = 0.05f;

    /// <summary>Gets the number of steps over which epsilon decreases linearly from 1. One million in Mnih et al. 2015.</summary>
    public long ExplorationSteps { get; init; } = 20_000;

    /// <summary>Gets the absolute error above which the Huber loss is linear; 1 is the error clipping of Mnih et al. 2015.</summary>
    public float HuberDelta { get; init; } = 1;
}
