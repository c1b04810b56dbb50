namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// The hyperparameters of <see cref="Impala"/>, named as in Espeholt et al. 2018, "IMPALA: scalable distributed deep-RL with importance
/// weighted actor-learner architectures"; the defaults are those of its table G.1, with Adam in place of RMSProp.
/// </summary>
public sealed record ImpalaOptions
{
    /// <summary>Gets the discount factor, gamma.</summary>
    public float Discount { get; init; } = 0.99f;

    /// <summary>Gets lambda of V-trace (remark 2 of the paper): 1 is the whole trace, less forgets it faster.</summary>
    public float Lambda { get; init; } = 1;

    /// <summary>Gets rho-bar, the largest importance weight of a temporal difference.</summary>
    public float LargestWeight { get; init; } = 1;

    /// <summary>Gets c-bar, the largest importance weight with which a trace goes on.</summary>
    public float LargestTrace { get; init; } = 1;

    /// <summary>Gets the learning rate of Adam.</summary>
    public float LearningRate { get; init; } = 6e-4f;

    /// <summary>Gets the weight of the loss of the state values.</summary>
    public float ValueCoefficient { get; init; } = 0.5f;

    /// <summary>Gets the weight of the entropy, which keeps the policy exploring.</summary>
    public float EntropyCoefficient { get; init; } = 0.01f;

    /// <summary>Gets the largest norm of the gradient; longer ones are scaled down.</summary>
    public float ClipNorm { get; init; } = 40;

    /// <summary>
    /// Gets whether the agent learns from the sign of rewards, as Mnih et al. 2015 do. Returns are always those of the game.
    /// </summary>
    public bool ClipRewards { get; init; }

    /// <summary>Gets whether the loss of a life ends the episode for learning, as Mnih et al. 2015 do.</summary>
    public bool TerminalOnLifeLoss { get; init; }

    /// <summary>Gets how actors and the learner work together.</summary>
    public ActorOptions Actors { get; init; } = new() { RolloutLength = 20, WeightsInterval = 1, LargestLag = 100 };

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        const string what = nameof(ImpalaOptions);
        OptionsRange.Probability(what, nameof(Discount), Discount);
        OptionsRange.Probability(what, nameof(Lambda), Lambda);
        OptionsRange.Positive(what, nameof(LargestWeight), LargestWeight);
        OptionsRange.Positive(what, nameof(LargestTrace), LargestTrace);
        OptionsRange.NotNegative(what, nameof(LearningRate), LearningRate);
        OptionsRange.NotNegative(what, nameof(ValueCoefficient), ValueCoefficient);
        OptionsRange.NotNegative(what, nameof(EntropyCoefficient), EntropyCoefficient);
        OptionsRange.Positive(what, nameof(ClipNorm), ClipNorm);
        if (LargestTrace > LargestWeight)
        {
            throw OptionsRange.Invalid(
                what, nameof(LargestTrace), LargestTrace, $"must be at most {nameof(LargestWeight)}, {LargestWeight}");
        }
        Actors.Validate();
    }

    /// <summary>Serializes the options to JSON.</summary>
    public string ToJson() => OptionsJson.Write(this);

    /// <summary>Deserializes options; those that the text does not name keep their defaults.</summary>
    /// <exception cref="InvalidDataException">
    /// The text is not valid JSON, names an unknown option, or a value is out of its range.
    /// </exception>
    public static ImpalaOptions FromJson(string json) => OptionsJson.Read<ImpalaOptions>(json, options => options.Validate());
}
