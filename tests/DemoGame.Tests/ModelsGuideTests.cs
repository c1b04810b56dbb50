using System.Globalization;
using DemoGame.Tests.Architecture;
using VisionRuntime.Analysis;
using VisionRuntime.Models;

namespace DemoGame.Tests;

/// <summary>The table of docs/models.md matches the code.</summary>
public sealed class ModelsGuideTests
{
    [Fact]
    public void The_table_of_the_guide_matches_the_catalog()
    {
        string[] found = [.. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "models.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(ModelCatalog.All.Select(Line), found);
    }

    private static string Line(NetworkDefinition model)
    {
        var cost = ModelCost.Of(model.ToGraph());
        return string.Create(CultureInfo.InvariantCulture, $"| `{model.Name}` | {model.Source} | {string.Join('x', model.InputShape.Skip(1))} | {cost.Parameters:N0} | {cost.Total.Multiplications:N0} |");
    }
}
