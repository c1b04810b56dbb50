namespace VisionRuntime.Training;

/// <summary>
/// The settings of an <see cref="AdversarialTrainer"/>; the defaults of the optimizer and the noise are those of Radford, Metz and Chintala
/// 2016.
/// </summary>
public sealed record AdversarialOptions
{
    /// <summary>Gets the number of images of a mini-batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Gets the number of passes over the images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Gets the number of elements of the generator's noise, drawn uniformly from -1 to 1.</summary>
    public int Noise { get; init; } = 100;

    /// <summary>Gets the optimizer of each of the two networks.</summary>
    public Optimizer Optimizer { get; init; } = new Adam { LearningRate = 2e-4f, Beta1 = 0.5f };

    /// <summary>Gets the random seed of the order of the images and of the noise. That of the initial weights belongs to the
    /// variables.</summary>
    public int Seed { get; init; }

    internal void Validate()
    {
        if (BatchSize < 2)
            throw new ArgumentException($"AdversarialOptions: the batch size is {BatchSize}; batch normalization needs at least 2");
        if (Epochs < 1) throw new ArgumentException($"AdversarialOptions: the number of epochs is {Epochs}; it must be at least 1");
        if (Noise < 1) throw new ArgumentException($"AdversarialOptions: the noise has {Noise} elements; it must have at least 1");
    }
}
