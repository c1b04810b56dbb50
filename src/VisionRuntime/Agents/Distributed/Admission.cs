namespace VisionRuntime.Agents.Distributed;

/// <summary>What the learner answers to an actor that joins.</summary>
/// <param name="Run">The run.</param>
/// <param name="Index">The place of the actor among all, from 0.</param>
/// <param name="Actors">The number of actors that the learner expects; more may join.</param>
/// <param name="Facts">What the actor needs to know of the run: network, preprocessing, hyperparameters.</param>
/// <param name="Weights">The weights to begin with.</param>
public sealed record Admission(
    Guid Run, int Index, int Actors, IReadOnlyDictionary<string, string> Facts, PublishedWeights Weights)
{
    /// <summary>Gets why the actor may not join; null if it may.</summary>
    public string? Refusal { get; init; }

    /// <summary>Returns the answer to an actor that may not join.</summary>
    /// <param name="reason">The reason, a sentence that names what differs.</param>
    public static Admission Refuse(string reason) =>
        new(Guid.Empty, 0, 0, new Dictionary<string, string>(StringComparer.Ordinal), new(Guid.Empty, 0, [])) { Refusal = reason };
}

/// <summary>The exception for an actor that a learner refuses. The message is one sentence that says why.</summary>
public sealed class ActorRefusedException(string message) : Exception(message);
