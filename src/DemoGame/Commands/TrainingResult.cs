using System.Text.Json.Serialization;
using DemoGame.Games;
using VisionRuntime.Agents.Distributed;

namespace DemoGame.Commands;

/// <summary>The outcome of a training run, as result.json holds it.</summary>
internal sealed class TrainingResult
{
    /// <param name="game">The game.</param>
    /// <param name="algorithm">The training algorithm.</param>
    /// <param name="seed">The random seed.</param>
    /// <param name="returns">The returns of the evaluation episodes.</param>
    /// <param name="frames">Environment steps over all instances, each one frame of one game.</param>
    /// <param name="seconds">The training time.</param>
    /// <param name="device">The kind of device that ran the networks.</param>
    public TrainingResult(
        TrainableGame game, string algorithm, int seed, IReadOnlyList<double> returns, long frames, double seconds, string device)
    {
        (Game, Algorithm, Seed) = (game.Name, algorithm, seed);
        (Frames, Seconds, Device) = (frames, Math.Round(seconds, 1), device);
        (Episodes, MeanReturn) = (returns.Count, returns.Average());
        var (low, high) = BootstrapInterval.OfMean(returns);
        ReturnInterval = [low, high];
        Score = game.Success.Describe(returns.Count(game.Success.IsMet), returns.Count);
        if (game.Success.ResultKey is { } key) SuccessRate = new(StringComparer.Ordinal) { [key] = game.Success.Rate(returns) };
    }

    /// <summary>The score in words.</summary>
    [JsonIgnore]
    public string Score { get; }

    public string Game { get; }

    public string Algorithm { get; }

    public int Seed { get; }

    /// <summary>The mean return of the evaluation episodes.</summary>
    public double MeanReturn { get; }

    /// <summary>The 95 % confidence interval of the mean return: [low, high].</summary>
    public double[] ReturnInterval { get; }

    /// <summary>The number of evaluation episodes.</summary>
    public int Episodes { get; }

    public long Frames { get; }

    public double Seconds { get; }

    public string Device { get; }

    /// <summary>nuget or offline.</summary>
    public string Packages { get; } = BuildFacts.Packages;

    /// <summary>What became of the batches that actors sent; null without actors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperienceCounts? Experience { get; init; }

    /// <summary>The success rate, from 0 to 1, under the game's own name for it.</summary>
    [JsonExtensionData]
    public Dictionary<string, object>? SuccessRate { get; }
}
