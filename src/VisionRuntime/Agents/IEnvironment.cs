using ShaderKernels.Tensors;

namespace VisionRuntime.Agents;

/// <summary>
/// A batch of environments that step together, seen through a camera. The contract is Gymnasium's: <see cref="Reset"/>, then
/// <see cref="Step"/>; an episode ends by being terminated (the game is decided) or truncated (it was only cut off), which are told apart.
/// An environment whose episode has ended ignores the next action and begins a new episode instead ("next-step" autoreset).
/// </summary>
public interface IEnvironment : IDisposable
{
    /// <summary>The number of environments.</summary>
    int Count { get; }

    /// <summary>The number of actions.</summary>
    int ActionCount { get; }

    /// <summary>What is seen: [Count, stack * channels, height, width], numbers from 0 to 1, the newest frame last.</summary>
    Tensor Observations { get; }

    /// <summary>The frames stacked in an observation.</summary>
    int Stack { get; }

    /// <summary>Begins an episode in every environment. The same seed and actions give the same episodes.</summary>
    void Reset(ulong seed);

    /// <summary>Advances every environment by one action, and looks.</summary>
    /// <param name="actions">One action an environment.</param>
    /// <param name="rewards">Receives the rewards.</param>
    /// <param name="terminated">Receives which episodes were decided by this step.</param>
    /// <param name="truncated">Receives which episodes were cut off after this step.</param>
    void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated);
}
