namespace VisionRuntime.Agents.Distributed;

/// <summary>What an actor says of itself when it joins a run.</summary>
/// <param name="Name">Its name, which no other actor of the run has.</param>
/// <param name="Game">The game that it plays.</param>
/// <param name="Protocol">The version of the messages that it understands.</param>
/// <param name="Program">The version of its program, for messages.</param>
public sealed record ActorIdentity(string Name, string Game, int Protocol, string Program)
{
    /// <summary>The version of the messages between actors and learner.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>Returns the identity of an actor of this program, under a new name.</summary>
    /// <param name="game">The game that it plays.</param>
    public static ActorIdentity Create(string game) => new(
        $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}", game, CurrentProtocol,
        typeof(ActorIdentity).Assembly.GetName().Version?.ToString(3) ?? "unknown");
}
