using System.Runtime.InteropServices;

namespace VisionRuntime.Insight;

/// <summary>The measurements at one validation of supervised training; NaN for what was not measured.</summary>
/// <param name="Step">The number of steps.</param>
/// <param name="Epoch">The number of epochs, with fractions.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="TrainingLoss">The mean training loss since the last check.</param>
/// <param name="ValidationLoss">The mean loss on the validation set.</param>
/// <param name="ValidationError">The mean error on the validation set.</param>
/// <param name="Seconds">The training time so far, without pauses before a resume.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrainingPoint(
    long Step, double Epoch, double LearningRate, double TrainingLoss, double ValidationLoss, double ValidationError, double Seconds)
    : ICurvePoint<TrainingPoint>
{
    /// <inheritdoc/>
    public static string CurveName => "training curve";

    /// <inheritdoc/>
    public static IReadOnlyList<string> ValueNames { get; } =
        ["epoch", "learning_rate", "training_loss", "validation_loss", "validation_error", "seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<double> Values => [Epoch, LearningRate, TrainingLoss, ValidationLoss, ValidationError, Seconds];

    /// <inheritdoc/>
    public static TrainingPoint Create(long step, ReadOnlySpan<double> values) =>
        new(step, values[0], values[1], values[2], values[3], values[4], values[5]);
}
