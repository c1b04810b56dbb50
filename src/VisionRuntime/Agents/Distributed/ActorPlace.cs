namespace VisionRuntime.Agents.Distributed;

/// <summary>The place of an actor in a run.</summary>
/// <param name="Channel">The way to the learner.</param>
/// <param name="Admission">The learner's answer to the actor.</param>
/// <param name="Name">The name of the actor.</param>
/// <param name="Cancellation">Ends the waiting for the learner.</param>
public sealed record ActorPlace(IActorChannel Channel, Admission Admission, string Name, CancellationToken Cancellation);
