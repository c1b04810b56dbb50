using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>The data sets of <c>fit</c> by the names of the command line.</summary>
internal static class FitData
{
    public const string Default = "shapes";

    public const string Description =
        "The data set: shapes, digits, glyphs, faces, scenes, reviews, series, volumes or game:NAME (generated here), mnist:DIR, "
        + "cifar:DIR, folder:DIR (pictures in folders named after their classes), boxes:FILE or keypoints:FILE (COCO's JSON), or "
        + "sentences:FILE (lines of a label, a tab and a sentence). Several of the same kind are joined by a plus sign: mnist:DIR+digits.";

    private static readonly Dictionary<string, Func<string, NetworkDefinition, FitSettings, DatasetSplits>> WithPath =
        new(StringComparer.Ordinal)
        {
            ["mnist"] = (path, _, _) => Mnist.Load(path),
            ["cifar"] = (path, _, _) => Cifar.Load(path),
            ["folder"] = (path, model, settings) => ImageFolder.Load(path, ShapeOf(model, settings)),
            ["boxes"] = (path, model, settings) => Coco.Load(path, TargetKind.Boxes, ShapeOf(model, settings)),
            ["keypoints"] = (path, model, settings) => Coco.Load(path, TargetKind.Keypoints, ShapeOf(model, settings)),
            ["sentences"] = (path, _, _) => Sentences.Load(path).Splits,
            ["game"] = FramesOf,
        };

    private static readonly Dictionary<string, Func<NetworkDefinition, FitSettings, DatasetSplits>> Drawn = new(StringComparer.Ordinal)
    {
        ["shapes"] = (model, settings) => DrawnShapes.Create(ChannelsOf(model), settings.Size ?? SizeOf(model), settings.Seed),
        ["digits"] = (model, settings) => DrawnDigits.Create(settings.Size ?? SizeOf(model), settings.Seed),
        ["glyphs"] = (model, settings) => DrawnGlyphs.Create(settings.Size ?? SizeOf(model), settings.Seed),
        ["faces"] = (model, settings) => DrawnFaces.Create(settings.Size ?? SizeOf(model), settings.Seed),
        ["scenes"] = (model, settings) =>
            DrawnScenes.Create(model.Task == ModelTask.Segmentation ? TargetKind.Mask : TargetKind.Boxes, ChannelsOf(model),
                settings.Size ?? SceneSize, settings.Seed),
        ["reviews"] = (_, settings) => GeneratedReviews.Create(settings.Seed),
        ["series"] = (model, settings) => GeneratedSeries.Create(settings.Size ?? LengthOf(model, 3), settings.Seed),
        ["volumes"] = (model, settings) => GeneratedVolumes.Create(settings.Size ?? LengthOf(model, 5), settings.Seed),
    };

    /// <summary>The height and width of scenes, a multiple of the 32 by which detectors reduce them.</summary>
    private const int SceneSize = 96;

    /// <summary>Returns what is wrong with a name, or null.</summary>
    public static string? Problem(string dataset) => Joined(dataset).Select(ProblemOfOne).FirstOrDefault(problem => problem is not null);

    private static string? ProblemOfOne(string dataset)
    {
        var (kind, path) = Parts(dataset);
        if (Drawn.ContainsKey(kind)) return path is null ? null : $"'{kind}' is drawn here and takes no folder, not '{dataset}'";
        if (!WithPath.ContainsKey(kind))
            return $"Unknown data set '{dataset}'; available: {string.Join(", ", Drawn.Keys.Concat(WithPath.Keys.Select(Shown)))}";
        return string.IsNullOrEmpty(path) ? $"'{kind}' needs a path: {Shown(kind)}" : null;

        static string Shown(string kind) => kind switch
        {
            "sentences" or "boxes" or "keypoints" => $"{kind}:FILE",
            "game" => $"{kind}:NAME",
            _ => $"{kind}:DIR",
        };
    }

    /// <summary>Loads or draws a data set whose name has no problem, for a network.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static DatasetSplits Load(FitSettings settings, NetworkDefinition model)
    {
        return DatasetSplits.Join([.. Joined(settings.Dataset).Select(LoadOne)]);

        DatasetSplits LoadOne(string name)
        {
            var (kind, path) = Parts(name);
            return path is null ? Drawn[kind](model, settings) : WithPath[kind](path, model, settings);
        }
    }

    /// <summary>Splits a name at the plus signs that are followed by another data set; a path may contain others.</summary>
    private static List<string> Joined(string dataset)
    {
        var names = new List<string>();
        foreach (string part in dataset.Split('+'))
        {
            string kind = Parts(part).Kind;
            if (names.Count == 0 || Drawn.ContainsKey(kind) || WithPath.ContainsKey(kind)) names.Add(part);
            else names[^1] += '+' + part;
        }
        return names;
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

    /// <summary>The frames of a game, with what the network is to make of them.</summary>
    private static DatasetSplits FramesOf(string name, NetworkDefinition model, FitSettings settings)
    {
        var definition = GameCatalog.Find(name);
        var target = model.Task switch
        {
            ModelTask.SuperResolution => FrameTarget.FullSize,
            ModelTask.Denoising => FrameTarget.Clean,
            ModelTask.Segmentation => FrameTarget.Layers,
            ModelTask.Reconstruction or ModelTask.StyleTransfer => FrameTarget.None,
            _ => throw new CommandException(
                $"{model.Name} does {model.Task}, for which the frames of a game have no targets; choose a network that makes pictures"),
        };
        int size = settings.Size ?? (target == FrameTarget.FullSize ? 2 : 1) * SizeOf(model);
        using var host = GraphicsHost.OpenHeadless();
        return GameFrames.Create(host.Gl, definition, target, size, settings.Seed);
    }

    /// <summary>The length of the last axis of an input with so many axes.</summary>
    private static int LengthOf(NetworkDefinition model, int rank) => model.InputShape.Rank == rank ? model.InputShape[rank - 1] : 32;
}
