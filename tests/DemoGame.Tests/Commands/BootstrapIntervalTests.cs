using DemoGame.Commands;

namespace DemoGame.Tests.Commands;

public sealed class BootstrapIntervalTests
{
    [Fact]
    public void The_interval_of_many_values_is_that_of_the_normal_approximation()
    {
        // 150 of 200 successes, each worth 1 and each failure -1: mean 0.5, standard error sqrt(1 - 0.25) / sqrt(200) = 0.0612.
        double[] sample = [.. Enumerable.Range(0, 200).Select(i => i % 4 == 0 ? -1.0 : 1.0)];
        var (low, high) = BootstrapInterval.OfMean(sample);
        Assert.Equal(0.5 - 1.96 * 0.0612, low, 0.02);
        Assert.Equal(0.5 + 1.96 * 0.0612, high, 0.02);
        Assert.Equal((low, high), BootstrapInterval.OfMean(sample));
    }

    [Fact]
    public void Equal_values_have_an_interval_of_one_point() => Assert.Equal((1, 1), BootstrapInterval.OfMean([1, 1, 1]));

    [Fact]
    public void An_empty_sample_is_refused() => Assert.Throws<ArgumentException>(() => BootstrapInterval.OfMean([]));

    /// <summary>Of a hundred samples of a known distribution, about 95 intervals contain its mean.</summary>
    [Fact]
    public void About_95_of_100_intervals_contain_the_mean()
    {
        var random = new Random(7);
        int contained = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            var (low, high) = BootstrapInterval.OfMean([.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())]);
            if (low <= 0.5 && high >= 0.5) contained++;
        }
        Assert.InRange(contained, 88, 100);
    }
}
