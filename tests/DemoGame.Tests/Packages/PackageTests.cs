using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;
using DemoGame.Tests.Architecture;

namespace DemoGame.Tests.Packages;

/// <summary>What dotnet pack makes, and what somebody does with it who has nothing else of this repository.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageTests(PackageFeed feed)
{
    [Theory]
    [InlineData("Vision.ShaderKernels", "ShaderKernels", "Silk.NET.OpenGL", "ILGPU", "System.Numerics.Tensors")]
    [InlineData("Vision.Runtime", "VisionRuntime", "Vision.ShaderKernels", "Silk.NET.OpenGL", "SixLabors.ImageSharp", "System.Numerics.Tensors", "Google.Protobuf", "Microsoft.Extensions.Logging.Abstractions")]
    public void A_package_names_the_real_packages_and_versions_that_it_needs(string id, string assembly, params string[] dependencies)
    {
        using var package = Open(id, "nupkg");
        var nuspec = Nuspec(package, id);
        var group = Assert.Single(nuspec.Descendants(), e => e.Name.LocalName == "group");
        Assert.Equal("net10.0", group.Attribute("targetFramework")!.Value);
        string[] expected = [.. dependencies.Select(name => $"{name} {(name.StartsWith("Vision.", StringComparison.Ordinal) ? PackageFeed.Version : PackageFeed.Pinned(name))}")];
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            group.Elements().Select(e => $"{e.Attribute("id")!.Value} {e.Attribute("version")!.Value}").Order(StringComparer.Ordinal));
        Assert.Equal([$"lib/net10.0/{assembly}.dll", $"lib/net10.0/{assembly}.xml"],
            package.Entries.Select(e => e.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Vision.ShaderKernels")]
    [InlineData("Vision.Runtime")]
    [InlineData("Vision.Templates")]
    public void A_package_says_what_it_is_and_under_which_license(string id)
    {
        using var package = Open(id, "nupkg");
        var nuspec = Nuspec(package, id);
        string Field(string name) => Assert.Single(nuspec.Descendants(), e => e.Name.LocalName == name).Value;
        Assert.Equal(PackageFeed.Version, Field("version"));
        Assert.Equal("MIT", Field("license"));
        Assert.Equal("README.md", Field("readme"));
        Assert.True(Field("description").Length > 80);
        Assert.NotEmpty(Field("tags"));
        Assert.NotEmpty(Field("authors"));
        Assert.StartsWith($"# {id}", Text(package, "README.md"), StringComparison.Ordinal);
        Assert.StartsWith("MIT License", File.ReadAllText(Path.Combine(Repository.Root, "LICENSE")), StringComparison.Ordinal);
        Assert.Contains($"## [{PackageFeed.Version}]", File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Vision.ShaderKernels", "ShaderKernels")]
    [InlineData("Vision.Runtime", "VisionRuntime")]
    public void A_package_comes_with_symbols_and_knows_nothing_of_the_machine_it_was_made_on(string id, string assembly)
    {
        using var package = Open(id, "nupkg");
        using var symbols = Open(id, "snupkg");
        Assert.DoesNotContain(Repository.Root, Encoding.Latin1.GetString(Bytes(package, $"lib/net10.0/{assembly}.dll")), StringComparison.Ordinal);
        using var debug = MetadataReaderProvider.FromPortablePdbImage([.. Bytes(symbols, $"lib/net10.0/{assembly}.pdb")]);
        var reader = debug.GetMetadataReader();
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, document => Assert.StartsWith("/_/", reader.GetString(reader.GetDocument(document).Name), StringComparison.Ordinal));
        Assert.DoesNotContain("file:", Text(package, $"{id}.nuspec"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_else_becomes_a_package() =>
        Assert.Equal(["ShaderKernels", "Vision.Templates", "VisionRuntime"],
            Repository.Projects().Where(p => File.ReadAllText(p.Path).Contains("eng/Packing.props", StringComparison.Ordinal)).Select(p => p.Name).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);

    [Fact]
    public void A_program_outside_the_tree_classifies_frames() => Assert.Equal("right\nleft\nmiddle\n", feed.Run("Classify"));

    [Fact]
    public void The_example_in_the_readme_of_ShaderKernels_prints_what_it_says() => Assert.Equal("0 0 4 4 0 0\n", feed.Run("Kernels"));

    private static XDocument Nuspec(ZipArchive package, string id) => XDocument.Parse(Text(package, $"{id}.nuspec"));

    private static string Text(ZipArchive package, string name) => Encoding.UTF8.GetString(Bytes(package, name)).TrimStart('\uFEFF');

    private static byte[] Bytes(ZipArchive package, string name)
    {
        using var stream = (package.GetEntry(name) ?? throw new InvalidOperationException($"the package has no {name}")).Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private ZipArchive Open(string id, string extension) => ZipFile.OpenRead(Path.Combine(feed.Packages, $"{id}.{PackageFeed.Version}.{extension}"));
}
