using System.Text.RegularExpressions;
using DemoGame.Tests.Architecture;

namespace DemoGame.Tests;

/// <summary>What docs/seeds.md says is there.</summary>
public sealed partial class SeedsGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "seeds.md"));

    [Fact]
    public void Every_file_that_the_guide_links_exists()
    {
        string[] links = [.. Link().Matches(Guide).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(links);
        Assert.All(links, link =>
            Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", link)), $"docs/seeds.md links {link}, which does not exist"));
    }

    [Fact]
    public void Every_test_that_the_guide_names_exists()
    {
        var tests = Tests();
        string[] named = [.. Reference().Matches(Guide).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];
        Assert.NotEmpty(named);
        Assert.All(named, name =>
            Assert.True(tests.Contains(name), $"docs/seeds.md names {name}, which is not a test; was it renamed?"));
    }

    [Fact]
    public void Every_row_has_code_and_a_test_or_says_that_it_is_missing()
    {
        string[] rows = [.. Guide[Guide.IndexOf("## Systems", StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !Heading().IsMatch(line))];
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            string[] cells = [.. row.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim())];
            Assert.InRange(cells.Length, 3, 4);
            if (cells.Length == 4) Assert.True(cells[2] == "Not yet" || Link().IsMatch(cells[2]), row);
            Assert.True(cells[^1] == "Not yet" || Reference().IsMatch(cells[^1]), row);
        });
    }

    /// <summary>All tests below tests/, as Class.Method: methods with a test attribute in front of them.</summary>
    private static HashSet<string> Tests()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories))
        {
            string source = File.ReadAllText(file), name = Path.GetFileNameWithoutExtension(file);
            if (!source.Contains($"class {name}", StringComparison.Ordinal)) continue;
            foreach (Match match in Method().Matches(source)) tests.Add($"{name}.{match.Groups[1].Value}");
        }
        return tests;
    }

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\| (system|layer|example|picture) \|")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?:Skippable)?(?:Fact|Theory)[^\n]*\]\s*(?:\[[^\n]*\]\s*)*public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Method();
}
