namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// The way between an actor and the learner, as the actor sees it. In one process it is a queue in memory; between machines it is a message
/// broker. An actor uses it from one thread.
/// </summary>
public interface IActorChannel : IDisposable
{
    /// <summary>Gets whether the learner has ended the run.</summary>
    bool HasEnded { get; }

    /// <summary>Joins the run; waits for a learner.</summary>
    /// <param name="identity">What the actor says of itself.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The answer of the learner; null if the run has ended.</returns>
    /// <exception cref="ActorRefusedException">The learner refuses the actor.</exception>
    Admission? Join(ActorIdentity identity, CancellationToken cancellation);

    /// <summary>Sends a batch of experience, and waits until it is safe with the queue; while the queue is full, that is long.</summary>
    /// <param name="experience">The batch, which is not changed any more.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False if the run has ended.</returns>
    bool Send(Experience experience, CancellationToken cancellation);

    /// <summary>Returns the newest weights, if they have not been taken before; otherwise null. Does not wait.</summary>
    PublishedWeights? TakeWeights();
}
