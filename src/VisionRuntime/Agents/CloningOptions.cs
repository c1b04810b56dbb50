namespace VisionRuntime.Agents;

/// <summary>The hyperparameters of <see cref="BehavioralCloning"/>.</summary>
public sealed record CloningOptions
{
    /// <summary>Gets the learning rate of Adam.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Gets the number of demonstrated steps in a training batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Gets the largest number of demonstrated steps that an expert adds; the oldest are forgotten.</summary>
    public int Capacity { get; init; } = 50_000;

    /// <summary>Gets the number of demonstrated steps at which training starts.</summary>
    public int LearningStarts { get; init; } = 500;

    /// <summary>Gets the number of environment steps per training step, with an expert.</summary>
    public int TrainFrequency { get; init; } = 16;

    /// <summary>
    /// Gets the number of environment steps over which the probability that the expert acts falls from 1 to 0; beta of Ross et al. 2011.
    /// </summary>
    public long ExpertSteps { get; init; } = 5_000;

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        const string what = nameof(CloningOptions);
        OptionsRange.NotNegative(what, nameof(LearningRate), LearningRate);
        OptionsRange.Positive(what, nameof(BatchSize), BatchSize);
        OptionsRange.Positive(what, nameof(Capacity), Capacity);
        OptionsRange.Positive(what, nameof(LearningStarts), LearningStarts);
        OptionsRange.Positive(what, nameof(TrainFrequency), TrainFrequency);
        OptionsRange.Positive(what, nameof(ExpertSteps), ExpertSteps);
    }

    /// <summary>Serializes the options to JSON.</summary>
    public string ToJson() => OptionsJson.Write(this);

    /// <summary>Deserializes options; those that the text does not name keep their defaults.</summary>
    /// <exception cref="InvalidDataException">
    /// The text is not valid JSON, names an unknown option, or a value is out of its range.
    /// </exception>
    public static CloningOptions FromJson(string json) => OptionsJson.Read<CloningOptions>(json, options => options.Validate());
}
