namespace DemoGame.Commands;

/// <summary>
/// Confidence intervals by resampling (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, percentile interval).
/// </summary>
internal static class BootstrapInterval
{
    private const int Resamples = 2_000;

    /// <summary>The 95 % confidence interval of the mean of a sample. The same sample always gives the same interval.</summary>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static (double Low, double High) OfMean(IReadOnlyList<double> sample)
    {
        if (sample.Count == 0) throw new ArgumentException("BootstrapInterval: the sample is empty", nameof(sample));
        var random = new Random(0);
        var means = new double[Resamples];
        for (int resample = 0; resample < Resamples; resample++)
        {
            double sum = 0;
            for (int i = 0; i < sample.Count; i++) sum += sample[random.Next(sample.Count)];
            means[resample] = sum / sample.Count;
        }
        Array.Sort(means);
        return (means[(int)(0.025 * (Resamples - 1))], means[(int)Math.Ceiling(0.975 * (Resamples - 1))]);
    }
}
