namespace VisionRuntime.Agents;

/// <summary>The optimizers of <see cref="Dqn"/>.</summary>
public enum DqnOptimizer
{
    /// <summary>Adam (Kingma and Ba 2015).</summary>
    Adam,

    /// <summary>The centered RMSProp of Mnih et al. 2015.</summary>
    CenteredRmsProp,
}

/// <summary>
/// The hyperparameters of <see cref="Dqn"/>, named as in the papers. Dueling, noisy and distributional are properties of the network; see
/// <see cref="Models.RainbowNetwork"/>.
/// </summary>
public sealed record DqnOptions
{
    /// <summary>
    /// Gets the hyperparameters of Mnih et al. 2015, extended data table 1, in steps of the agent: each is four frames of the game.
    /// </summary>
    public static DqnOptions Mnih2015 { get; } = new()
    {
        Double = false, Discount = 0.99f, Optimizer = DqnOptimizer.CenteredRmsProp, LearningRate = 2.5e-4f, BatchSize = 32,
        ReplayCapacity = 1_000_000, LearningStarts = 50_000, TrainFrequency = 4, TargetUpdate = 2_500, FinalExploration = 0.1f,
        ExplorationSteps = 1_000_000, HuberDelta = 1, ClipRewards = true, TerminalOnLifeLoss = true,
    };

    /// <summary>
    /// Gets the hyperparameters of Hessel et al. 2018, table 1, in steps of the agent: each is four frames of the game. Exploration is that
    /// of noisy layers; use it with a network that is dueling, noisy and distributional, such as <c>dqn+dueling+noisy+c51</c>.
    /// </summary>
    public static DqnOptions Rainbow { get; } = new()
    {
        LearningRate = 6.25e-5f, AdamEpsilon = 1.5e-4f, ReplayCapacity = 1_000_000, LearningStarts = 20_000, TrainFrequency = 4,
        TargetUpdate = 2_000, NStep = 3, Prioritized = true, PriorityExponent = 0.5f, ImportanceExponent = 0.4f,
        InitialExploration = 0, FinalExploration = 0, ClipRewards = true, TerminalOnLifeLoss = true,
    };

    /// <summary>
    /// Gets the hyperparameters of Horgan et al. 2018, "Distributed prioritized experience replay", section 4.1, in steps of the agent:
    /// each is four frames of the game. Use it with a dueling network, such as <c>dqn+dueling</c>, and <see cref="Distributed.Apex"/>.
    /// </summary>
    public static DqnOptions Apex { get; } = new()
    {
        Optimizer = DqnOptimizer.CenteredRmsProp, LearningRate = 2.5e-4f / 4, ClipNorm = 40, BatchSize = 512, ReplayCapacity = 2_000_000,
        LearningStarts = 50_000, TargetUpdate = 2_500, NStep = 3, Prioritized = true, PriorityExponent = 0.6f, ImportanceExponent = 0.4f,
        ImportanceSteps = long.MaxValue, ClipRewards = true, TerminalOnLifeLoss = true, TrainFrequency = 512,
    };

    /// <summary>Gets the discount factor, gamma. 0.99 in Mnih et al. 2015.</summary>
    public float Discount { get; init; } = 0.99f;

    /// <summary>
    /// Gets whether the online network chooses the action whose value the target network gives (van Hasselt, Guez and Silver 2016).
    /// </summary>
    public bool Double { get; init; } = true;

    /// <summary>Gets the number of rewards that a target sums up before it uses a value (Sutton 1988). 3 in Hessel et al. 2018.</summary>
    public int NStep { get; init; } = 1;

    /// <summary>
    /// Gets whether transitions are sampled in proportion to their last error (Schaul et al. 2016, "Prioritized experience replay").
    /// </summary>
    public bool Prioritized { get; init; }

    /// <summary>Gets the exponent of priorities, omega in Hessel et al. 2018; 0 samples uniformly.</summary>
    public float PriorityExponent { get; init; } = 0.5f;

    /// <summary>
    /// Gets the initial exponent of importance weights, beta, which correct for the sampling; it rises to 1 over
    /// <see cref="ImportanceSteps"/>.
    /// </summary>
    public float ImportanceExponent { get; init; } = 0.4f;

    /// <summary>Gets the number of environment steps over which the exponent of importance weights rises to 1.</summary>
    public long ImportanceSteps { get; init; } = 1_000_000;

    /// <summary>Gets the optimizer.</summary>
    public DqnOptimizer Optimizer { get; init; }

    /// <summary>Gets the learning rate. Mnih et al. used RMSProp at 2.5e-4; small networks tolerate a higher rate.</summary>
    public float LearningRate { get; init; } = 5e-4f;

    /// <summary>Gets the term that Adam adds to its denominator.</summary>
    public float AdamEpsilon { get; init; } = 1e-8f;

    /// <summary>Gets the largest norm of the gradient; longer ones are scaled down. Unlimited if null.</summary>
    public float? ClipNorm { get; init; }

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

    /// <summary>Gets the initial value of epsilon, the probability of a random action. 1 in Mnih et al. 2015.</summary>
    public float InitialExploration { get; init; } = 1;

    /// <summary>
    /// Gets the final value of epsilon, the probability of a random action. 0.1 in Mnih et al. 2015; 0.01 in van Hasselt et al. 2016.
    /// </summary>
    public float FinalExploration { get; init; } = 0.05f;

    /// <summary>Gets the number of steps over which epsilon decreases linearly. One million in Mnih et al. 2015.</summary>
    public long ExplorationSteps { get; init; } = 20_000;

    /// <summary>
    /// Gets the probability of a random action of the first of many actors; that of actor i of N is this to the power of
    /// 1 + <see cref="ActorExplorationExponent"/> i / (N - 1) (Horgan et al. 2018, section 4.1, epsilon). Without actors,
    /// <see cref="InitialExploration"/> and <see cref="FinalExploration"/> say how the agent explores.
    /// </summary>
    public float ActorExploration { get; init; } = 0.4f;

    /// <summary>Gets how much less the last actor explores than the first; alpha in Horgan et al. 2018.</summary>
    public float ActorExplorationExponent { get; init; } = 7;

    /// <summary>Gets how actors and the learner work together.</summary>
    public ActorOptions Actors { get; init; } = new();

    /// <summary>Gets the absolute error above which the Huber loss is linear; 1 is the error clipping of Mnih et al. 2015.</summary>
    public float HuberDelta { get; init; } = 1;

    /// <summary>
    /// Gets whether the agent learns from the sign of rewards, as Mnih et al. 2015 do. Returns are always those of the game.
    /// </summary>
    public bool ClipRewards { get; init; }

    /// <summary>Gets whether the loss of a life ends the episode for learning, as Mnih et al. 2015 do.</summary>
    public bool TerminalOnLifeLoss { get; init; }

    /// <summary>Throws if a value is out of its range, or learning would start after the replay buffer is full.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        const string what = nameof(DqnOptions);
        OptionsRange.Probability(what, nameof(Discount), Discount);
        OptionsRange.Positive(what, nameof(NStep), NStep);
        OptionsRange.NotNegative(what, nameof(PriorityExponent), PriorityExponent);
        OptionsRange.Probability(what, nameof(ImportanceExponent), ImportanceExponent);
        OptionsRange.Positive(what, nameof(ImportanceSteps), ImportanceSteps);
        OptionsRange.NotNegative(what, nameof(LearningRate), LearningRate);
        OptionsRange.NotNegative(what, nameof(AdamEpsilon), AdamEpsilon);
        if (ClipNorm is { } norm) OptionsRange.Positive(what, nameof(ClipNorm), norm);
        OptionsRange.Positive(what, nameof(BatchSize), BatchSize);
        OptionsRange.Positive(what, nameof(ReplayCapacity), ReplayCapacity);
        OptionsRange.NotNegative(what, nameof(LearningStarts), LearningStarts);
        OptionsRange.Positive(what, nameof(TrainFrequency), TrainFrequency);
        OptionsRange.Positive(what, nameof(TargetUpdate), TargetUpdate);
        OptionsRange.Probability(what, nameof(InitialExploration), InitialExploration);
        OptionsRange.Probability(what, nameof(FinalExploration), FinalExploration);
        OptionsRange.Positive(what, nameof(ExplorationSteps), ExplorationSteps);
        OptionsRange.Positive(what, nameof(HuberDelta), HuberDelta);
        OptionsRange.Probability(what, nameof(ActorExploration), ActorExploration);
        OptionsRange.NotNegative(what, nameof(ActorExplorationExponent), ActorExplorationExponent);
        Actors.Validate();
        if (!Enum.IsDefined(Optimizer)) throw OptionsRange.Invalid(what, nameof(Optimizer), Optimizer, "must be Adam or CenteredRmsProp");
        if (LearningStarts > ReplayCapacity)
        {
            throw new ArgumentException(
                $"Dqn: learning starts after {LearningStarts} steps, but the memory holds only {ReplayCapacity}; "
                + "make it larger or start earlier");
        }
    }

    /// <summary>Serializes the options to JSON.</summary>
    public string ToJson() => OptionsJson.Write(this);

    /// <summary>Deserializes options; those that the text does not name keep their defaults.</summary>
    /// <exception cref="InvalidDataException">
    /// The text is not valid JSON, names an unknown option, or a value is out of its range.
    /// </exception>
    public static DqnOptions FromJson(string json) => OptionsJson.Read<DqnOptions>(json, options => options.Validate());
}
