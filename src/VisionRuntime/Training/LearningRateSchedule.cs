namespace VisionRuntime.Training;

/// <summary>
/// How the learning rate changes during training. The result is written to an input of the plan before each step, so that the plan need
/// not be compiled again.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>Gets the number of steps in which the rate rises linearly to its first value (Goyal et al. 2017). 0 is none.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>Returns the factor by which the optimizer's learning rate is multiplied in a step.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="stepsPerEpoch">The number of steps in an epoch.</param>
    /// <param name="totalSteps">The number of all steps.</param>
    public float FactorAt(long step, long stepsPerEpoch, long totalSteps)
    {
        if (step < WarmupSteps) return (step + 1f) / (WarmupSteps + 1f);
        return (float)Shape((double)(step - WarmupSteps) / Math.Max(1, totalSteps - WarmupSteps), step / Math.Max(1, stepsPerEpoch));
    }

    /// <summary>Returns the factor after the warm-up.</summary>
    /// <param name="progress">From 0, the end of the warm-up, to 1, the end of training.</param>
    /// <param name="epoch">The number of the epoch, from 0.</param>
    protected abstract double Shape(double progress, long epoch);
}

/// <summary>The same learning rate in all steps.</summary>
public sealed record ConstantRate : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Shape(double progress, long epoch) => 1;
}

/// <summary>The learning rate is multiplied by a factor every few epochs.</summary>
/// <param name="Epochs">The number of epochs between two changes.</param>
/// <param name="Factor">The factor.</param>
public sealed record StepDecay(int Epochs, double Factor = 0.1) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Shape(double progress, long epoch) => Math.Pow(Factor, epoch / Math.Max(1, Epochs));
}

/// <summary>The learning rate falls along half a cosine wave (Loshchilov and Hutter 2017, without restarts).</summary>
/// <param name="Final">The factor at the end.</param>
public sealed record CosineDecay(double Final = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Shape(double progress, long epoch) =>
        Final + (1 - Final) * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1))) / 2;
}

/// <summary>
/// The learning rate rises along half a cosine wave to the optimizer's rate and falls again (Smith and Topin 2018, in fastai's form).
/// </summary>
/// <param name="Rise">The part of the training in which it rises.</param>
/// <param name="Start">The factor at the start.</param>
/// <param name="Final">The factor at the end.</param>
public sealed record OneCycle(double Rise = 0.25, double Start = 0.04, double Final = 0.0001) : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Shape(double progress, long epoch) => progress < Rise
        ? Between(Start, 1, progress / Rise)
        : Between(1, Final, Math.Min(1, (progress - Rise) / (1 - Rise)));

    private static double Between(double from, double to, double part) => to + (from - to) * (1 + Math.Cos(Math.PI * part)) / 2;
}
