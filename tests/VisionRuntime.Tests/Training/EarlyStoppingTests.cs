using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Of_equal_errors_the_one_with_the_lower_loss_is_the_best_where_losses_are_told()
    {
        var stopping = new EarlyStopping(1000);
        Assert.True(stopping.Observe(0.1, 10, 0.5));
        Assert.False(stopping.Observe(0.1, 20, 0.5));
        Assert.True(stopping.Observe(0.1, 30, 0.4));
        Assert.False(stopping.Observe(0.1, 40));
        Assert.True(stopping.Observe(0.05, 50, 0.9));
        Assert.Equal((0.05, 50), (stopping.BestError, stopping.BestStep));
    }

    /// <summary>
    /// The loop of the tutorial's convolutional_mlp.py, with its names, over a list of validation errors, one after each epoch.
    /// </summary>
    [Theory]
    [InlineData(100, 10, new[] { 0.5, 0.4, 0.3, 0.31, 0.299, 0.32, 0.33, 0.34, 0.35, 0.36, 0.37, 0.38, 0.39, 0.40, 0.41 })]
    [InlineData(30, 10, new[] { 0.5, 0.4, 0.3, 0.2, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2 })]
    [InlineData(10, 10, new[] { 0.5, 0.5, 0.5, 0.5 })]
    [InlineData(1000, 10, new[] { 0.5, 0.4, 0.3 })]
    public void It_ends_where_the_tutorial_ends(int patience, int batches, double[] errors)
    {
        // The tutorial.
        int left = patience, bestIteration = 0, end = -1;
        double best = double.PositiveInfinity;
        int frequency = Math.Min(batches, patience / 2), validations = 0;
        for (int iteration = 0; iteration < batches * errors.Length; iteration++)
        {
            if ((iteration + 1) % frequency == 0)
            {
                double error = errors[Math.Min(errors.Length - 1, validations++)];
                if (error < best)
                {
                    if (error < best * 0.995) left = Math.Max(left, iteration * 2);
                    (best, bestIteration) = (error, iteration);
                }
            }
            if (left <= iteration)
            {
                end = iteration + 1;
                break;
            }
        }

        var stopping = new EarlyStopping(patience);
        Assert.Equal(frequency, EarlyStopping.ValidationInterval(batches, patience));
        int steps = 0;
        validations = 0;
        while (steps < batches * errors.Length && !stopping.IsOver(steps))
        {
            steps++;
            if (steps % frequency == 0) stopping.Observe(errors[Math.Min(errors.Length - 1, validations++)], steps);
        }
        Assert.Equal((best, bestIteration + 1), (stopping.BestError, (int)stopping.BestStep));
        Assert.Equal(end < 0 ? batches * errors.Length : end, steps);
    }
}
