using System.Text.Json;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats;

namespace DemoGame.Commands;

/// <summary>The settings of a supervised training run that decide its result. Checkpoints hold them, for <c>--resume</c>.</summary>
/// <param name="Dataset">The data set as on the command line: <c>mnist:DIR</c>, <c>shapes</c>.</param>
/// <param name="Model">The name of a network, or a file.</param>
/// <param name="Recipe">The name of the recipe.</param>
/// <param name="Seed">The random seed.</param>
internal sealed record FitSettings(string Dataset, string Model, string Recipe, int Seed)
{
    /// <summary>The name of the fact in checkpoints.</summary>
    private const string Fact = "fit";

    /// <summary>The number of epochs; the recipe's if null.</summary>
    public int? Epochs { get; init; }

    /// <summary>The batch size; the recipe's if null.</summary>
    public int? Batch { get; init; }

    /// <summary>The name of the optimizer; the recipe's if null.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The learning rate; the recipe's if null.</summary>
    public double? Rate { get; init; }

    /// <summary>The number of mini-batches whose gradients are averaged.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The number of copies of the network that each train on a part of every batch.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The largest norm of the gradients; unlimited if null.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Whether the statistics of batch normalization are those of the last epoch.</summary>
    public bool LastEpochStatistics { get; init; }

    /// <summary>A file with weights to start from; null for the network's own initial weights.</summary>
    public string? From { get; init; }

    /// <summary>The number of outputs; that of the classes if null.</summary>
    public int? Head { get; init; }

    /// <summary>The patterns of the variables that are not trained.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>The height and width to which pictures in files are resized; the network's if null.</summary>
    public int? Size { get; init; }

    /// <summary>The picture whose style is learned; null for networks that learn none.</summary>
    public string? Style { get; init; }

    /// <summary>The weight of the style, relative to that of the content; 1 if null.</summary>
    public double? StyleWeight { get; init; }

    /// <summary>Adds the settings to the facts of a checkpoint.</summary>
    public void AddTo(IDictionary<string, string> facts) => facts[Fact] = JsonSerializer.Serialize(this);

    /// <summary>Returns the settings of the run that a checkpoint is of.</summary>
    /// <exception cref="CommandException">It is not of such a run.</exception>
    public static FitSettings Of(Checkpoint checkpoint)
    {
        try
        {
            if (checkpoint.Facts.TryGetValue(Fact, out string? json) && JsonSerializer.Deserialize<FitSettings>(json) is { } settings)
                return settings;
        }
        catch (JsonException)
        {
            // The message below says it.
        }
        throw new CommandException($"{checkpoint.Path}: the checkpoint is not one of fit; choose another folder with --out");
    }
}

/// <summary>Where and how a run is carried out, which does not change its result except for rounding.</summary>
/// <param name="Device">auto, cpu, opengl or ilgpu.</param>
/// <param name="Threads">The number of threads of the CPU device; all if null.</param>
/// <param name="Out">The folder to write.</param>
/// <param name="CheckpointSeconds">Seconds between checkpoints.</param>
internal sealed record FitPlace(string Device, int? Threads, string Out, int CheckpointSeconds)
{
    /// <summary>Opens the device, the CPU with a number of threads unless it is null.</summary>
    public OpenDevice OpenDevice(int? threads) =>
        Device == "cpu" && threads is { } count ? new(new CpuDevice(count), null) : DeviceOptions.Open(Device);

    /// <summary>The command that resumes an interrupted run.</summary>
    public string ResumeCommand(string dataset)
    {
        string folder = Out.Contains(' ', StringComparison.Ordinal) ? $"'{Out}'" : Out;
        return $"fit {dataset} --device {Device} --out {folder} --resume";
    }
}
