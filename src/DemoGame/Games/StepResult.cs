using System.Runtime.InteropServices;

namespace DemoGame.Games;

/// <summary>
/// The result of one step. As in Gymnasium, an episode ends in one of two ways: terminated by the rules of the game, so that no reward
/// follows, or truncated by a limit outside the rules, so that the value of the last state still counts.
/// </summary>
/// <param name="Reward">The reward of this step.</param>
/// <param name="Terminated">The rules of the game ended the episode.</param>
/// <param name="Truncated">A limit outside the rules, such as a number of steps, ended the episode.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StepResult(float Reward, bool Terminated, bool Truncated)
{
    /// <summary>Whether the episode is over, terminated or truncated.</summary>
    public bool Ended => Terminated || Truncated;
}
