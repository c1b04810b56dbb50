using VisionRuntime.Data;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>
/// Image to image: a picture is computed from a worse one, such as a smaller or a noisy one. The loss is the mean squared error of each
/// image, as in Shi et al. 2016 and Zhang et al. 2017; <see cref="PeakSignalToNoiseRatio"/> says the same in decibels.
/// </summary>
public sealed record RestorationTask : TrainingTask
{
    /// <inheritdoc/>
    public override string ErrorName => "mean squared error";

    /// <inheritdoc/>
    protected internal override void Require(Dataset dataset)
    {
        if (dataset.Targets != TargetKind.Values || dataset.TargetShape.Rank != 3)
        {
            throw new DatasetException(
                $"{dataset.Name}: its targets are {dataset.Targets} {dataset.TargetShape}, and an image-to-image network needs images "
                + "[C, H, W]");
        }
    }

    /// <inheritdoc/>
    protected internal override Value Losses(Value output, Value targets)
    {
        if (output.Shape != targets.Shape)
            throw new DatasetException($"the network's output is {output.Shape}, and its target is {targets.Shape}");
        return Training.Losses.SquaredError(output, targets).Mean(1, 2, 3).Reshape([output.Shape[0]]);
    }

    /// <inheritdoc/>
    protected internal override Value Errors(Value output, Value targets) => Losses(output, targets);
}

/// <summary>
/// The peak signal-to-noise ratio of images with values from 0 to 1, in decibels: how close a picture is to the true one.
/// </summary>
public static class PeakSignalToNoiseRatio
{
    /// <summary>Computes it from a mean squared error: 10 log10(1 / error); infinite for equal images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The error is negative.</exception>
    public static double Of(double meanSquaredError)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(meanSquaredError);
        return -10 * Math.Log10(meanSquaredError);
    }

    /// <summary>Computes it for an image and the true one, in any order of the elements.</summary>
    /// <exception cref="ArgumentException">The images have different sizes.</exception>
    public static double Of(ReadOnlySpan<float> image, ReadOnlySpan<float> expected)
    {
        if (image.Length != expected.Length || image.IsEmpty)
            throw new ArgumentException($"PeakSignalToNoiseRatio: {image.Length} elements cannot be compared with {expected.Length}");
        double sum = 0;
        for (int i = 0; i < image.Length; i++)
        {
            double difference = image[i] - expected[i];
            sum += difference * difference;
        }
        return Of(sum / image.Length);
    }
}
