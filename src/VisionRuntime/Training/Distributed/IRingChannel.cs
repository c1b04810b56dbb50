namespace VisionRuntime.Training.Distributed;

/// <summary>
/// The way between the workers of data-parallel training, each of which has a queue under its rank. In one process these are in memory;
/// between machines they are at a message broker. A worker uses its end from one thread. Messages of one worker to another arrive in the
/// order in which they were sent.
/// </summary>
public interface IRingChannel : IDisposable
{
    /// <summary>Gets how often the way was lost and found again; messages may be missing whenever it has grown.</summary>
    int Losses { get; }

    /// <summary>Sends a message.</summary>
    /// <param name="rank">The worker that receives it.</param>
    /// <param name="message">The message, which is not changed any more.</param>
    /// <returns>Whether there is such a worker.</returns>
    bool Send(int rank, RingMessage message);

    /// <summary>Receives a message.</summary>
    /// <param name="patience">How long to wait for one.</param>
    /// <returns>The message, or null if none arrived.</returns>
    RingMessage? Receive(TimeSpan patience);
}
