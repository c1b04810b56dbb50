namespace VisionRuntime.Agents;

/// <summary>
/// The hyperparameters of <see cref="Ppo"/>, named as in Schulman et al. 2017, "Proximal policy optimization algorithms"; the defaults are
/// those of its table 5, for Atari games, except that nothing is annealed unless <see cref="ActorCriticOptions.AnnealingSteps"/> says so:
/// there it is the ten million steps of the whole training.
/// </summary>
public sealed record PpoOptions : ActorCriticOptions
{
    /// <summary>Creates the hyperparameters of the paper.</summary>
    public PpoOptions() => (Lambda, LearningRate, ValueCoefficient, ClipNorm) = (0.95f, 2.5e-4f, 1, 0.5f);

    /// <summary>Gets epsilon, the change of an action's probability ratio beyond which nothing more is gained.</summary>
    public float ClipRange { get; init; } = 0.1f;

    /// <summary>Gets the number of steps that each environment is played between updates.</summary>
    public int RolloutLength { get; init; } = 128;

    /// <summary>Gets the number of passes over a rollout.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Gets the number of parts that a pass is divided into, each one training step.</summary>
    public int Minibatches { get; init; } = 4;

    /// <summary>Gets whether the advantages of a minibatch are scaled to mean 0 and standard deviation 1.</summary>
    public bool NormalizeAdvantages { get; init; } = true;

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

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        const string what = nameof(PpoOptions);
        OptionsRange.Positive(what, nameof(ClipRange), ClipRange);
        OptionsRange.Positive(what, nameof(RolloutLength), RolloutLength);
        OptionsRange.Positive(what, nameof(Epochs), Epochs);
        OptionsRange.Positive(what, nameof(Minibatches), Minibatches);
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
