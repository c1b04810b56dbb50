using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>The network of a run, fitted to the data: its input, its number of outputs and their labels.</summary>
internal static class FitNetwork
{
    private const int EmbeddingDimensions = 32, SentenceFilters = 16;

    /// <summary>Opens the network as it is, before the data are known.</summary>
    /// <exception cref="UnknownModelException">There is no such network or file.</exception>
    public static NetworkDefinition Open(string nameOrPath) => ModelFile.Open(nameOrPath);

    /// <summary>Fits a network to a data set.</summary>
    /// <exception cref="CommandException">The network's input or output does not fit; the message says what would.</exception>
    public static NetworkDefinition Fit(NetworkDefinition model, Dataset data, FitSettings settings)
    {
        if (model.Name == "text-cnn") model = ForWords(model, data);
        if (data.InputShape != model.InputShape) model = WithInput(model, data);
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
            (ModelTask.Reconstruction, _) => new ReconstructionTask(),
            (ModelTask.Classification or ModelTask.Unknown, TargetKind.Class) =>
                new ClassificationTask(settings.Head ?? data.Classes.Length) { LabelSmoothing = recipe.LabelSmoothing },
            _ => throw new CommandException(
                $"{model.Name} does {model.Task}, for which {data.Name} has no targets (it has {data.Targets}); choose another network"),
        };

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

    /// <summary>The network for sentences with a vocabulary of its own; that of the zoo is the example of the paper's figure.</summary>
    private static NetworkDefinition ForWords(NetworkDefinition model, Dataset data)
    {
        if (data.WordCount == 0)
            throw new CommandException($"{model.Name} takes sentences, and {data.Name} has {data.InputShape}; choose another network");
        int vocabulary = data.WordCount;
        return new(model.Name, model.Source, model.Task, model.InputName, data.InputShape, data.Classes.Length, (x, classes) =>
            TextCnn.OfVectors(x.Embedding("words", vocabulary, EmbeddingDimensions), classes, SentenceFilters));
    }
}
