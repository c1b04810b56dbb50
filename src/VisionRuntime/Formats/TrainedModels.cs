using System.Collections.Concurrent;
using System.Reflection;
using VisionRuntime.Models;

namespace VisionRuntime.Formats;

/// <summary>
/// The trained models that come with the library, by name: <c>Model.Load("digits")</c>. Each is a network of the zoo with weights that were
/// trained by a <c>fit</c> command; docs/models.md lists them.
/// </summary>
public static class TrainedModels
{
    private const string Folder = "models/", Extension = ".vision";

    private static readonly ConcurrentDictionary<string, NetworkDefinition> Opened = new(StringComparer.Ordinal);

    /// <summary>Gets the names of the models.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(TrainedModels).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Finds a model by its name, with its weights; returns null if there is none.</summary>
    public static NetworkDefinition? Find(string name) =>
        Names.Contains(name, StringComparer.Ordinal) ? Opened.GetOrAdd(name, Open) : null;

    private static NetworkDefinition Open(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name + Extension)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return ModelFile.Of(Checkpoint.Load(name, name, bytes));
    }
}
