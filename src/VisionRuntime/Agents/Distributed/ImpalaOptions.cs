namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// The hyperparameters of <see cref="Impala"/>, named as in Espeholt et al. 2018, "IMPALA: scalable distributed deep-RL with importance
/// weighted actor-learner architectures"; the defaults are those of its table G.1, with Adam in place of RMSProp.
/// </summary>
public sealed record ImpalaOptions : ActorCriticOptions
{
    /// <summary>Creates the hyperparameters of the paper.</summary>
    public ImpalaOptions() => (Lambda, LearningRate, ValueCoefficient, ClipNorm) = (1, 6e-4f, 0.5f, 40);

    /// <summary>Gets rho-bar, the largest importance weight of a temporal difference.</summary>
    public float LargestWeight { get; init; } = 1;

    /// <summary>Gets c-bar, the largest importance weight with which a trace goes on.</summary>
    public float LargestTrace { get; init; } = 1;

    /// <summary>Gets how actors and the learner work together.</summary>
    public ActorOptions Actors { get; init; } = new() { RolloutLength = 20, WeightsInterval = 1, LargestLag = 100 };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        const string what = nameof(ImpalaOptions);
        OptionsRange.Positive(what, nameof(LargestWeight), LargestWeight);
        OptionsRange.Positive(what, nameof(LargestTrace), LargestTrace);
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
