using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace DemoGame.Tests.Architecture;

/// <summary>The project files of the repository that these tests were compiled in.</summary>
internal static class Repository
{
    /// <summary>The folder of Vision.sln, found upwards from this source file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every project below <paramref name="folder"/>, except build outputs and the contents of templates, which become the users' own projects.</summary>
    public static IReadOnlyList<ProjectFile> Projects(string folder = "")
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start)
            ? [.. Files(start).Order(StringComparer.Ordinal).Select(path => new ProjectFile(path))]
            : [];
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.csproj").Concat(
            Directory.EnumerateDirectories(folder)
                .Where(child => Path.GetFileName(child) is not ("bin" or "obj" or "content") && Path.GetFileName(child)[0] != '.')
                .SelectMany(Files));

    private static string FindRoot([CallerFilePath] string source = "")
    {
        for (var folder = Path.GetDirectoryName(source); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Vision.sln")))
                return folder;
        throw new InvalidOperationException($"No Vision.sln above {source}; the sources moved since this was compiled.");
    }
}

/// <summary>What one project file says it refers to.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument _xml = XDocument.Load(path);

    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    public string Path { get; } = path;

    /// <summary>The full paths of the projects it refers to.</summary>
    public IReadOnlyList<string> ProjectReferences =>
        [.. Includes("ProjectReference").Select(include =>
            System.IO.Path.GetFullPath(include.Replace('\\', '/'), System.IO.Path.GetDirectoryName(Path)!))];

    public IReadOnlyList<string> PackageReferences => [.. Includes("PackageReference")];

    /// <summary>The packages whose version it names itself, in whichever of the ways that MSBuild knows.</summary>
    public IReadOnlyList<string> OwnVersions =>
        [.. _xml.Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "GlobalPackageReference")
            .Where(element => element.Attributes().Any(a => a.Name.LocalName is "Version" or "VersionOverride")
                || element.Elements().Any(e => e.Name.LocalName is "Version" or "VersionOverride"))
            .Select(element => element.Attribute("Include")?.Value ?? element.ToString())];

    public override string ToString() => Name;

    private IEnumerable<string> Includes(string item) =>
        _xml.Descendants()
            .Where(element => element.Name.LocalName == item)
            .SelectMany(element => (element.Attribute("Include")?.Value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>What a compiled assembly refers to.</summary>
internal static class Compiled
{
    public static IReadOnlyList<string> References(string assembly) =>
        [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)];
}
