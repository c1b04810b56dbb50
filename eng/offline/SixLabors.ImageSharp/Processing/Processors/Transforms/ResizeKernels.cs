namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>
/// The weights along one axis. Target pixel i sits at (i + 1/2) ratio - 1/2 in the source; on shrinking the kernel widens
/// by the ratio; the weights of a pixel are normalised over those source pixels that exist.
/// </summary>
internal sealed class ResizeKernels
{
    /// <summary>So near a whole number a position counts as it.</summary>
    private const double Tolerance = 1e-8;

    private readonly (int Start, float[] Weights)[] kernels;

    public ResizeKernels(IResampler sampler, int sourceLength, int targetLength)
    {
        double ratio = (double)sourceLength / targetLength, scale = Math.Max(1, ratio);
        double radius = Ceiling(scale * sampler.Radius);
        kernels = new (int Start, float[] Weights)[targetLength];
        for (int i = 0; i < targetLength; i++)
        {
            double center = ((i + .5) * ratio) - .5;
            int start = Math.Max(0, (int)Ceiling(center - radius));
            int end = Math.Min(sourceLength - 1, (int)-Ceiling(-(center + radius)));
            double[] weights = [.. Enumerable.Range(start, end - start + 1).Select(at => (double)sampler.GetValue((float)((at - center) / scale)))];
            double sum = weights.Sum();
            kernels[i] = (start, Array.ConvertAll(weights, weight => (float)(sum > 0 ? weight / sum : weight)));
        }
    }

    public (int Start, float[] Weights) this[int target] => kernels[target];

    private static double Ceiling(double value)
        => Math.Abs(value - Math.Round(value)) < Tolerance ? Math.Round(value) : Math.Ceiling(value);
}
