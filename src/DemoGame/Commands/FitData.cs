using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>The data sets of <c>fit</c> by the names of the command line.</summary>
internal static class FitData
{
    public const string Default = "shapes";

    public const string Description =
        "The data set: shapes, digits, glyphs, faces or scenes (drawn here), mnist:DIR, cifar:DIR, folder:DIR (pictures in folders named "
        + "after their classes), boxes:FILE or keypoints:FILE (COCO's JSON), or sentences:FILE (lines of a label, a tab and a sentence).";

    private static readonly Dictionary<string, Func<string, NetworkDefinition, FitSettings, DatasetSplits>> WithPath =
        new(StringComparer.Ordinal)
        {
            ["mnist"] = (path, _, _) => Mnist.Load(path),
            ["cifar"] = (path, _, _) => Cifar.Load(path),
            ["folder"] = (path, model, settings) => ImageFolder.Load(path, ShapeOf(model, settings)),
            ["boxes"] = (path, model, settings) => Coco.Load(path, TargetKind.Boxes, ShapeOf(model, settings)),
            ["keypoints"] = (path, model, settings) => Coco.Load(path, TargetKind.Keypoints, ShapeOf(model, settings)),
            ["sentences"] = (path, _, _) => Sentences.Load(path).Splits,
        };

    private static readonly Dictionary<string, Func<NetworkDefinition, FitSettings, DatasetSplits>> Drawn = new(StringComparer.Ordinal)
    {
        ["shapes"] = (model, settings) => DrawnShapes.Create(ChannelsOf(model), settings.Size ?? SizeOf(model), settings.Seed),
        ["digits"] = (model, settings) => DrawnDigits.Create(settings.Size ?? SizeOf(model), settings.Seed),
        ["glyphs"] = (model, settings) => DrawnGlyphs.Create(settings.Size ?? SizeOf(model), settings.Seed),
        ["faces"] = (model, settings) => DrawnFaces.Create(settings.Size ?? SizeOf(model), settings.Seed),
        ["scenes"] = (model, settings) =>
            DrawnScenes.Create(TargetKind.Boxes, ChannelsOf(model), settings.Size ?? SceneSize, settings.Seed),
    };

    /// <summary>The height and width of scenes, a multiple of the 32 by which detectors reduce them.</summary>
    private const int SceneSize = 96;

    /// <summary>Returns what is wrong with a name, or null.</summary>
    public static string? Problem(string dataset)
    {
        var (kind, path) = Parts(dataset);
        if (Drawn.ContainsKey(kind)) return path is null ? null : $"'{kind}' is drawn here and takes no folder, not '{dataset}'";
        if (!WithPath.ContainsKey(kind))
            return $"Unknown data set '{dataset}'; available: {string.Join(", ", Drawn.Keys.Concat(WithPath.Keys.Select(Shown)))}";
        return string.IsNullOrEmpty(path) ? $"'{kind}' needs a path: {Shown(kind)}" : null;

        static string Shown(string kind) => kind is "sentences" or "boxes" or "keypoints" ? $"{kind}:FILE" : $"{kind}:DIR";
    }

    /// <summary>Loads or draws a data set whose name has no problem, for a network.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static DatasetSplits Load(FitSettings settings, NetworkDefinition model)
    {
        var (kind, path) = Parts(settings.Dataset);
        return path is null ? Drawn[kind](model, settings) : WithPath[kind](path, model, settings);
    }

    private static (string Kind, string? Path) Parts(string dataset)
    {
        int colon = dataset.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (dataset.ToLowerInvariant(), null) : (dataset[..colon].ToLowerInvariant(), dataset[(colon + 1)..]);
    }

    private static Shape ShapeOf(NetworkDefinition model, FitSettings settings) => settings.Size is { } size
        ? [1, model.InputShape.Rank == 4 ? model.InputShape[1] : 3, size, size]
        : model.InputShape;

    private static int ChannelsOf(NetworkDefinition model) => model.InputShape is { Rank: 4 } shape && shape[1] == 3 ? 3 : 1;

    private static int SizeOf(NetworkDefinition model) =>
        model.InputShape is { Rank: 4 } shape && shape[2] == shape[3] ? shape[2] : 28;
}
