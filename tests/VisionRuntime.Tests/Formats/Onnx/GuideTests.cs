using System.Text.RegularExpressions;
using VisionRuntime.Formats.Onnx.Import;
using VisionRuntime.Formats.Onnx.Import.Host;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>docs/onnx.md says what the importer knows.</summary>
public partial class GuideTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(ConformanceTests.Repository(), "docs", "onnx.md"));

    private static readonly HashSet<string> Known = [.. Operators.Known, .. HostOperators.Known];

    [Fact]
    public void The_table_lists_every_operator_once()
    {
        var listed = Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => Quoted().Match(line).Groups["name"].Value);
        Assert.Equal(Known.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_said_not_to_be_supported_is_not()
    {
        var refused = Lines.SkipWhile(line => line != "## What is not").Where(line => line.StartsWith("- ", StringComparison.Ordinal) && !line.Contains("Shapes that depend", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line)).Select(match => match.Groups["name"].Value).Where(name => name != "Scan").ToArray();
        Assert.Contains("LSTM", refused);
        Assert.DoesNotContain(refused, Known.Contains);
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
