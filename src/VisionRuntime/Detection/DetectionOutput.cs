using ShaderKernels.Operators;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Detection;

/// <summary>The end of a detector: of all its boxes those that are likely and do not overlap a likelier one of their class, as outputs of a graph and, after each run, as objects.</summary>
public sealed class DetectionOutput
{
    private readonly string _name;

    private DetectionOutput(string name) => _name = name;

    /// <summary>Adds non-maximum suppression and what is read after each run: the outputs name/boxes, name/scores, name/selected and name/count.</summary>
    /// <param name="name">The outputs' first name.</param>
    /// <param name="boxes">[N, B, 4] as x, y, width, height, from a detector's <c>Decode</c>.</param>
    /// <param name="scores">[N, C, B].</param>
    /// <param name="maximumBoxes">The most objects of a class in an image.</param>
    /// <param name="iouThreshold">The greatest overlap of two objects of a class.</param>
    /// <param name="scoreThreshold">The score that an object must exceed.</param>
    public static DetectionOutput Add(string name, Value boxes, Value scores, int maximumBoxes = 100, float iouThreshold = 0.5f, float scoreThreshold = 0.2f)
    {
        var graph = boxes.Graph;
        var taken = graph.Apply(new NonMaxSuppression(maximumBoxes, iouThreshold, scoreThreshold, CenterPointBox: true), $"{name}/suppression", boxes, scores);
        graph.Output($"{name}/boxes", boxes);
        graph.Output($"{name}/scores", scores);
        graph.Output($"{name}/selected", taken[0]);
        graph.Output($"{name}/count", taken[1]);
        return new(name);
    }

    /// <summary>The names of the outputs that <see cref="Add"/> adds.</summary>
    internal static IReadOnlyList<string> OutputsOf(string name) => [$"{name}/boxes", $"{name}/scores", $"{name}/selected", $"{name}/count"];

    /// <summary>Reads the objects that the last run found, by image, by class, by falling score. Waits for the run.</summary>
    /// <exception cref="KeyNotFoundException">The plan is of another graph.</exception>
    public IReadOnlyList<DetectedObject> Read(Plan plan)
    {
        var objects = new List<DetectedObject>();
        float[] Values(string output) => plan.Output($"{_name}/{output}").ToArray();
        Read(Values("boxes"), Values("scores"), Values("selected"), Values("count"), plan.Output($"{_name}/scores").Shape[1], plan.Output($"{_name}/boxes").Shape[1], objects);
        return objects;
    }

    /// <summary>Reads objects from the values of the four outputs; allocates nothing once the list is long enough.</summary>
    internal static void Read(
        ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, ReadOnlySpan<float> selected, ReadOnlySpan<float> count,
        int classes, int boxesInImage, List<DetectedObject> objects)
    {
        objects.Clear();
        for (int i = 0; i < (int)count[0]; i++)
        {
            int image = (int)selected[i * 3], label = (int)selected[i * 3 + 1], box = (int)selected[i * 3 + 2], at = (image * boxesInImage + box) * 4;
            objects.Add(new(image, label, scores[(image * classes + label) * boxesInImage + box], new(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3])));
        }
    }
}
