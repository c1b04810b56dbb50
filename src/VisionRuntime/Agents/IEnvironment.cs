using ShaderKernels.Tensors;

namespace VisionRuntime.Agents;

/// <summary>
/// A batch of environments that step together and are observed as images. The contract follows Gymnasium: call <see cref="Reset"/>, then
/// <see cref="Step"/> repeatedly; an episode ends when it is terminated (a terminal state was reached) or truncated (it was cut off, for
/// example by a step limit). After the end of an episode, the next step ignores its action and starts a new episode ("next-step"
/// autoreset).
/// </summary>
public interface IEnvironment : IDisposable
{
    /// <summary>Gets the number of environments.</summary>
    int Count { get; }

    /// <summary>Gets the number of actions.</summary>
    int ActionCount { get; }

    /// <summary>Gets the observations: [Count, stack * channels, height, width], values from 0 to 1, the newest frame last.</summary>
    Tensor Observations { get; }

    /// <summary>Gets the number of frames stacked in an observation.</summary>
    int Stack { get; }

    /// <summary>
    /// Gets whether the last step lost a life in each environment, which algorithms may treat as the end of the episode; empty if the
    /// environments have no lives.
    /// </summary>
    ReadOnlySpan<bool> LivesLost => [];

    /// <summary>
    /// Gets the potential of the current state of each environment, from which algorithms may shape rewards (Ng, Harada and Russell 1999,
    /// "Policy invariance under reward transformations"); empty if the environments have none.
    /// </summary>
    ReadOnlySpan<float> Potentials => [];

    /// <summary>Resets every environment to the start of a new episode. The same seed and actions produce the same episodes.</summary>
    /// <param name="seed">The random seed of the environments.</param>
    void Reset(ulong seed);

    /// <summary>Steps every environment with one action and updates <see cref="Observations"/>.</summary>
    /// <param name="actions">The action of each environment.</param>
    /// <param name="rewards">Receives the reward of each environment.</param>
    /// <param name="terminated">Receives true for each environment whose episode was terminated by this step.</param>
    /// <param name="truncated">Receives true for each environment whose episode was truncated after this step.</param>
    void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated);
}
