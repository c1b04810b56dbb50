using System.Runtime.InteropServices;

namespace DemoGame.Games;

/// <summary>
/// What one step brought. The end of an episode is told in two ways, as in Gymnasium's contract: <c>Terminated</c> when the rules
/// ended it, so that nothing follows; <c>Truncated</c> when only a limit cut it off, so that a value of the last state still counts.
/// </summary>
/// <param name="Reward">The reward of this step.</param>
/// <param name="Terminated">The rules of the game ended the episode.</param>
/// <param name="Truncated">A limit outside the rules, such as a number of steps, ended the episode.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StepResult(float Reward, bool Terminated, bool Truncated)
{
    /// <summary>The episode is over, for whichever reason.</summary>
    public bool Ended => Terminated || Truncated;
}
