using System.Diagnostics;
using System.Globalization;
using System.Text;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Insight;

namespace Vision.Experiments;

/// <summary>A claim, and the measurement of it: a table in Markdown and a plot.</summary>
internal abstract class Experiment
{
    /// <summary>The name on the command line and of the files.</summary>
    public abstract string Name { get; }

    /// <summary>What the notes claim.</summary>
    public abstract string Claim { get; }

    /// <summary>Measures, prints the table, and writes the table and the plot.</summary>
    public void Run(int threads, string folder)
    {
        var clock = Stopwatch.StartNew();
        using var device = new CpuDevice(threads);
        var findings = Measure(device);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {Claim}").AppendLine();
        text.AppendLine(findings.Setting).AppendLine();
        text.AppendLine($"| {string.Join(" | ", findings.Columns)} |");
        text.AppendLine($"|{string.Concat(findings.Columns.Select((_, column) => column == 0 ? "---|" : "---:|"))}");
        foreach (string[] row in findings.Rows) text.AppendLine($"| {string.Join(" | ", row)} |");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"![{Claim}]({Name}.png)").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"{device.Name}, {clock.Elapsed.TotalSeconds:F0} s in all.\n");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{Name}.md"), text.ToString().ReplaceLineEndings("\n"));
        findings.Chart.SavePng(Path.Combine(folder, $"{Name}.png"));
        Console.WriteLine(text.ToString());
    }

    protected abstract Findings Measure(CpuDevice device);

    /// <summary>A number with three decimals, or in percent.</summary>
    protected static string Percent(double value) => (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    protected static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The mean and the standard deviation of several runs.</summary>
    protected static string MeanOf(IReadOnlyCollection<double> values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return $"{Percent(mean)} ± {(100 * deviation).ToString("0.0", CultureInfo.InvariantCulture)}";
    }
}

/// <summary>What an experiment found.</summary>
/// <param name="Setting">Data, network and training, in a sentence or two.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Chart">The plot.</param>
internal sealed record Findings(string Setting, string[] Columns, IReadOnlyList<string[]> Rows, LineChart Chart);
