namespace VisionRuntime.Agents;

/// <summary>Selects actions for a batch of environments, with one inference for all of them.</summary>
public interface IPolicy : IDisposable
{
    /// <summary>
    /// Gets one value for each action from the last completed evaluation, [N, actions]: expected returns for Q-learning, logits for an
    /// actor.
    /// </summary>
    ReadOnlyMemory<float> Values { get; }

    /// <summary>Runs the network on the current observations and waits for the values; intended for training. Does not allocate.</summary>
    void Evaluate();

    /// <summary>
    /// Runs the network on the current observations and reads the newest available values, which on a GPU are one or two frames old.
    /// Does not block or allocate; intended for real-time inference.
    /// </summary>
    /// <returns>True if <see cref="Values"/> was updated; false if no new values are available yet.</returns>
    bool TryEvaluate();

    /// <summary>Gets the action with the highest value in an environment, according to <see cref="Values"/>.</summary>
    /// <param name="environment">The index of the environment.</param>
    int Best(int environment);
}
