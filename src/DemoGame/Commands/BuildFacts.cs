using System.Reflection;

namespace DemoGame.Commands;

/// <summary>How this program was built.</summary>
internal static class BuildFacts
{
    /// <summary>The origin of the Silk.NET, ILGPU and ImageSharp assemblies: nuget or offline.</summary>
    public static string Packages { get; } = typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(metadata => metadata.Key == "Packages").Value ?? "";
}
