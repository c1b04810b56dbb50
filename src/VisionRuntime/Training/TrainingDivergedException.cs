namespace VisionRuntime.Training;

/// <summary>The loss became infinite or not a number. The last good checkpoint is untouched.</summary>
public sealed class TrainingDivergedException(long step, double loss)
    : Exception($"Training diverged at step {step}: the loss is {loss}; lower the learning rate, or go on from the last good checkpoint")
{
    /// <summary>The step at which it was noticed.</summary>
    public long Step { get; } = step;
}
