namespace DemoGame.Games;

/// <summary>
/// How an agent plays a game, with the names of the Arcade Learning Environment (Machado et al. 2018, "Revisiting the Arcade Learning
/// Environment") and of Gymnasium's Atari preprocessing. Reward clipping and the loss of lives are options of the algorithms.
/// </summary>
public sealed record EnvironmentOptions
{
    /// <summary>Gets the frames of the game that an action is repeated for; only the last one is observed.</summary>
    public int FrameSkip { get; init; } = 1;

    /// <summary>
    /// Gets whether each pixel of an observation is the maximum of the last two frames of the game, so that objects that flicker are seen.
    /// </summary>
    public bool MaxPool { get; init; }

    /// <summary>Gets the probability that a frame repeats the action of the frame before instead ("sticky actions").</summary>
    public float RepeatActionProbability { get; init; }

    /// <summary>
    /// Gets the largest number of idle frames at the start of an episode, drawn uniformly from 1; 0 begins at once ("no-op starts").
    /// </summary>
    public int NoopMax { get; init; }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(FrameSkip, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(NoopMax);
        if (RepeatActionProbability is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(RepeatActionProbability), RepeatActionProbability, "the probability must be at least 0 and less than 1");
        }
    }
}
