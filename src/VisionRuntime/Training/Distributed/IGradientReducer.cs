namespace VisionRuntime.Training.Distributed;

/// <summary>
/// Exchanges gradients among the workers of data-parallel training. Every batch is divided into as many shards as there are workers; each
/// worker computes the gradients of its shards with its own copy of the weights, and all apply the same sum.
/// </summary>
public interface IGradientReducer : IDisposable
{
    /// <summary>Gets the rank of this worker, from 0. Rank 0 validates, saves, and decides which workers take part.</summary>
    int Rank { get; }

    /// <summary>Gets the number of shards into which every batch is divided: that of the workers when all take part.</summary>
    int WorldSize { get; }

    /// <summary>
    /// Begins a step: waits for the other workers if the ring has to be formed, and then takes up the state of rank 0.
    /// </summary>
    /// <param name="state">The state of this worker.</param>
    /// <returns>The shards of every batch that this worker computes, from 0; none if the run has ended.</returns>
    /// <exception cref="WorkerException">Rank 0 refuses the worker, or the others are missing for too long.</exception>
    /// <exception cref="OperationCanceledException">Waiting was canceled.</exception>
    IReadOnlyList<int> BeginStep(IWorkerState state);

    /// <summary>Replaces values by their sums over all workers, which are the same on all of them, bit for bit.</summary>
    /// <param name="values">The values of this worker; undefined if they could not be reduced.</param>
    /// <returns>Whether they were; otherwise the workers are others than before, and the step must begin anew.</returns>
    /// <exception cref="OperationCanceledException">Waiting was canceled.</exception>
    bool TryReduce(Span<float> values);

    /// <summary>Has rank 0 send its state to all workers before the next step, as after it was restored from a checkpoint.</summary>
    void Invalidate();

    /// <summary>Has rank 0 tell the others that the run has ended.</summary>
    /// <param name="state">The state with which it has ended.</param>
    void End(IWorkerState state);
}

/// <summary>The state of a worker: the weights, those of the optimizer, and the counters of the trainer.</summary>
public interface IWorkerState
{
    /// <summary>Serializes the state.</summary>
    byte[] Save();

    /// <summary>Takes up the state of rank 0.</summary>
    /// <param name="state">What <see cref="Save"/> has returned there.</param>
    /// <param name="isFinal">Whether the run has ended with it.</param>
    /// <exception cref="WorkerException">It is the state of another network.</exception>
    void Restore(ReadOnlySpan<byte> state, bool isFinal);
}

/// <summary>The exception for a worker that cannot take part in a run. The message is one sentence that says why.</summary>
public sealed class WorkerException(string message) : Exception(message);
