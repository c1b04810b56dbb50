using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DemoGame.Tests.Architecture;
using DemoGame.Tests.Commands;

namespace DemoGame.Tests.Packages;

/// <summary>
/// The packages as <c>dotnet pack</c> makes them, in a throw-away folder outside the tree, and projects that were restored from there and built. Where
/// the stand-ins are in use they are packed too, under the real names and versions. Shared by all tests of packages and templates.
/// </summary>
/// <remarks>Restores unpack into a throw-away folder too, so that no stand-in ever gets into the user's own package cache.</remarks>
public sealed partial class PackageFeed : IDisposable
{
    /// <summary>The short names of the templates and the names of the projects that were made with them.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Templates = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["vision-game"] = "LightGame", ["vision-agent"] = "My.Agent", ["vision-filter"] = "Edges",
    };

    private static readonly string[] Packable = ["src/ShaderKernels", "src/VisionRuntime", "templates"];
    private readonly TemporaryFolder _folder = new();

    /// <summary>Packs, creates the projects and builds them all.</summary>
    public PackageFeed()
    {
        try
        {
            Packages = _folder["packages"];
            Pack();
            WriteConfiguration();
            Directory.CreateDirectory(_folder["apps"]);
            AddProgram("Classify", "Vision.Runtime", PackedPrograms.Classify);
            AddProgram("Kernels", "Vision.ShaderKernels", PackedPrograms.OfReadme(Path.Combine(Repository.Root, "src", "ShaderKernels", "README.md")));
            Dotnet.Run(_folder.Path, Environment, "new", "install", Path.Combine(Packages, $"Vision.Templates.{Version}.nupkg"), "--debug:custom-hive", _folder["hive"]);
            foreach (var (template, name) in Templates)
                Dotnet.Run(_folder["apps"], Environment, "new", template, "-n", name, "-o", Project(name), "--no-restore", "--debug:custom-hive", _folder["hive"]);
            Build();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder with the packages.</summary>
    public string Packages { get; }

    /// <summary>The version of the packages, from the one place that states it.</summary>
    public static string Version { get; } = Property(Path.Combine(Repository.Root, "Directory.Build.props"), "Version");

    /// <summary>The environment of commands that restore.</summary>
    internal IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["NUGET_PACKAGES"] = _folder["cache"] };

    /// <summary>The folder of a project that was built.</summary>
    public string Project(string name) => _folder["apps", name];

    /// <summary>The program that a project was built into.</summary>
    public string Program(string name) => Path.Combine(Project(name), "bin", "Release", "net10.0", name + ".dll");

    /// <summary>Runs a project's program and returns what it wrote.</summary>
    public string Run(string name, params string[] arguments) => Dotnet.Run(Project(name), Environment, ["exec", Program(name), .. arguments]);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>The version of a package that the tree asks for.</summary>
    internal static string Pinned(string package) => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
        .Single(e => e.Attribute("Include")!.Value == package).Attribute("Version")!.Value;

    private static bool StandInsAreUsed =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Packages").Value == "offline";

    private static string Property(string file, string name) => XDocument.Load(file).Descendants(name).Single().Value;

    private static string[] StandIns =>
        [.. Repository.Projects("eng/offline").Where(p => !p.Path.Contains($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(p => p.Path)];

    /// <summary>Packs what is built already, all projects in one run of MSBuild.</summary>
    private void Pack()
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        string common = $"Configuration={configuration};NoBuild=true;Packages={(StandInsAreUsed ? "offline" : "nuget")};PackageOutputPath={Packages}";
        string[] projects = [.. Packable.Select(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj").Single())];
        new XElement("Project",
            new XElement("ItemGroup", projects.Select(project => new XElement("Own", new XAttribute("Include", project)))),
            new XElement("ItemGroup", (StandInsAreUsed ? StandIns : []).Select(project => new XElement("StandIn", new XAttribute("Include", project)))),
            new XElement("Target", new XAttribute("Name", "Pack"),
                // The templates are no part of what these tests are built from.
                Call("@(Own->WithMetadataValue('Filename', 'Vision.Templates'))", "Restore", $"{common};RestoreSession={Guid.NewGuid()}"),
                Call("@(Own)", "Pack", common),
                Call("@(StandIn)", "Pack", $"{common};IsPackable=true"))).Save(_folder["pack.proj"]);
        Dotnet.Run(_folder.Path, new Dictionary<string, string>(StringComparer.Ordinal), "msbuild", "pack.proj", "-t:Pack", "-m", "-v:quiet", "-nologo");

        static XElement Call(string projects, string target, string properties) => new("MSBuild",
            new XAttribute("Projects", projects), new XAttribute("Targets", target), new XAttribute("Properties", properties), new XAttribute("BuildInParallel", "true"));
    }

    /// <summary>
    /// The folder, what the user's cache has already, and the machine's own sources. What was packed here comes from the folder and nowhere else.
    /// </summary>
    private void WriteConfiguration()
    {
        string cache = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string[] machine = [.. EnabledSource().Matches(Dotnet.Run(_folder.Path, Environment, "nuget", "list", "source")).Select(match => match.Groups["name"].Value)];
        string[] packed = ["Vision.*", .. StandInsAreUsed ? StandIns.Select(project => Path.GetFileNameWithoutExtension(project)) : []];
        var sources = new Dictionary<string, string>(StringComparer.Ordinal) { ["packed"] = Packages };
        if (Directory.Exists(cache)) sources["cache"] = cache;
        new XElement("configuration",
            new XElement("packageSources", sources.Select(source => new XElement("add", new XAttribute("key", source.Key), new XAttribute("value", source.Value)))),
            new XElement("packageSourceMapping", new XElement("clear"),
                Mapping("packed", packed), sources.Keys.Where(key => key != "packed").Concat(machine).Select(key => Mapping(key, ["*"])))).Save(_folder["nuget.config"]);

        static XElement Mapping(string source, IEnumerable<string> patterns) =>
            new("packageSource", new XAttribute("key", source), patterns.Select(pattern => new XElement("package", new XAttribute("pattern", pattern))));
    }

    private void AddProgram(string name, string package, string source)
    {
        Directory.CreateDirectory(Project(name));
        File.WriteAllText(Path.Combine(Project(name), "Program.cs"), source);
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup", new XElement("OutputType", "Exe"), new XElement("TargetFramework", "net10.0"), new XElement("Nullable", "enable"), new XElement("ImplicitUsings", "enable")),
            new XElement("ItemGroup", new XElement("PackageReference", new XAttribute("Include", package), new XAttribute("Version", Version))))
            .Save(Path.Combine(Project(name), name + ".csproj"));
    }

    /// <summary>Restores and builds every project in one run; a warning is an error.</summary>
    private void Build()
    {
        string[] names = ["Classify", "Kernels", .. Templates.Values];
        new XElement("Solution", names.Select(name => new XElement("Project", new XAttribute("Path", $"{name}/{name}.csproj")))).Save(_folder["apps", "Apps.slnx"]);
        Dotnet.Run(_folder["apps"], Environment, "build", "Apps.slnx", "-c", "Release", "-m", "-v:quiet", "-nologo", "-warnaserror", "-p:NuGetAudit=false");
    }

    [GeneratedRegex(@"^\s*\d+\.\s+(?<name>.+) \[Enabled\]\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EnabledSource();
}

/// <summary>Tests of packages and templates, which share one <see cref="PackageFeed"/>.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>
{
    public const string Name = "Packages";
}
