using System.Collections.Immutable;
using System.Globalization;
using VisionRuntime;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>The files of a run of supervised training: best weights, model, curve, pictures, report and result.</summary>
internal sealed class FitFiles(string folder, NetworkDefinition model, TrainingTask task, DatasetSplits data, FitSettings settings)
{
    /// <summary>The number of samples in the pictures of the report.</summary>
    public const int ShownSamples = 32;

    private const string Best = "best.vision", Mistakes = "mistakes.png", Samples = "samples.png";
    private const string AverageScope = "average/";
    private const int MostClassesInMatrix = 20;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Saves the weights of the best validation so far, the averaged ones where they are averaged.</summary>
    public static void SaveBest(string folder, Trainer trainer, TrainerOptions options)
    {
        bool averaged = options.AverageDecay is not null;
        Checkpoint.Save(Path.Combine(folder, Best), trainer.Variables, new Dictionary<string, string>(StringComparer.Ordinal),
            name => !averaged || name.StartsWith(AverageScope, StringComparison.Ordinal));
    }

    /// <summary>Restores the weights of the best validation.</summary>
    public void RestoreBest(Variables variables)
    {
        var best = Checkpoint.Load(Path.Combine(folder, Best));
        best.RestoreInto(variables, best.Names.Contains);
    }

    /// <summary>Writes the files.</summary>
    public void Write(
        FitResult result, Evaluation test, TrainingCurve curve, TrainerOptions options, Variables variables, string device)
    {
        SaveModel(variables, options);
        curve.SaveCsv(PathOf(OutputFolder.CurveData));
        curve.SavePng(
            PathOf(OutputFolder.Curve), $"{model.Name} on {data.Name}, recipe {settings.Recipe}, seed {settings.Seed}", task.ErrorName,
            task.ErrorIsRate);
        Report(result, test, options, device);
        ResultFile.Save(PathOf(OutputFolder.Result), result);
    }

    /// <summary>The result in a few words.</summary>
    public string Headline(Evaluation test) => task.ErrorIsRate
        ? string.Create(Culture, $"{100 * test.Error:0.00} % test {task.ErrorName}")
        : string.Create(Culture, $"{test.Error:G4} test {task.ErrorName}");

    private string PathOf(string name) => Path.Combine(folder, name);

    private void SaveModel(Variables variables, TrainerOptions options)
    {
        using var weights = new Variables(variables.Device);
        var graph = model.ToGraph();
        weights.Add(graph);
        foreach (string name in graph.Variables.Keys)
            weights.Write(name, variables.Read(options.AverageDecay is null ? name : AverageScope + name));
        // A network that is not as the zoo has it, or that comes from an ONNX file, can only be saved whole.
        string file = FitNetwork.IsOfZoo(model) ? OutputFolder.Model : Path.ChangeExtension(OutputFolder.Model, ".onnx");
        new Model(model).Save(PathOf(file), weights);
    }

    private void Report(FitResult result, Evaluation test, TrainerOptions options, string device)
    {
        var report = new RunReport
        {
            Title = $"{model.Name} on {data.Name}",
            Headline = Headline(test),
            Facts =
            {
                new($"validation {task.ErrorName}", task.ErrorIsRate
                    ? string.Create(Culture, $"{100 * result.ValidationError:0.00} %") : result.ValidationError.ToString("G4", Culture)),
                new("test loss", test.Loss.ToString("G4", Culture)),
                new("samples", string.Create(
                    Culture, $"{data.Training.Count:N0} training, {data.Validation!.Count:N0} validation, {data.Test!.Count:N0} test")),
                new("epochs", string.Create(Culture, $"{result.Epochs:0.##}, the best after {result.BestEpoch:0.##}")),
                new("seconds", result.Seconds.ToString("F0", Culture)),
                new("device", device),
                new("seed", settings.Seed.ToString(Culture)),
                new("recipe", $"{settings.Recipe}: {FitRecipe.Find(settings.Recipe).Description}"),
                new("optimizer", options.Optimizer.GetType().Name),
                new("learning rate", string.Create(Culture, $"{options.Optimizer.LearningRate}, {options.Schedule.GetType().Name}")),
                new("batch size", settings.Replicas == 1 ? options.BatchSize.ToString(Culture)
                    : $"{options.BatchSize} in each of {settings.Replicas} replicas"),
                new("network", model.Source),
                new("parameters", result.Parameters.ToString("N0", Culture)),
                new("packages", result.Packages),
            },
        };
        if (result.MeanAveragePrecision is { } precision)
            report.Facts.Add(new("mean average precision at 0.5", precision.ToString("0.000", Culture)));
        if (result.MeanPixels is { } pixels) report.Facts.Add(new("mean distance in pixels", pixels.ToString("0.00", Culture)));
        if (result.CorrectKeypoints is { } correct)
            report.Facts.Add(new("keypoints found within 5 % of the image", string.Create(Culture, $"{100 * correct:0.0} %")));
        if (result.PeakSignalToNoise is { } ratio)
        {
            report.Facts.Add(new("peak signal-to-noise ratio", string.Create(Culture, $"{ratio:0.00} dB")));
            report.Facts.Add(new(
                "the same without the network", string.Create(Culture, $"{result.PeakSignalToNoiseWithout:0.00} dB")));
        }
        if (result.MeanIntersectionOverUnion is { } agreement)
            report.Facts.Add(new("mean intersection over union", agreement.ToString("0.000", Culture)));
        foreach (var (part, error) in result.TestErrors ?? ImmutableDictionary<string, double>.Empty)
        {
            report.Facts.Add(new($"{task.ErrorName} on {part}",
                task.ErrorIsRate ? string.Create(Culture, $"{100 * error:0.00} %") : error.ToString("G4", Culture)));
        }
        report.Sections.Add(new("Training", new ReportImage(PathOf(OutputFolder.Curve), "Errors and losses over epochs.")));
        if (task is ClassificationTask classification) AddClassification(report, test, classification.Classes);
        else if (model.InputShape.Rank == 4) AddPictures(report, test);
        report.Save(PathOf(OutputFolder.Report));
    }

    private void AddClassification(RunReport report, Evaluation test, int classes)
    {
        var labels = new int[test.OutputCount];
        float[] input = new float[data.Test!.InputLength], target = new float[1];
        var answers = new List<(int Sample, int Label, int Predicted, float Probability)>();
        var matrix = new int[classes, classes];
        for (int i = 0; i < labels.Length; i++)
        {
            data.Test.Read(i, input, target);
            int predicted = LargestOf(test.OutputOf(i));
            matrix[labels[i] = (int)target[0], predicted]++;
            if (predicted != labels[i]) answers.Add((i, labels[i], predicted, Probability(test.OutputOf(i), predicted)));
        }
        if (classes <= MostClassesInMatrix)
        {
            report.Sections.Add(new("Confusion matrix",
                new ReportText("Rows are the classes of the test samples, columns what the network took them for."),
                new ReportTable(["", .. Enumerable.Range(0, classes).Select(data.Test.ClassName)],
                    [.. Enumerable.Range(0, classes).Select(row => (IReadOnlyList<string>)[data.Test.ClassName(row),
                        .. Enumerable.Range(0, classes).Select(column => matrix[row, column].ToString(Culture))])])));
        }
        if (data.Test.InputShape.Rank is 3 or 5)
        {
            FitPictures.SaveSignals(PathOf(Samples), data.Test, test);
            report.Sections.Add(new("Test samples", new ReportImage(PathOf(Samples), data.Test.InputShape.Rank == 3
                ? "Test series, the true class and what the network took them for."
                : "Test volumes, each as the largest value along its depth, the true class and what the network took it for.")));
        }
        if (data.Training.Vocabulary is { } vocabulary && answers.Count > 0)
        {
            report.Sections.Add(new("Worst mistakes", new ReportTable(["sentence", "class", "taken for", "probability"],
                [.. answers.OrderByDescending(answer => test.Losses[answer.Sample]).Take(ShownSamples).Select(
                    answer => (IReadOnlyList<string>)[
                        vocabulary.Decode(ImageOf(answer.Sample)), data.Test.ClassName(answer.Label), data.Test.ClassName(answer.Predicted),
                        string.Create(Culture, $"{100 * answer.Probability:0} %")])])));
        }
        if (answers.Count == 0 || data.Test.InputShape.Rank != 4) return;
        var worst = answers.OrderByDescending(answer => test.Losses[answer.Sample]).Take(ShownSamples).ToArray();
        SampleSheet.SavePng(PathOf(Mistakes),
            [.. worst.Select(answer => (ImageOf(answer.Sample), string.Create(Culture,
                $"{data.Test.ClassName(answer.Label)} as {data.Test.ClassName(answer.Predicted)} {100 * answer.Probability:0}%")))],
            data.Test.InputShape, $"The {worst.Length} worst of {answers.Count} mistakes");
        report.Sections.Add(new("Worst mistakes",
            new ReportImage(PathOf(Mistakes), "The true class, what the network took it for, and the probability it gave to that.")));
    }

    private void AddPictures(RunReport report, Evaluation test)
    {
        string path = PathOf(Samples), caption;
        switch (task)
        {
            case KeypointTask:
                FitPictures.SaveKeypoints(path, data.Test!, test, ShownSamples);
                caption = "Test images with the true points (green) and those that were found (red), and the mean distance.";
                break;
            case DetectionTask detection:
                FitPictures.SaveBoxes(path, data.Test!, test, detection.Yolo, ShownSamples);
                caption = "Test images with the true boxes (green) and those that were found (red).";
                break;
            case RestorationTask:
                FitPictures.SaveRestorations(path, data.Test!, test);
                caption = "Test images: the input, what the network makes of it with its peak signal-to-noise ratio, and the true picture.";
                break;
            case SegmentationTask:
                FitPictures.SaveMasks(path, data.Test!, test, ShownSamples);
                caption = "Test images, the true classes of their pixels, and those that were found.";
                break;
            case StyleTask:
                FitPictures.SaveReconstructions(path, data.Test!, test, "Test images, each beside itself in the style");
                caption = "Test images, each beside itself in the style.";
                break;
            default:
                FitPictures.SaveReconstructions(path, data.Test!, test);
                caption = "Test images, each beside its reconstruction with its mean squared error.";
                break;
        }
        report.Sections.Add(new("Test images", new ReportImage(path, caption)));
    }

    private float[] ImageOf(int sample)
    {
        float[] image = new float[data.Test!.InputLength], target = new float[data.Test.TargetLength];
        data.Test.Read(sample, image, target);
        return image;
    }

    private static int LargestOf(ReadOnlySpan<float> logits) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);

    private static float Probability(ReadOnlySpan<float> logits, int index)
    {
        float largest = System.Numerics.Tensors.TensorPrimitives.Max(logits), sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return MathF.Exp(logits[index] - largest) / sum;
    }
}
