using VisionRuntime.Data;
using VisionRuntime.Layers;

namespace VisionRuntime.Training;

/// <summary>The settings of a <see cref="Trainer"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Gets the number of samples of a mini-batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Gets the largest number of passes over the training set.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Gets whether the samples are in another random order in each epoch; otherwise the order is that of the data set.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Gets the optimizer; its <see cref="Optimizer.LearningRate"/> is multiplied by the schedule's factor.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>Gets how the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantRate();

    /// <summary>
    /// Gets the number of mini-batches whose gradients are averaged before each step, for batches that do not fit into memory at once.
    /// </summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// Gets the decay of an exponential moving average of the weights (Polyak and Juditsky 1992), which is evaluated in place of the
    /// weights; none if null. It is less in the first steps, as in TensorFlow: min(decay, (1 + step) / (10 + step)).
    /// </summary>
    public float? AverageDecay { get; init; }

    /// <summary>Gets the patience, in steps, after which training stops early; none if null. See <see cref="EarlyStopping"/>.</summary>
    public long? Patience { get; init; }

    /// <summary>Gets the number of steps between validations; once an epoch if null.</summary>
    public long? ValidationInterval { get; init; }

    /// <summary>Gets the random changes of training images; none if null.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Gets what is subtracted from each channel of the input; nothing if empty.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>Gets what each channel of the input is divided by afterwards; nothing if empty.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [];

    /// <summary>
    /// Gets whether the statistics of batch normalization for inference are those over the last epoch, as in SAS Deep Learning, rather than
    /// moving averages. See <see cref="BatchStatistics.LastEpoch"/>.
    /// </summary>
    public bool LastEpochStatistics { get; init; }

    /// <summary>
    /// Gets the patterns of the names of variables that are not trained, in which <c>*</c> stands for any characters:
    /// <c>layer0/*</c>.
    /// </summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Gets the number of steps between checks of the loss, which wait for the device.</summary>
    public int LossInterval { get; init; } = 50;

    /// <summary>Gets by what factor the loss may exceed its first mean, or 1 if that is more, before training stops as diverged.</summary>
    public double LargestLossFactor { get; init; } = 1_000;

    /// <summary>Gets the random seed of the order of the samples. That of the initial weights belongs to the variables.</summary>
    public int Seed { get; init; }
}
