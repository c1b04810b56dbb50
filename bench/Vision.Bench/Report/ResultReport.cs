using System.Globalization;
using System.Text;
using VisionRuntime.Insight;

namespace Vision.Bench.Report;

/// <summary>Joins the measurements of several runs into one table, as Markdown and JSON, and a chart.</summary>
internal static class ResultReport
{
    /// <summary>Reads every JSON file of a folder and writes results.md, results.json and results.png beside them.</summary>
    /// <returns>The exit code of the command.</returns>
    public static int Write(string folder, string title)
    {
        string[] parts = [.. Directory.GetFiles(folder, "part-*.json").Order(StringComparer.Ordinal)];
        if (parts.Length == 0)
        {
            Console.Error.WriteLine($"report: {folder} has no part-*.json; write them with --json");
            return 2;
        }
        Result[] results = [.. parts.SelectMany(Results.Read)];
        Results.Write(Path.Combine(folder, "results.json"), results);
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"# {title}").AppendLine()
            .AppendLine("Medians of the rounds, with the minimum and the maximum; a ratio of more than 1 is in Vision's favor.").AppendLine();
        string chart = Path.Combine(folder, "results.png");
        if (Draw(results, chart)) text.AppendLine("![Ratios by network](results.png)").AppendLine();
        foreach (var section in results.GroupBy(result => result.Section, StringComparer.Ordinal)) Append(text, section.Key, [.. section]);
        File.WriteAllText(Path.Combine(folder, "results.md"), text.ToString());
        return 0;
    }

    private static void Append(StringBuilder text, string section, Result[] results)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"## {section}").AppendLine()
            .AppendLine("| work | engine | unit | median | min | max | ratio |").AppendLine("|---|---|---|---:|---:|---:|---:|");
        foreach (var result in results)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {result.Work} | {result.Engine} | {result.Unit} | {Round(result.Median)} | "
                + $"{Round(result.Least)} | {Round(result.Most)} | {result.Ratio?.ToString("F2", CultureInfo.InvariantCulture)} |");
        foreach (var engine in results.Where(result => result.Ratio is not null).GroupBy(result => result.Engine, StringComparer.Ordinal))
            if (engine.Count() > 1)
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| geometric mean of {engine.Count()} | {engine.Key} | | | | | {Mean(engine):F2} |");
        text.AppendLine();

        static string Round(double value) => value.ToString(value < 1000 ? "G4" : "F0", CultureInfo.InvariantCulture);
        static double Mean(IEnumerable<Result> results) => Math.Exp(results.Average(result => Math.Log(result.Ratio!.Value)));
    }

    /// <summary>Draws the ratios of the sections that compare the same works with one engine, a curve for each.</summary>
    private static bool Draw(Result[] results, string path)
    {
        var sections = results.Where(result => result.Ratio is not null && result.Section.StartsWith("zoo, ", StringComparison.Ordinal))
            .GroupBy(result => result.Section, StringComparer.Ordinal).ToArray();
        if (sections.Length == 0) return false;
        string[] works = [.. sections.SelectMany(section => section.Select(result => result.Work)).Distinct(StringComparer.Ordinal)];
        double[] x = [.. works.Select((_, i) => i + 1.0)];
        var series = sections.Select(section => new ChartSeries(section.Key["zoo, ".Length..], x,
            [.. works.Select(work => section.FirstOrDefault(result => result.Work == work)?.Ratio ?? double.NaN)])).ToList();
        series.Add(new("equal", x, [.. x.Select(_ => 1.0)]));
        new LineChart
        {
            Title = "Time of ONNX Runtime over that of Vision, network by network",
            HorizontalLabel = "networks in the order of the tables; above 1 Vision is faster",
            Panels = [new("", series)],
            Width = 1280, Height = 560,
        }.SavePng(path);
        return true;
    }
}
