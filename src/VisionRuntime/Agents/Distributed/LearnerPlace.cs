namespace VisionRuntime.Agents.Distributed;

/// <summary>The place of a learner in a run.</summary>
/// <param name="Channel">The way to the actors.</param>
/// <param name="Run">The run; a run that is resumed keeps it.</param>
/// <param name="Game">The game that is learned.</param>
/// <param name="Actors">The number of actors that are expected, over which exploration is spread.</param>
/// <param name="Facts">What actors need to know of the run: network, preprocessing, hyperparameters.</param>
public sealed record LearnerPlace(
    ILearnerChannel Channel, Guid Run, string Game, int Actors, IReadOnlyDictionary<string, string> Facts);

/// <summary>How many batches of experience a learner received, and what became of those it did not learn from.</summary>
public sealed record ExperienceCounts
{
    /// <summary>Gets the number of batches received.</summary>
    public long Received { get; init; }

    /// <summary>Gets the number of batches that had been received before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Gets the number of batches that were dropped because they were acted with weights that are too old.</summary>
    public long TooOld { get; init; }

    /// <summary>Gets the number of batches of another run, or with other sizes.</summary>
    public long Foreign { get; init; }

    /// <summary>
    /// Gets the number of messages that were not experience of this run: damaged, oversized, foreign, or delivered too often.
    /// </summary>
    public long DeadLetters { get; init; }
}
