using System.Text.RegularExpressions;
using DemoGame.Tests.Architecture;

namespace DemoGame.Tests;

/// <summary>The files that CONTRIBUTING.md sends people to are there.</summary>
public sealed partial class ContributingGuideTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));

    [Fact]
    public void Every_file_and_folder_that_is_named_exists()
    {
        string[] paths = [.. Quoted().Matches(Text).Concat(Linked().Matches(Text)).Select(match => match.Groups["path"].Value).Distinct(StringComparer.Ordinal)];
        Assert.True(paths.Length > 50, $"only {paths.Length} paths were found");
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"there is no {path}"));
    }

    [Theory]
    [InlineData("An activation")]
    [InlineData("An operator with its gradient")]
    [InlineData("An ONNX operator")]
    [InlineData("A network of the zoo")]
    [InlineData("A filter")]
    [InlineData("A game")]
    public void A_list_names_the_files_to_open(string heading)
    {
        int start = Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no section '{heading}'");
        int end = Text.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        string[] files = [.. Quoted().Matches(Text[start..end]).Select(match => match.Groups["path"].Value)];
        Assert.Contains(files, file => file.StartsWith("src/", StringComparison.Ordinal));
        Assert.Contains(files, file => file.StartsWith("tests/", StringComparison.Ordinal));
    }

    /// <summary>A path in backquotes: one with a folder in it, or a file of the root by its extension.</summary>
    [GeneratedRegex(@"`(?<path>(src|tests|bench|docs|eng|templates)/[\w./-]+|[\w.]+\.(props|targets|sh|md))`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\]\((?<path>[\w./-]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Linked();
}
