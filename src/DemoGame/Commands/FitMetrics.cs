using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>What the test set says about a network besides its error, in the units that its task is compared by.</summary>
internal static class FitMetrics
{
    /// <summary>The largest distance of a keypoint that counts as found, as a share of the image's size.</summary>
    private const float CorrectDistance = 0.05f;

    /// <summary>Bicubic interpolation with the coefficient of Keys 1981.</summary>
    private static readonly Resizing Bicubic = new(ResizeMode.Cubic) { CubicCoefficient = -0.5f };

    /// <summary>Returns the result with the metrics of the task.</summary>
    public static FitResult Add(FitResult result, TrainingTask task, Dataset data, Evaluation test)
    {
        if (data is JoinedDataset joined) result = result with { TestErrors = ErrorsOf(joined, test) };
        switch (task)
        {
            case DetectionTask { Yolo: var yolo }:
                return result with { MeanAveragePrecision = PrecisionOf(yolo, data, test) };
            case KeypointTask:
                var (pixels, share) = DistancesOf(data, test);
                return result with { MeanPixels = pixels, CorrectKeypoints = share };
            case RestorationTask:
                return result with
                {
                    PeakSignalToNoise = PeakSignalToNoiseRatio.Of(test.Error),
                    PeakSignalToNoiseWithout = PeakSignalToNoiseRatio.Of(ErrorWithout(data)),
                };
            case SegmentationTask { Classes: var classes }:
                return result with { MeanIntersectionOverUnion = AgreementOf(classes, data, test) };
            default:
                return result;
        }
    }

    /// <summary>The mean squared error of the inputs, enlarged by bicubic interpolation where the targets are larger.</summary>
    private static double ErrorWithout(Dataset data)
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var resized = graph.Input("input", data.InputShape).Resize(data.TargetShape[1], data.TargetShape[2], Bicubic);
        // As a picture has it, values beyond black and white are lost.
        graph.Output("output", graph.Map(Expression.Max(0, Expression.Min(1, Expression.Input(0))), resized));
        using var plan = Plan.Compile(graph, device, variables);
        float[] input = new float[data.InputLength], target = new float[data.TargetLength], output = new float[data.TargetLength];
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, input, target);
            plan.Input("input").Write(input);
            plan.Run();
            plan.Output("output").Read(output);
            for (int at = 0; at < target.Length; at++) sum += (output[at] - target[at]) * (double)(output[at] - target[at]);
        }
        return sum / ((double)data.Count * data.TargetLength);
    }

    private static double AgreementOf(int classes, Dataset data, Evaluation test)
    {
        var confusion = new long[classes, classes];
        foreach (var (sample, target) in TargetsOf(data, test)) MeanIntersectionOverUnion.Count(confusion, test.OutputOf(sample), target);
        return MeanIntersectionOverUnion.Of(confusion);
    }

    private static Dictionary<string, double> ErrorsOf(JoinedDataset data, Evaluation test)
    {
        var errors = new Dictionary<string, double>(StringComparer.Ordinal);
        int start = 0;
        foreach (var part in data.Parts)
        {
            errors[part.Name] = test.Errors.AsSpan(start, part.Count).ToArray().Average(error => (double)error);
            start += part.Count;
        }
        return errors;
    }

    private static double PrecisionOf(YoloV2 yolo, Dataset data, Evaluation test)
    {
        var objects = new List<IReadOnlyList<LabeledBox>>();
        var found = new List<DetectedObject>();
        foreach (var (sample, target) in TargetsOf(data, test))
        {
            objects.Add(DetectionTask.ObjectsOf(target));
            found.AddRange(yolo.Detect(test.OutputOf(sample), sample));
        }
        return MeanAveragePrecision.Of(found, objects, yolo.Classes);
    }

    private static (double Pixels, double Share) DistancesOf(Dataset data, Evaluation test)
    {
        int height = data.InputShape[2], width = data.InputShape[3], correct = 0, count = 0;
        double sum = 0;
        foreach (var (sample, target) in TargetsOf(data, test))
        {
            var found = test.OutputOf(sample);
            for (int point = 0; point < target.Length / 3; point++)
            {
                if (target[3 * point + 2] <= 0) continue;
                double x = (found[2 * point] - target[3 * point]) * width, y = (found[2 * point + 1] - target[3 * point + 1]) * height;
                double distance = Math.Sqrt(x * x + y * y);
                sum += distance;
                if (distance <= CorrectDistance * width) correct++;
                count++;
            }
        }
        return (sum / count, (double)correct / count);
    }

    private static IEnumerable<(int Sample, float[] Target)> TargetsOf(Dataset data, Evaluation test)
    {
        float[] input = new float[data.InputLength], target = new float[data.TargetLength];
        for (int i = 0; i < test.OutputCount; i++)
        {
            data.Read(i, input, target);
            yield return (i, target);
        }
    }
}
