using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DemoGame.Distribution;
using VisionRuntime.Data;
using VisionRuntime.Models;
using VisionRuntime.Training;
using VisionRuntime.Training.Distributed;

namespace DemoGame.Commands;

/// <summary>The place of this process among the workers that train a network together.</summary>
/// <param name="Broker">The broker that connects them.</param>
/// <param name="Rank">The rank of this worker, from 0.</param>
/// <param name="WorldSize">The number of workers.</param>
internal sealed record FitWorker(BrokerSettings Broker, int Rank, int WorldSize)
{
    private const int SamplesInChecksum = 16;

    /// <summary>The options that name the place on a command line, without credentials.</summary>
    public string ToArguments() => string.Create(
        CultureInfo.InvariantCulture, $"{Broker.ToArguments()} --world-size {WorldSize} --rank {Rank}");

    /// <summary>Connects to the broker.</summary>
    /// <param name="facts">What must be the same on all workers.</param>
    /// <param name="output">Receives a line whenever other workers take part than before.</param>
    /// <param name="cancellation">Ends the waiting for others.</param>
    /// <exception cref="BrokerException">There is no broker, it refuses, or there is a worker of this rank already.</exception>
    public RingReducer Connect(IReadOnlyDictionary<string, string> facts, TextWriter output, CancellationToken cancellation)
    {
        var reducer = new RingReducer(new(new RabbitMqRingChannel(Broker, Rank, cancellation), Rank, WorldSize, facts)
        {
            Patience = Broker.Patience, Cancellation = cancellation,
        });
        string waited = Rank > 0 ? "rank 0" : WorldSize == 2 ? "1 other rank"
            : string.Create(CultureInfo.InvariantCulture, $"{WorldSize - 1} other ranks");
        output.WriteLine($"Rank {Rank} of {WorldSize} waits for {waited} in the run '{Broker.Run}' at {Broker}");
        output.Flush();
        reducer.Formed += ranks =>
        {
            output.WriteLine($"Ranks {string.Join(", ", ranks)} of {WorldSize} take part");
            output.Flush();
        };
        return reducer;
    }

    /// <summary>What must be the same on all workers.</summary>
    public static Dictionary<string, string> FactsOf(
        FitSettings settings, NetworkDefinition model, Dataset training, TrainerOptions options) => new(StringComparer.Ordinal)
        {
            ["program"] = typeof(Trainer).Assembly.GetName().Version?.ToString(3) ?? "unknown",
            ["model"] = string.Create(CultureInfo.InvariantCulture, $"{model.Name} with {model.ToGraph().Parameters:N0} parameters"),
            ["data set"] = string.Create(
                CultureInfo.InvariantCulture, $"{training.Name} of {training.Count:N0} samples with checksum {Checksum(training)}"),
            ["batch size"] = Text(settings.Batch ?? FitRecipe.Find(settings.Recipe).Options.BatchSize),
            ["number of accumulated batches"] = Text(options.Accumulation),
            ["number of epochs"] = Text(options.Epochs),
            ["seed"] = Text(settings.Seed),
            ["recipe"] = settings.Recipe,
            ["optimizer"] = $"{options.Optimizer}",
            ["pattern of frozen variables"] = string.Join(' ', options.Frozen),
        };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A checksum of a few samples, because a folder of the same name may have others on another machine.</summary>
    private static string Checksum(Dataset dataset)
    {
        float[] input = new float[dataset.InputLength], target = new float[dataset.TargetLength];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < SamplesInChecksum; i++)
        {
            dataset.Read((int)((long)(dataset.Count - 1) * i / (SamplesInChecksum - 1)), input, target);
            hash.AppendData(MemoryMarshal.AsBytes<float>(input));
            hash.AppendData(MemoryMarshal.AsBytes<float>(target));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }
}
