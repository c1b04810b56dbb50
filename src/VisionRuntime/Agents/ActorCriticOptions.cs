namespace VisionRuntime.Agents;

/// <summary>The hyperparameters that <see cref="Ppo"/> and <see cref="Distributed.Impala"/> have in common.</summary>
public abstract record ActorCriticOptions
{
    private protected ActorCriticOptions() { }

    /// <summary>Gets the discount factor, gamma.</summary>
    public float Discount { get; init; } = 0.99f;

    /// <summary>
    /// Gets lambda, how far advantages look ahead: that of generalized advantage estimation (Schulman et al. 2016), where 0 is one step of
    /// temporal difference and 1 the whole return, or that of V-trace (Espeholt et al. 2018, remark 2).
    /// </summary>
    public float Lambda { get; init; }

    /// <summary>Gets the learning rate of Adam.</summary>
    public float LearningRate { get; init; }

    /// <summary>
    /// Gets the number of environment steps over which the learning rate decreases linearly to 0, and with it the clip range of PPO, as in
    /// both papers; 0 keeps them constant.
    /// </summary>
    public long AnnealingSteps { get; init; }

    /// <summary>Gets the weight of the loss of the state values.</summary>
    public float ValueCoefficient { get; init; }

    /// <summary>Gets the weight of the entropy, which keeps the policy exploring.</summary>
    public float EntropyCoefficient { get; init; } = 0.01f;

    /// <summary>Gets the largest norm of the gradient; longer ones are scaled down.</summary>
    public float ClipNorm { get; init; }

    /// <summary>
    /// Gets whether the agent learns from the sign of rewards, as Mnih et al. 2015 do. Returns are always those of the game.
    /// </summary>
    public bool ClipRewards { get; init; }

    /// <summary>Gets whether the loss of a life ends the episode for learning, as Mnih et al. 2015 do.</summary>
    public bool TerminalOnLifeLoss { get; init; }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public virtual void Validate()
    {
        string what = GetType().Name;
        OptionsRange.Probability(what, nameof(Discount), Discount);
        OptionsRange.Probability(what, nameof(Lambda), Lambda);
        OptionsRange.NotNegative(what, nameof(LearningRate), LearningRate);
        OptionsRange.NotNegative(what, nameof(AnnealingSteps), AnnealingSteps);
        OptionsRange.NotNegative(what, nameof(ValueCoefficient), ValueCoefficient);
        OptionsRange.NotNegative(what, nameof(EntropyCoefficient), EntropyCoefficient);
        OptionsRange.Positive(what, nameof(ClipNorm), ClipNorm);
    }

    /// <summary>Returns what is left of the learning rate after a number of environment steps, from 1 to 0.</summary>
    internal float AnnealedAt(long steps) => AnnealingSteps == 0 ? 1 : (float)Math.Max(0, 1 - (double)steps / AnnealingSteps);
}
