namespace VisionRuntime.Training;

/// <summary>The result of a network on a data set.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Error">The mean error; for classifiers the share of samples that were classified wrong.</param>
/// <param name="Losses">The loss of each sample.</param>
/// <param name="Errors">The error of each sample.</param>
/// <param name="Outputs">The outputs of the network for the first samples, one after the other.</param>
/// <param name="OutputLength">The number of outputs for one sample.</param>
public sealed record Evaluation(
    double Loss, double Error, float[] Losses, float[] Errors, float[] Outputs, int OutputLength)
{
    /// <summary>Gets the outputs for one of the first samples.</summary>
    public ReadOnlySpan<float> OutputOf(int sample) => Outputs.AsSpan(sample * OutputLength, OutputLength);

    /// <summary>Gets the number of samples whose outputs were kept.</summary>
    public int OutputCount => OutputLength == 0 ? 0 : Outputs.Length / OutputLength;
}
