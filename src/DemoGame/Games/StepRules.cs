namespace DemoGame.Games;

/// <summary>What every game asks of a step.</summary>
internal static class StepRules
{
    /// <summary>Throws if a step is impossible.</summary>
    /// <param name="game">The name of the game.</param>
    /// <param name="actions">The names of its actions.</param>
    /// <param name="action">The action of the step.</param>
    /// <param name="hasEnded">Whether the episode has ended.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    /// <exception cref="InvalidOperationException">The episode has ended.</exception>
    public static void Require(string game, IReadOnlyList<string> actions, int action, bool hasEnded)
    {
        if ((uint)action >= (uint)actions.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(action), action, $"{game} has the actions 0 to {actions.Count - 1} ({string.Join(", ", actions)})");
        }
        if (hasEnded) throw new InvalidOperationException($"{game}: the episode has ended; call Reset to begin the next one");
    }
}
