namespace DemoGame.Tests.Commands;

/// <summary>A temporary folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vision-").FullName;

    /// <summary>The names of everything in it, folders below included.</summary>
    public string[] Names => [.. Directory.GetFileSystemEntries(Path, "*", SearchOption.AllDirectories)
        .Select(name => System.IO.Path.GetRelativePath(Path, name)).Order(StringComparer.Ordinal)];

    public string this[params string[] names] => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
