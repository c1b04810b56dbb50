using System.Text.RegularExpressions;
using DemoGame.Tests.Architecture;

namespace DemoGame.Tests;

/// <summary>The folders of a project refer to each other in one direction only.</summary>
public sealed class FolderOrderTests
{
    [Theory]
    [InlineData("Rendering", "Games", "Hud", "Commands")]
    [InlineData("Games", "Hud", "Commands")]
    [InlineData("Hud", "Commands")]
    public void A_folder_of_the_program_refers_to_none_above_it(string folder, params string[] above) =>
        AssertNoReferences(
            Path.Combine("src", "DemoGame", folder), [.. above.Select(name => $@"\bDemoGame\.{name}\b|(?<![\w.]){name}\.[A-Z]")]);

    [Fact]
    public void Charts_and_recordings_do_not_refer_to_the_inspection_of_networks() =>
        AssertNoReferences(Path.Combine("src", "VisionRuntime", "Insight"), [@"\bInspection\b"], SearchOption.TopDirectoryOnly);

    [Theory]
    [InlineData("Capture", "Filters")]
    [InlineData("Models", "Filters")]
    [InlineData("Formats", "Filters")]
    [InlineData("Filters", "Agents", "Insight")]
    public void Filters_come_after_capture_models_and_formats(string folder, params string[] above) =>
        AssertNoReferences(Path.Combine("src", "VisionRuntime", folder), [.. above.Select(name => $@"\bVisionRuntime\.{name}\b")]);

    [Fact]
    public void Data_sets_do_not_know_what_is_trained_on_them() =>
        AssertNoReferences(
            Path.Combine("src", "VisionRuntime", "Data"),
            [@"\bVisionRuntime\.(Training|Detection|Models|Formats|Agents|Insight)\b"]);

    private static void AssertNoReferences(string folder, string[] patterns, SearchOption search = SearchOption.AllDirectories)
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", search);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(patterns, pattern =>
            Assert.False(
                Regex.IsMatch(File.ReadAllText(file), pattern, RegexOptions.None, TimeSpan.FromSeconds(10)),
                $"{file} refers to {pattern}")));
    }
}
