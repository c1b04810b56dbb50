using VisionRuntime.Data;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>A way to train: the settings of the trainer, and which samples validate.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Description">What it is, in a few words.</param>
/// <param name="Options">The settings of the trainer.</param>
internal sealed record FitRecipe(string Name, string Description, TrainerOptions Options)
{
    /// <summary>The largest number of samples that are held out for validation.</summary>
    private const int MostHeldOut = 10_000;

    private const int HeldOutShare = 10;

    public static IReadOnlyList<FitRecipe> All { get; } =
    [
        new("default", "Adam with a cosine schedule",
            new() { BatchSize = 64, Epochs = 10, Optimizer = new Adam { LearningRate = 1e-3f }, Schedule = new CosineDecay() }),

        // http://deeplearning.net/tutorial/lenet.html, convolutional_mlp.py.
        new("tutorial", "the Theano tutorial's plain gradient descent with patience",
            new()
            {
                BatchSize = 500, Epochs = 200, Optimizer = new Sgd { LearningRate = 0.1f }, Patience = 10_000, Shuffle = false,
            })
            { ValidatesOnLast = true },

        new("modern", "AdamW with one cycle, augmentation, label smoothing and averaged weights",
            new()
            {
                BatchSize = 125, Epochs = 40, Optimizer = new Adam { LearningRate = 2e-3f, WeightDecay = 0.01f },
                Schedule = new OneCycle(), AverageDecay = 0.999f,
                Augmentation = new() { Shift = 2, Rotation = 10, Scale = 0.1f, Elastic = 0.7f },
            })
            { LabelSmoothing = 0.05f, HeldOut = 2_000 },
    ];

    /// <summary>The label smoothing of classifiers.</summary>
    public float LabelSmoothing { get; private init; }

    /// <summary>Whether the last samples validate, in their order, rather than random ones.</summary>
    private bool ValidatesOnLast { get; init; }

    /// <summary>The number of samples held out for validation; a tenth of the training set if null.</summary>
    private int? HeldOut { get; init; }

    public static FitRecipe Find(string name) => All.First(recipe => recipe.Name == name);

    /// <summary>The settings of the trainer for a run.</summary>
    /// <exception cref="CommandException">The optimizer is unknown.</exception>
    public TrainerOptions For(FitSettings settings)
    {
        var options = Options with { Seed = settings.Seed, Accumulation = settings.Accumulate, Frozen = settings.Freeze };
        if (settings.Optimizer is { } name) options = options with { Optimizer = OptimizerCatalog.Find(name) };
        if (settings.Rate is { } rate) options = options with { Optimizer = options.Optimizer with { LearningRate = (float)rate } };
        if (settings.ClipNorm is { } norm) options = options with { Optimizer = options.Optimizer with { ClipNorm = (float)norm } };
        if (settings.Epochs is { } epochs) options = options with { Epochs = epochs };
        if (settings.Batch is { } batch) options = options with { BatchSize = batch };
        return options with { LastEpochStatistics = settings.LastEpochStatistics };
    }

    /// <summary>Holds samples out for validation, and for testing where the data set has no test samples.</summary>
    public DatasetSplits Split(DatasetSplits splits, int seed)
    {
        if (splits.Test is null)
        {
            var (training, test) = splits.Training.Split(Held(splits.Training, null), seed + 1);
            splits = splits with { Training = training, Test = test };
        }
        if (splits.Validation is not null) return splits;
        int count = Held(splits.Training, HeldOut);
        return ValidatesOnLast ? splits.WithLastAsValidation(count) : splits.WithValidation(count, seed);
    }

    private int Held(Dataset dataset, int? wanted)
    {
        int share = Math.Clamp(ValidatesOnLast ? dataset.Count / 6 : dataset.Count / HeldOutShare, 1, MostHeldOut);
        return wanted is { } count ? Math.Min(count, share) : share;
    }
}
