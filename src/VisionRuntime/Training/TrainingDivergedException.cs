namespace VisionRuntime.Training;

/// <summary>The exception for a loss that became infinite or NaN. The last checkpoint saved before is untouched.</summary>
public sealed class TrainingDivergedException(long step, double loss)
    : Exception($"Training diverged at step {step}: the loss is {loss}; lower the learning rate, or resume from the last good checkpoint")
{
    /// <summary>Gets the step at which it was noticed.</summary>
    public long Step { get; } = step;
}
