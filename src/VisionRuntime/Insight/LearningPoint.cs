using System.Runtime.InteropServices;

namespace VisionRuntime.Insight;

/// <summary>What was measured at one moment of a training run; NaN where there is nothing to measure yet.</summary>
/// <param name="Step">The environment steps since the run began.</param>
/// <param name="Episodes">The episodes that had ended.</param>
/// <param name="MeanReturn">The mean return of the last episodes.</param>
/// <param name="Loss">The loss of the last updates.</param>
/// <param name="Epsilon">The share of random actions, from 0 to 1; NaN for an algorithm without one.</param>
/// <param name="FramesPerSecond">The environment steps in a second.</param>
/// <param name="Seconds">The time since the run began, pauses between resumed parts left out.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearningPoint(
    long Step, long Episodes, double MeanReturn, double Loss, double Epsilon, double FramesPerSecond, double Seconds);
