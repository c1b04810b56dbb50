using System.Text.RegularExpressions;
using VisionRuntime.Formats.Onnx.Import;
using VisionRuntime.Formats.Onnx.Import.Host;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>docs/onnx.md agrees with the importer.</summary>
public partial class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(ConformanceTests.Repository(), "docs", "onnx.md"));

    private static readonly HashSet<string> Known = [.. Operators.Known, .. HostOperators.Known];

    [Fact]
    public void The_table_lists_every_operator_once()
    {
        var listed = Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => Quoted().Match(line).Groups["name"].Value);
        Assert.Equal(Known.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operators_documented_as_unsupported_are_unknown()
    {
        var refused = Lines.SkipWhile(line => line != "## Not supported")
            .Where(line => line.StartsWith("- ", StringComparison.Ordinal)
                && !line.Contains("Shapes that depend", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line)).Select(match => match.Groups["name"].Value).Where(name => name != "Scan").ToArray();
        Assert.Contains("LSTM", refused);
        Assert.DoesNotContain(refused, Known.Contains);
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
