using System.Runtime.InteropServices;

namespace VisionRuntime.Insight;

/// <summary>The measurements at one step of adversarial training.</summary>
/// <param name="Step">The number of steps.</param>
/// <param name="Epoch">The number of epochs, with fractions.</param>
/// <param name="DiscriminatorLoss">The loss of the discriminator.</param>
/// <param name="GeneratorLoss">The loss of the generator.</param>
/// <param name="Seconds">The training time so far, without pauses before a resume.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AdversarialPoint(long Step, double Epoch, double DiscriminatorLoss, double GeneratorLoss, double Seconds)
    : ICurvePoint<AdversarialPoint>
{
    /// <inheritdoc/>
    public static string CurveName => "training curve";

    /// <inheritdoc/>
    public static IReadOnlyList<string> ValueNames { get; } = ["epoch", "discriminator_loss", "generator_loss", "seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<double> Values => [Epoch, DiscriminatorLoss, GeneratorLoss, Seconds];

    /// <inheritdoc/>
    public static AdversarialPoint Create(long step, ReadOnlySpan<double> values) => new(step, values[0], values[1], values[2], values[3]);
}
