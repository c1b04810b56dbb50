using System.Globalization;

namespace VisionRuntime.Filters;

public sealed partial class FilterChain
{
    /// <summary>
    /// Creates a chain from text: names of the catalog separated by commas, each with values of its parameters and a strength if wanted, as
    /// in <c>gaussian:sigma=2:size=13,sobel@0.5</c>. A kernel or a file follows the name after a colon: <c>kernel:0 1 0;1 -4 1;0 1 0</c>,
    /// <c>kernel:sharpen.txt</c>, <c>lut:film.cube</c>. Text in double quotes may contain commas.
    /// </summary>
    /// <exception cref="FilterException">The text is not valid; the message says where.</exception>
    /// <exception cref="IOException">A file that is named cannot be read.</exception>
    public static FilterChain Parse(string text)
    {
        var chain = new FilterChain();
        foreach (string part in Parts(text))
        {
            if (part.Length == 0)
                throw new FilterException($"'{text}': a filter's name is missing; available: {FilterCatalog.NameList}");
            chain.Add(ParseStage(part));
        }
        return chain;
    }

    private static FilterStage ParseStage(string text)
    {
        float strength = 1;
        int at = text.LastIndexOf('@');
        if (at > 0 && !text[at..].Contains('"') && !text[at..].Contains('/'))
        {
            strength = Number(text, "the strength", text[(at + 1)..]);
            if (!(strength is >= 0 and <= 1))
                throw new FilterException($"{text[..at]}: the strength is {text[(at + 1)..]}; it must be from 0 to 1");
            text = text[..at];
        }
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = (colon < 0 ? text : text[..colon]).Trim(), argument = colon < 0 ? "" : text[(colon + 1)..];
        if (FilterCatalog.TryFromArgument(name, argument.Trim().Trim('"')) is { } definition)
            return new FilterStage(definition) { Strength = strength };
        var stage = new FilterStage(FilterCatalog.Find(name)) { Strength = strength };
        if (argument.Length == 0) return stage;
        foreach (string setting in argument.Split(':'))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FilterException($"{name}: '{setting}' is not a setting; write the parameter's name and value, such as "
                    + $"{name}:{stage.Filter.Parameters.FirstOrDefault()?.Name ?? "name"}=1");
            string parameter = setting[..equals].Trim();
            stage.Settings[parameter] = Number(name, parameter, setting[(equals + 1)..]);
        }
        return stage;
    }

    private static float Number(string filter, string parameter, string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value
        : throw new FilterException($"{filter}: {parameter} is '{text}', which is not a number");

    /// <summary>Splits at commas outside quotes.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            if (text[i] != ',' || quoted) continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }
        if (quoted) throw new FilterException($"'{text}': a double quote is missing");
        yield return text[start..].Trim();
    }
}
