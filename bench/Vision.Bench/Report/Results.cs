using System.Text.Json;

namespace Vision.Bench.Report;

/// <summary>One measurement: what one engine took for one piece of work, in the rounds of one run.</summary>
/// <param name="Section">The part of the report it belongs to, such as the zoo with 2 threads.</param>
/// <param name="Work">What was done.</param>
/// <param name="Engine">Who did it.</param>
/// <param name="Unit">The unit of the values; times are in milliseconds.</param>
/// <param name="Median">The median of the rounds.</param>
/// <param name="Least">The minimum.</param>
/// <param name="Most">The maximum.</param>
/// <param name="Ratio">The median over that of Vision for the same work, more than 1 where Vision is faster; null for Vision.</param>
internal sealed record Result(
    string Section, string Work, string Engine, string Unit, double Median, double Least, double Most, double? Ratio);

/// <summary>The measurements of one command, which <c>--json</c> writes to a file.</summary>
internal static class Results
{
    public const string Vision = "Vision";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly List<Result> All = [];

    /// <summary>The section of what is measured from now on.</summary>
    public static string Section { get; set; } = "";

    /// <summary>Adds the rounds of one engine.</summary>
    /// <param name="work">What was done.</param>
    /// <param name="engine">Who did it.</param>
    /// <param name="rounds">The values of the rounds.</param>
    /// <param name="vision">Those of Vision, for the ratio.</param>
    /// <param name="unit">The unit of the values.</param>
    public static void Add(string work, string engine, Measured rounds, Measured? vision = null, string unit = "ms") =>
        All.Add(new(Section, work, engine, unit, rounds.Median, rounds.Least, rounds.Most,
            vision is null ? null : rounds.Median / vision.Median));

    public static void Save(string path) => Write(path, All);

    public static void Write(string path, IReadOnlyList<Result> results) =>
        File.WriteAllText(path, JsonSerializer.Serialize(results, Indented));

    public static Result[] Read(string path) => JsonSerializer.Deserialize<Result[]>(File.ReadAllText(path)) ?? [];
}
