namespace VisionRuntime.Agents;

/// <summary>
/// The hyperparameters of <see cref="Ppo"/>, named as in Schulman et al. 2017, "Proximal policy optimization algorithms"; the defaults are
/// those of its table 5, for Atari games.
/// </summary>
public sealed record PpoOptions
{
    /// <summary>Gets the discount factor, gamma.</summary>
    public float Discount { get; init; } = 0.99f;

    /// <summary>Gets lambda of generalized advantage estimation: 0 is one step of temporal difference, 1 the whole return.</summary>
    public float Lambda { get; init; } = 0.95f;

    /// <summary>Gets epsilon, the change of an action's probability ratio beyond which nothing more is gained.</summary>
    public float ClipRange { get; init; } = 0.1f;

    /// <summary>Gets the number of steps that each environment is played between updates.</summary>
    public int RolloutLength { get; init; } = 128;

    /// <summary>Gets the number of passes over a rollout.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Gets the number of parts that a pass is divided into, each one training step.</summary>
    public int Minibatches { get; init; } = 4;

    /// <summary>Gets the learning rate of Adam.</summary>
    public float LearningRate { get; init; } = 2.5e-4f;

    /// <summary>Gets the weight of the loss of the state values.</summary>
    public float ValueCoefficient { get; init; } = 1;

    /// <summary>Gets the weight of the entropy, which keeps the policy exploring.</summary>
    public float EntropyCoefficient { get; init; } = 0.01f;

    /// <summary>Gets the largest norm of the gradient; longer ones are scaled down.</summary>
    public float ClipNorm { get; init; } = 0.5f;

    /// <summary>Gets whether the advantages of a minibatch are scaled to mean 0 and standard deviation 1.</summary>
    public bool NormalizeAdvantages { get; init; } = true;

    /// <summary>
    /// Gets whether the agent learns from the sign of rewards, as Mnih et al. 2015 do. Returns are always those of the game.
    /// </summary>
    public bool ClipRewards { get; init; }

    /// <summary>Gets whether the loss of a life ends the episode for learning, as Mnih et al. 2015 do.</summary>
    public bool TerminalOnLifeLoss { get; init; }

    /// <summary>
    /// Gets the weight of the change of an environment's potential that is added to each reward, if the environment has potentials; 0 adds
    /// nothing. Returns are always those of the game.
    /// </summary>
    public float Shaping { get; init; }

    /// <summary>
    /// Gets whether the trained agent draws its actions from the probabilities of the policy, as in training, when it is evaluated and when
    /// it plays; otherwise it takes the most probable action. Where an observation does not tell the whole state, the best policy without
    /// memory may be a stochastic one (Singh, Jaakkola and Jordan 1994).
    /// </summary>
    public bool Stochastic { get; init; }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        const string what = nameof(PpoOptions);
        OptionsRange.Probability(what, nameof(Discount), Discount);
        OptionsRange.Probability(what, nameof(Lambda), Lambda);
        OptionsRange.Positive(what, nameof(ClipRange), ClipRange);
        OptionsRange.Positive(what, nameof(RolloutLength), RolloutLength);
        OptionsRange.Positive(what, nameof(Epochs), Epochs);
        OptionsRange.Positive(what, nameof(Minibatches), Minibatches);
        OptionsRange.NotNegative(what, nameof(LearningRate), LearningRate);
        OptionsRange.NotNegative(what, nameof(ValueCoefficient), ValueCoefficient);
        OptionsRange.NotNegative(what, nameof(EntropyCoefficient), EntropyCoefficient);
        OptionsRange.Positive(what, nameof(ClipNorm), ClipNorm);
        OptionsRange.NotNegative(what, nameof(Shaping), Shaping);
    }

    /// <summary>Serializes the options to JSON.</summary>
    public string ToJson() => OptionsJson.Write(this);

    /// <summary>Deserializes options; those that the text does not name keep their defaults.</summary>
    /// <exception cref="InvalidDataException">
    /// The text is not valid JSON, names an unknown option, or a value is out of its range.
    /// </exception>
    public static PpoOptions FromJson(string json) => OptionsJson.Read<PpoOptions>(json, options => options.Validate());
}
