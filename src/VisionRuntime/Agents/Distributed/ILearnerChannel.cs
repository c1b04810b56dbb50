namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// The way between the actors and the learner, as the learner sees it. A learner uses it from one thread, except that actors may be
/// admitted on another.
/// </summary>
public interface ILearnerChannel : IDisposable
{
    /// <summary>Gets the number of messages that were no experience: damaged, oversized, or delivered too often.</summary>
    long DeadLetters { get; }

    /// <summary>Begins to admit actors and to receive experience.</summary>
    /// <param name="shape">The sizes of the batches; others are not experience of this run.</param>
    /// <param name="admit">Answers an actor that joins.</param>
    /// <param name="continues">
    /// Whether the run goes on with what actors sent before; otherwise that is discarded.
    /// </param>
    void Open(ExperienceShape shape, Func<ActorIdentity, Admission> admit, bool continues);

    /// <summary>Receives a batch of experience; it must be accepted or rejected next.</summary>
    /// <param name="patience">How long to wait for one.</param>
    /// <returns>The batch, or null if none arrived.</returns>
    Experience? Receive(TimeSpan patience);

    /// <summary>Accepts the batch that was received last: it has been learned from, or is not needed.</summary>
    void Accept();

    /// <summary>Rejects the batch that was received last: it is not experience of this run, and counts as a dead letter.</summary>
    void Reject();

    /// <summary>Sends weights to all actors.</summary>
    void Publish(PublishedWeights weights);

    /// <summary>Tells all actors that the run has ended.</summary>
    void End();
}
