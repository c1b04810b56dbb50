using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using DemoGame.Games;
using VisionRuntime.External;

namespace DemoGame.Commands;

/// <summary>Arguments and options whose values are checked while the command line is parsed.</summary>
internal static class Options
{
    /// <summary>The game to play.</summary>
    public static Argument<GameDefinition> Game() => new("game")
    {
        Description = $"The game: {string.Join(", ", GameCatalog.Names)}.",
        CustomParser = result =>
        {
            try
            {
                return GameCatalog.Find(result.Tokens[0].Value);
            }
            catch (UnknownGameException exception)
            {
                result.AddError(exception.Message);
                return null;
            }
        },
    };

    /// <summary>A game of this program, or a program that is played from outside.</summary>
    public static Argument<TrainableGame> TrainableGame() => new("game")
    {
        Description = $"The game: {string.Join(", ", GameCatalog.Names)}; or external:FILE, an unmodified program that a file describes.",
        CustomParser = result =>
        {
            try
            {
                return UnmodifiedGames.Find(result.Tokens[0].Value);
            }
            catch (Exception exception) when (exception is UnknownGameException or GameDescriptionException)
            {
                result.AddError(exception.Message);
                return null;
            }
        },
    };

    /// <summary>One of a few words, in upper or lower case; its value is in lower case.</summary>
    public static Option<string> Choice(string name, string description, string defaultChoice, params string[] choices) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultChoice,
        CustomParser = result =>
        {
            string choice = result.Tokens[0].Value;
            if (!choices.Contains(choice, StringComparer.OrdinalIgnoreCase))
                result.AddError($"'{name}' must be one of {string.Join(", ", choices)}, not '{choice}'");
            return choice.ToLowerInvariant();
        },
    };

    /// <summary>One of a few words, in upper or lower case, or null if it is left out.</summary>
    public static Option<string?> OptionalChoice(string name, string description, params string[] choices)
    {
        var option = Choice(name, description, "", choices);
        return new(name) { Description = description, CustomParser = result => option.CustomParser!(result) };
    }

    /// <summary>An integer with a default.</summary>
    public static Option<T> Integer<T>(string name, string description, T defaultValue, T minimum)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => Parse(result, name, minimum),
        };

    /// <summary>An integer that may be left out.</summary>
    public static Option<T?> OptionalInteger<T>(string name, string description, T minimum)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            CustomParser = result => Parse(result, name, minimum),
        };

    private static T Parse<T>(ArgumentResult result, string name, T minimum)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        string text = result.Tokens[0].Value;
        if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || value < BigInteger.CreateChecked(minimum))
        {
            result.AddError($"'{name}' must be {(T.IsZero(minimum) ? "a non-negative" : "a positive")} integer, not '{text}'");
            return minimum;
        }
        if (value > BigInteger.CreateChecked(T.MaxValue)) result.AddError($"'{name}' must be at most {T.MaxValue}, not '{text}'");
        return T.CreateSaturating(value);
    }
}
