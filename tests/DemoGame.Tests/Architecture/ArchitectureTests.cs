using System.Xml.Linq;

namespace DemoGame.Tests.Architecture;

/// <summary>One direction: DemoGame (the program vision) over VisionRuntime over ShaderKernels; packages, not stand-ins.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("ShaderKernels")]
    [InlineData("VisionRuntime", "ShaderKernels")]
    [InlineData("DemoGame", "ShaderKernels", "VisionRuntime")]
    public void A_project_refers_only_to_those_below_it(string project, params string[] below)
    {
        var file = Assert.Single(Repository.Projects("src"), p => p.Name == project);
        Assert.All(file.ProjectReferences, reference => Assert.Contains(Path.GetFileNameWithoutExtension(reference), below, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ShaderKernels", "VisionRuntime", "vision")]
    [InlineData("VisionRuntime", "vision")]
    public void A_compiled_assembly_knows_nothing_above_it(string assembly, params string[] above) =>
        Assert.Empty(Compiled.References(assembly).Intersect(above, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void The_program_stands_on_the_runtime() =>
        Assert.Contains(Repository.Projects("src").Single(p => p.Name == "DemoGame").ProjectReferences,
            reference => Path.GetFileName(reference) == "VisionRuntime.csproj");

    [Fact]
    public void There_are_three_projects_in_src() =>
        Assert.Equal(["DemoGame", "ShaderKernels", "VisionRuntime"], Repository.Projects("src").Select(p => p.Name), StringComparer.Ordinal);

    [Fact]
    public void No_project_but_the_stand_ins_refers_to_a_stand_in()
    {
        var offline = Path.Combine(Repository.Root, "eng", "offline") + Path.DirectorySeparatorChar;
        Assert.All(
            Repository.Projects().Where(p => !p.Path.StartsWith(offline, StringComparison.Ordinal)),
            project => Assert.DoesNotContain(project.ProjectReferences, r => r.StartsWith(offline, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Silk.NET.OpenGL")]
    [InlineData("Silk.NET.Windowing")]
    [InlineData("Silk.NET.Input")]
    [InlineData("ILGPU")]
    [InlineData("SixLabors.ImageSharp")]
    public void The_sources_are_written_against_the_package(string package) =>
        Assert.Contains(Repository.Projects("src"), project => project.PackageReferences.Contains(package, StringComparer.Ordinal));

    [Fact]
    public void Every_package_version_is_said_once_in_Directory_Packages_props()
    {
        var central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToList();
        var pinned = central.Select(e => e.Attribute("Include")!.Value).ToList();
        Assert.Equal(pinned.Distinct(StringComparer.OrdinalIgnoreCase), pinned, StringComparer.Ordinal);
        Assert.All(central, e => Assert.Matches(@"^\d+\.\d+\.\d+$", e.Attribute("Version")?.Value));
        Assert.All(Repository.Projects(), project =>
        {
            Assert.Empty(project.OwnVersions);
            Assert.All(project.PackageReferences, package => Assert.Contains(package, pinned, StringComparer.Ordinal));
        });
    }

    [Fact]
    public void A_stand_in_takes_the_place_of_the_package_of_its_name()
    {
        var standIns = XDocument.Load(Path.Combine(Repository.Root, "eng", "Packages.targets")).Descendants("StandIn")
            .Single(e => e.Attribute("Include") is not null).Attribute("Include")!.Value.Split(';');
        var taken = Repository.Projects().SelectMany(p => p.PackageReferences).Intersect(standIns, StringComparer.Ordinal);
        Assert.All(taken, package => Assert.True(
            File.Exists(Path.Combine(Repository.Root, "eng", "offline", package, package + ".csproj")), $"eng/offline/{package} is missing"));
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Vision.sln")).Replace('\\', '/');
        Assert.All(Repository.Projects(), project =>
            Assert.Contains('"' + Path.GetRelativePath(Repository.Root, project.Path).Replace('\\', '/') + '"', solution, StringComparison.Ordinal));
    }
}
