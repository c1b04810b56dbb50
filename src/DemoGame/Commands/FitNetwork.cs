using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>The network of a run, fitted to the data: its input, its number of outputs and their labels.</summary>
internal static class FitNetwork
{
    /// <summary>The sizes that become anchors: those of boxes at one, three and five sixths of all, ordered by their areas.</summary>
    private static readonly int[] AnchorSixths = [1, 3, 5];

    private const int SmallImage = 160, Width = 16, NarrowWidth = 6, SamplesForAnchors = 300, StyleSide = 192;

    private const int EmbeddingDimensions = 32, SentenceFilters = 16;

    /// <summary>Whether a network is as the zoo has it, but for its input and outputs, so that a .vision file can name it.</summary>
    public static bool IsOfZoo(NetworkDefinition model) =>
        ModelCatalog.Find(model.Name) is { } known && model.Name is not ("text-cnn" or "tiny-yolo-v2")
        // A generator of other images has other layers.
        && (model.Task != ModelTask.Generation || model == known);

    /// <summary>Opens the network as it is, before the data are known.</summary>
    /// <exception cref="UnknownModelException">There is no such network or file.</exception>
    public static NetworkDefinition Open(string nameOrPath) => ModelFile.Open(nameOrPath);

    /// <summary>Fits a network to a data set.</summary>
    /// <exception cref="CommandException">The network's input or output does not fit; the message says what would.</exception>
    public static NetworkDefinition Fit(NetworkDefinition model, Dataset data, FitSettings settings)
    {
        if (model.Name == "text-cnn") model = ForWords(model, data);
        if (model.Task == ModelTask.Detection && data.Targets == TargetKind.Boxes) return ForBoxes(model, data);
        if (data.InputShape != model.InputShape) model = WithInput(model, data);
        if (data.Targets == TargetKind.Keypoints && model.Outputs is not null) return model.WithOutputs(data.TargetShape[0]);
        if (data.Targets == TargetKind.Mask && model.Outputs is not null)
            return model.WithOutputs(data.Classes.Length) with { Labels = data.Classes };
        if (data.Targets != TargetKind.Class) return model;
        int outputs = settings.Head ?? data.Classes.Length;
        if (outputs < data.Classes.Length)
        {
            throw new CommandException(
                $"--head {outputs}: {data.Name} has {data.Classes.Length} classes; choose --head {data.Classes.Length} or more");
        }
        if (model.Outputs is not null && model.Outputs != outputs)
        {
            // The weights of a file belong to its own head; those that still fit are loaded apart.
            model = model.WithOutputs(outputs);
        }
        return outputs == data.Classes.Length ? model with { Labels = data.Classes } : model;
    }

    /// <summary>The task of a network on a data set.</summary>
    /// <exception cref="CommandException">Nothing is known to train the network for.</exception>
    public static TrainingTask TaskOf(NetworkDefinition model, Dataset data, FitRecipe recipe, FitSettings settings) =>
        (model.Task, data.Targets) switch
        {
            (ModelTask.Reconstruction, TargetKind.None) => new ReconstructionTask(),
            (ModelTask.SuperResolution or ModelTask.Denoising, TargetKind.Values) => new RestorationTask(),
            (ModelTask.Segmentation, TargetKind.Mask) => new SegmentationTask(data.Classes.Length),
            (ModelTask.StyleTransfer, TargetKind.None) => StyleOf(settings),
            (ModelTask.Keypoints, TargetKind.Keypoints) => new KeypointTask(data.TargetShape[0]),
            (ModelTask.Detection, TargetKind.Boxes) => new DetectionTask(YoloOf(model, data)),
            (ModelTask.Classification or ModelTask.Unknown, TargetKind.Class) =>
                new ClassificationTask(settings.Head ?? data.Classes.Length) { LabelSmoothing = recipe.LabelSmoothing },
            _ => throw new CommandException(
                $"{model.Name} does {model.Task}, for which {data.Name} has no targets (it has {data.Targets}); choose another network"),
        };

    /// <summary>The style of a picture, which is reduced to at most <see cref="StyleSide"/> pixels on a side.</summary>
    private static StyleTask StyleOf(FitSettings settings)
    {
        if (settings.Style is not { } file)
            throw new CommandException("style transfer needs a picture of the style; give one with --style FILE");
        if (!File.Exists(file)) throw new CommandException($"--style: the file {file} does not exist");
        using var source = new ImageSource(file);
        double scale = Math.Min(1, (double)StyleSide / Math.Max(source.Width, source.Height));
        int width = (int)Math.Round(source.Width * scale), height = (int)Math.Round(source.Height * scale);
        if (Math.Min(width, height) < 16) throw new CommandException($"--style {file}: the picture is too small");
        using var device = new CpuDevice(1);
        using var capture = new FrameCapture(source, new Preprocessing(width, height) { Resize = FrameResize.Stretch }, device);
        var tensor = device.AllocateTensor([1, 3, height, width]);
        using var memory = tensor.Buffer;
        capture.Capture(tensor);
        return new StyleTask(tensor.ToArray(), height, width) { StyleWeight = (float)(settings.StyleWeight ?? 1) };
    }

    private static NetworkDefinition WithInput(NetworkDefinition model, Dataset data)
    {
        string mismatch = $"{model.Name} takes {model.InputShape}, and {data.Name} has {data.InputShape}; choose another network";
        if (model.Preprocessing is null != data.InputShape.Rank is not 4 || model.InputShape.Rank != data.InputShape.Rank)
            throw new CommandException(mismatch);
        var preprocessing = model.Preprocessing;
        if (preprocessing is not null && preprocessing.Channels != data.InputShape[1]) preprocessing = null;
        var fitted = model.WithInput(data.InputShape) with
        {
            Preprocessing = preprocessing is null
                ? Preprocessing.DefaultFor(data.InputShape)
                : preprocessing with { Width = data.InputShape[3], Height = data.InputShape[2] },
        };
        try
        {
            var graph = new Graph();
            fitted.Build(graph.Input(fitted.InputName, fitted.InputShape));
            return fitted;
        }
        catch (Exception exception) when (exception is ShapeException or CheckpointException or ArgumentException)
        {
            throw new CommandException($"{mismatch} ({exception.Message})");
        }
    }

    /// <summary>The detector's grid and anchors.</summary>
    private static YoloV2 YoloOf(NetworkDefinition model, Dataset data)
    {
        var grid = GridOf(model);
        return new(grid.Height, grid.Width, model.Anchors, data.Classes.Length);
    }

    private static (int Height, int Width) GridOf(NetworkDefinition model)
    {
        var shape = model.ToGraph().Outputs[model.OutputName].Shape;
        return (shape[2], shape[3]);
    }

    /// <summary>Anchors of the sizes of the boxes, in cells: a small, a middle and a large one.</summary>
    private static IEnumerable<Anchor> AnchorsOf(Dataset data, (int Height, int Width) grid)
    {
        float[] input = new float[data.InputLength], target = new float[data.TargetLength];
        var boxes = new List<Box>();
        for (int i = 0; i < Math.Min(data.Count, SamplesForAnchors); i++)
        {
            data.Read(i, input, target);
            boxes.AddRange(DetectionTask.ObjectsOf(target).Select(item => item.Box));
        }
        if (boxes.Count == 0) throw new CommandException($"{data.Name} has no boxes, so there is nothing to find");
        boxes.Sort((x, y) => x.Area.CompareTo(y.Area));
        return AnchorSixths.Select(part => boxes[boxes.Count * part / 6])
            .Select(box => new Anchor(box.Width * grid.Width, box.Height * grid.Height));
    }

    /// <summary>The detector with the anchors and the classes of the data, and fewer filters of Tiny YOLO for small images.</summary>
    private static NetworkDefinition ForBoxes(NetworkDefinition model, Dataset data)
    {
        int reduction = model.InputShape[2] / GridOf(model).Height;
        if (data.InputShape[1] != 3 || data.InputShape[2] % reduction != 0 || data.InputShape[3] % reduction != 0)
        {
            throw new CommandException(
                $"{model.Name} takes color images whose height and width are multiples of {reduction}, and {data.Name} has "
                + $"{data.InputShape}; choose another --size");
        }
        if (model is { Name: "tiny-yolo-v2", HasWeights: false })
        {
            int width = data.InputShape[2] <= SmallImage ? NarrowWidth : Width;
            model = new(model.Name, model.Source, model.Task, model.InputName, data.InputShape, data.Classes.Length,
                (x, classes) => TinyYolo.V2(x, AnchorSixths.Length, classes, width));
        }
        else if (model.HasWeights && model.Outputs != data.Classes.Length)
        {
            throw new CommandException(
                $"{model.Name} finds {model.Outputs} classes, and {data.Name} has {data.Classes.Length}; give the name of a network and "
                + "the file with --from");
        }
        var fitted = WithInput(model.WithOutputs(data.Classes.Length), data) with { Labels = data.Classes };
        return model.HasWeights && !model.Anchors.IsEmpty ? fitted : fitted with { Anchors = [.. AnchorsOf(data, GridOf(fitted))] };
    }

    /// <summary>The network for sentences with a vocabulary of its own; that of the zoo is the example of the paper's figure.</summary>
    private static NetworkDefinition ForWords(NetworkDefinition model, Dataset data)
    {
        if (data.WordCount == 0)
            throw new CommandException($"{model.Name} takes sentences, and {data.Name} has {data.InputShape}; choose another network");
        int vocabulary = data.WordCount;
        return new(model.Name, model.Source, model.Task, model.InputName, data.InputShape, data.Classes.Length, (x, classes) =>
            TextCnn.OfVectors(x.Embedding("words", vocabulary, EmbeddingDimensions), classes, SentenceFilters))
        {
            Vocabulary = data.Vocabulary,
        };
    }
}
