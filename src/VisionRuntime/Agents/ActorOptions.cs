namespace VisionRuntime.Agents;

/// <summary>How actors and the learner work together; see <see cref="Distributed.Apex"/> and <see cref="Distributed.Impala"/>.</summary>
public sealed record ActorOptions
{
    /// <summary>Gets the number of steps that each environment of an actor is played between two batches of experience.</summary>
    public int RolloutLength { get; init; } = 32;

    /// <summary>Gets the number of training steps between two publications of the weights.</summary>
    public int WeightsInterval { get; init; } = 50;

    /// <summary>
    /// Gets by how many training steps the weights that an actor acted with may be older than those of the learner; what is older is
    /// dropped.
    /// </summary>
    public long LargestLag { get; init; } = 5_000;

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        const string what = nameof(ActorOptions);
        OptionsRange.Positive(what, nameof(RolloutLength), RolloutLength);
        OptionsRange.Positive(what, nameof(WeightsInterval), WeightsInterval);
        OptionsRange.NotNegative(what, nameof(LargestLag), LargestLag);
    }
}
