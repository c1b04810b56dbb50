using System.Runtime.InteropServices;

namespace VisionRuntime.Insight;

/// <summary>The measurements at one step of a training run; NaN for what has not been measured yet.</summary>
/// <param name="Step">The number of environment steps.</param>
/// <param name="Episodes">The number of finished episodes.</param>
/// <param name="MeanReturn">The mean return of the last episodes.</param>
/// <param name="Loss">The loss of the last updates.</param>
/// <param name="Epsilon">The probability of a random action; NaN for an algorithm without epsilon-greedy exploration.</param>
/// <param name="FramesPerSecond">The environment steps per second.</param>
/// <param name="Seconds">The training time so far, without pauses before a resume.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearningPoint(
    long Step, long Episodes, double MeanReturn, double Loss, double Epsilon, double FramesPerSecond, double Seconds)
    : ICurvePoint<LearningPoint>
{
    /// <inheritdoc/>
    public static string CurveName => "learning curve";

    /// <inheritdoc/>
    public static IReadOnlyList<string> ValueNames { get; } =
        ["episodes", "mean_return", "loss", "epsilon", "frames_per_second", "seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<double> Values => [Episodes, MeanReturn, Loss, Epsilon, FramesPerSecond, Seconds];

    /// <inheritdoc/>
    public static LearningPoint Create(long step, ReadOnlySpan<double> values) =>
        new(step, (long)values[0], values[1], values[2], values[3], values[4], values[5]);
}
