namespace VisionRuntime.Filters;

/// <summary>The filters that can be chosen by name. docs/filters.md shows each with its formula and a picture.</summary>
public static partial class FilterCatalog
{
    /// <summary>Gets all filters in the order of the guide.</summary>
    public static IReadOnlyList<FilterDefinition> All => s_all.Value;

    // Created on first use, since the order in which the parts of this class are initialized is not defined.
    private static readonly Lazy<FilterDefinition[]> s_all = new(CreateAll);

    /// <summary>Gets the names of all filters.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(filter => filter.Name)];

    internal static string NameList => string.Join(", ", All.Select(filter => filter.Name));

    /// <summary>Finds a filter by its name.</summary>
    /// <exception cref="FilterException">There is none; the message lists the names and suggests the nearest one.</exception>
    public static FilterDefinition Find(string name)
    {
        foreach (var filter in All)
            if (string.Equals(filter.Name, name, StringComparison.OrdinalIgnoreCase)) return filter;
        string nearest = All.MinBy(filter => Distance(name, filter.Name))!.Name;
        string suggestion = Distance(name, nearest) <= Math.Max(2, name.Length / 3) ? $"; did you mean '{nearest}'?" : "";
        throw new FilterException($"unknown filter '{name}'{suggestion}; available: {NameList}");
    }

    /// <summary>Returns a filter of a kernel typed by hand; see <see cref="Kernel(string)"/> and <see cref="Lut(string)"/>.</summary>
    /// <returns>Null for another name, or without an argument.</returns>
    internal static FilterDefinition? TryFromArgument(string name, string argument) =>
        argument.Length == 0 ? null : name switch { "kernel" => Kernel(argument), "lut" => Lut(argument), _ => null };

    /// <summary>The number of letters to insert, delete or replace to get from one word to another (Levenshtein 1966).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(from[i - 1]) == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }

    private static FilterDefinition[] CreateAll() =>
    [
        Sobel, SobelX, SobelY, Prewitt, Scharr, Kirsch, Laplacian, Edge, Canny, Curve, Random1, Random2, Kernel(),
        Box, Gaussian, Median, Bilateral, Sharpen, Emboss,
        Threshold, Posterize, Lut(), NightVision, Vignette, Pixelate, ChromaticAberration, Crt, Bloom,
        SuperResolution, Denoise, Segment, BackgroundBlur, BackgroundReplace, Style,
    ];
}
