using System.CommandLine;
using System.Globalization;
using DemoGame.Games;

namespace DemoGame.Commands;

/// <summary>The options of commands that say how an agent plays a game, with their Atari names.</summary>
internal sealed class EnvironmentSettings
{
    private readonly Option<int?> _frameSkip = Options.OptionalInteger("--frame-skip", "The frames that an action is repeated for.", 1);
    private readonly Option<int?> _noopMax =
        Options.OptionalInteger("--noop-max", "The largest number of idle frames at the start of an episode.", 0);

    private readonly Option<bool> _maxPool = new("--max-pool") { Description = "Observe the maximum of the last two frames." };

    private readonly Option<float?> _repeatActionProbability = new("--repeat-action-probability")
    {
        Description = "The probability that a frame repeats the action before it, at least 0 and less than 1.",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
            if (isNumber && value is >= 0 and < 1) return value;
            result.AddError($"'--repeat-action-probability' must be at least 0 and less than 1, not '{text}'");
            return null;
        },
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_frameSkip, _noopMax, _maxPool, _repeatActionProbability]) command.Options.Add(option);
    }

    /// <summary>Returns the options that were given, and otherwise the defaults.</summary>
    public EnvironmentOptions Apply(ParseResult parsed, EnvironmentOptions defaults) => defaults with
    {
        FrameSkip = parsed.GetValue(_frameSkip) ?? defaults.FrameSkip,
        NoopMax = parsed.GetValue(_noopMax) ?? defaults.NoopMax,
        MaxPool = parsed.GetValue(_maxPool) || defaults.MaxPool,
        RepeatActionProbability = parsed.GetValue(_repeatActionProbability) ?? defaults.RepeatActionProbability,
    };
}
