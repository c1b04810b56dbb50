using System.Reflection;

namespace DemoGame.Commands;

/// <summary>How this program was built.</summary>
internal static class BuildFacts
{
    /// <summary>Where Silk.NET and ImageSharp came from: nuget or offline.</summary>
    public static string Packages { get; } = typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == "Packages").Value ?? "";
}
