using System.Globalization;

namespace DemoGame.Games;

/// <summary>What counts as success in a game, and the words for it: <c>Caught 195 of 200 balls</c>.</summary>
public sealed record SuccessCriterion
{
    /// <summary>What was achieved in a successful episode, capitalized; the label of the score in the HUD.</summary>
    public string Label { get; init; } = "Won";

    /// <summary>What the episodes of the game are about, in the plural.</summary>
    public string Episodes { get; init; } = "episodes";

    /// <summary>An episode is a success if its return is above this.</summary>
    public double ReturnAbove { get; init; }

    /// <summary>The name of the success rate in result.json; null leaves it out.</summary>
    public string? ResultKey { get; init; }

    /// <summary>Whether an episode with this return is a success.</summary>
    public bool IsMet(double episodeReturn) => episodeReturn > ReturnAbove;

    /// <summary>The fraction of successes among returns, from 0 to 1; 0 if there are none.</summary>
    public double Rate(IReadOnlyCollection<double> returns) => returns.Count == 0 ? 0 : returns.Count(IsMet) / (double)returns.Count;

    /// <summary>The score in words, with the percentage: <c>Caught 195 of 200 balls (97.5 %)</c>.</summary>
    public string Describe(int successes, int episodes)
    {
        double percent = 100.0 * successes / Math.Max(1, episodes);
        return string.Create(CultureInfo.InvariantCulture, $"{Label} {successes} of {episodes} {Episodes} ({percent:0.#} %)");
    }
}
