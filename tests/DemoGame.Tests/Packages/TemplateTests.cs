using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DemoGame.Tests.Architecture;
using DemoGame.Tests.Commands;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime;

namespace DemoGame.Tests.Packages;

/// <summary>What dotnet new makes of the templates: projects that build without a warning and do what they say.</summary>
[Collection(PackageCollection.Name)]
public sealed partial class TemplateTests(PackageFeed feed, PrivateDisplay display) : IClassFixture<PrivateDisplay>
{
    public static TheoryData<string> All => new(PackageFeed.Templates.Keys);

    [Theory]
    [MemberData(nameof(All))]
    public void A_template_becomes_a_project_of_the_name_that_is_asked_for(string template)
    {
        string name = PackageFeed.Templates[template], source = SourceName(template);
        Assert.True(File.Exists(feed.Program(name)));
        foreach (string file in Directory.GetFiles(feed.Project(name)))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain(source, Path.GetFileName(file), StringComparison.Ordinal);
            Assert.DoesNotContain(source, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Window title", text, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(Path.Combine(feed.Project(name), ".template.config")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_template_takes_the_versions_that_the_tree_is_built_with(string template)
    {
        string file = Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, "templates", "content", template), "*.csproj"));
        var references = XDocument.Load(file).Descendants("PackageReference").ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value, StringComparer.Ordinal);
        Assert.Contains("Vision.Runtime", references.Keys, StringComparer.Ordinal);
        Assert.All(references, reference =>
            Assert.Equal(reference.Key.StartsWith("Vision.", StringComparison.Ordinal) ? PackageFeed.Version : PackageFeed.Pinned(reference.Key), reference.Value));
    }

    [Fact]
    public void The_agent_learns_and_is_saved_with_the_names_of_its_actions()
    {
        string output = feed.Run("My.Agent", "20000");
        var rates = ReachedTheLight().Match(output);
        Assert.True(rates.Success, output);
        // Half of the usual training: an untrained network finds the light in one episode of twenty, this agent in fourteen.
        Assert.InRange(int.Parse(rates.Groups["before"].ValueSpan, CultureInfo.InvariantCulture), 0, 25);
        Assert.InRange(int.Parse(rates.Groups["after"].ValueSpan, CultureInfo.InvariantCulture), 40, 100);
        var model = Model.Load(Path.Combine(feed.Project("My.Agent"), "agent.vision"));
        Assert.Equal("left right up down", string.Join(" ", model.Labels));
        Assert.Equal([1, 1, 42, 42], model.InputShape);
        using var agent = new PixelAgent(model);
        Assert.Equal(4, agent.ActionCount);
    }

    [Fact]
    public void The_filter_finds_the_edges_of_a_picture()
    {
        using var folder = new TemporaryFolder();
        using (var picture = new Image<Rgba32>(60, 40, new Rgba32(0, 0, 0, 255)))
        {
            for (int y = 10; y < 30; y++)
                for (int x = 20; x < 40; x++) picture[x, y] = new Rgba32(255, 255, 255, 255);
            picture.SaveAsPng(folder["square.png"]);
        }
        feed.Run("Edges", folder["square.png"], folder["edges.png"]);
        using var edges = Image.Load<Rgba32>(folder["edges.png"]);
        Assert.Equal((60, 40), (edges.Width, edges.Height));
        Assert.All([(0, 0), (59, 39), (30, 20), (10, 20)], place => Assert.Equal(new Rgba32(0, 0, 0, 255), edges[place.Item1, place.Item2]));
        Assert.All([(19, 20), (20, 20), (39, 20), (40, 20), (30, 9), (30, 10), (30, 29), (30, 30)], place => Assert.Equal(new Rgba32(255, 255, 255, 255), edges[place.Item1, place.Item2]));
        // Only the square's corner is within reach there: the gradient is (1, 1), and a quarter of its length is 0.354.
        Assert.Equal(90, edges[19, 9].R);
    }

    [SkippableFact]
    public void The_game_shows_its_light_in_a_window()
    {
        Skip.If(display.Reason.Length > 0, display.Reason);
        var picture = InWindow("LightGame", shot => shot.Width == 640 && Bright(shot, 0, 640) > 0);
        // A square of a quarter of the window's height, wherever it is now.
        Assert.InRange(Bright(picture, 0, 640), 118 * 118, 122 * 122);
    }

    [SkippableFact]
    public void The_filter_draws_edges_over_the_right_half_of_its_window()
    {
        Skip.If(display.Reason.Length > 0, display.Reason);
        // Colors on the left; on the right, where the scene's squares pass, nothing but gray lines.
        InWindow("Edges", shot => Colored(shot, 0, 320) > 5000 && Gray(shot, 330, shot.Width) > 100 && Colored(shot, 330, shot.Width) == 0);
    }

    private static int Bright(Screenshot shot, int left, int right) => Count(shot, left, right, pixel => pixel is { R: > 200, G: > 200 });

    private static int Colored(Screenshot shot, int left, int right) => Count(shot, left, right, pixel => Math.Abs(pixel.R - pixel.G) > 20 && pixel.G > 60);

    private static int Gray(Screenshot shot, int left, int right) => Count(shot, left, right, pixel => pixel.R > 40 && Math.Abs(pixel.R - pixel.G) < 4 && Math.Abs(pixel.B - pixel.G) < 4);

    private static int Count(Screenshot shot, int left, int right, Func<Rgba32, bool> wanted)
    {
        int count = 0;
        for (int y = 0; y < shot.Height; y++)
            for (int x = left; x < Math.Min(right, shot.Width); x++) count += wanted(shot[x, y]) ? 1 : 0;
        return count;
    }

    /// <summary>Opens a program's window and takes pictures of it until one is as expected.</summary>
    private Screenshot InWindow(string name, Func<Screenshot, bool> expected)
    {
        using var folder = new TemporaryFolder();
        using var program = Dotnet.Start(feed.Project(name), new Dictionary<string, string>(StringComparer.Ordinal) { ["DISPLAY"] = display.Name }, "exec", feed.Program(name));
        try
        {
            for (int attempt = 0; attempt < 60; attempt++)
            {
                Assert.False(program.HasExited, program.HasExited ? program.StandardError.ReadToEnd() : "");
                var picture = display.Shoot(folder.Path, 1, 5)[0];
                if (expected(picture)) return picture;
                Thread.Sleep(500);
            }
        }
        finally
        {
            if (!program.HasExited) program.Kill();
            program.WaitForExit();
        }
        throw new InvalidOperationException($"{name}: no picture of the window was as expected");
    }

    private static string SourceName(string template) =>
        Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(Repository.Root, "templates", "content", template), "*.csproj").Single());

    [GeneratedRegex(@"Reached the light in (?<before>\d+) of 100 episodes before training and in (?<after>\d+) after it", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReachedTheLight();
}
