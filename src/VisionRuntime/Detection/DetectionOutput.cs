using ShaderKernels.Operators;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Detection;

/// <summary>Adds non-maximum suppression to a detector and reads the detected objects after each run.</summary>
public sealed class DetectionOutput
{
    private readonly string _name;

    private DetectionOutput(string name) => _name = name;

    /// <summary>Adds non-maximum suppression and the outputs name/boxes, name/scores, name/selected and name/count to the graph.</summary>
    /// <param name="name">The prefix of the outputs.</param>
    /// <param name="boxes">The boxes from the <c>Decode</c> method of a detector: [N, B, 4] as (x, y, width, height).</param>
    /// <param name="scores">The scores: [N, C, B].</param>
    /// <param name="maximumBoxes">The maximum number of objects for each image and class.</param>
    /// <param name="iouThreshold">The maximum intersection over union of two objects of a class.</param>
    /// <param name="scoreThreshold">The score that an object must exceed.</param>
    public static DetectionOutput Add(string name, Value boxes, Value scores, int maximumBoxes = 100, float iouThreshold = 0.5f,
        float scoreThreshold = 0.2f)
    {
        var graph = boxes.Graph;
        var selected = graph.Apply(new NonMaxSuppression(maximumBoxes, iouThreshold, scoreThreshold,
            CenterPointBox: true), $"{name}/suppression", boxes, scores);
        graph.Output($"{name}/boxes", boxes);
        graph.Output($"{name}/scores", scores);
        graph.Output($"{name}/selected", selected[0]);
        graph.Output($"{name}/count", selected[1]);
        return new(name);
    }

    /// <summary>Gets the names of the outputs that <see cref="Add"/> adds.</summary>
    internal static IReadOnlyList<string> OutputsOf(string name) =>
        [$"{name}/boxes", $"{name}/scores", $"{name}/selected", $"{name}/count"];

    /// <summary>Reads the objects of the last run, ordered by image, class and descending score. Waits for the run.</summary>
    /// <exception cref="KeyNotFoundException">The plan was compiled from another graph.</exception>
    public IReadOnlyList<DetectedObject> Read(Plan plan)
    {
        var objects = new List<DetectedObject>();
        int classes = plan.Output($"{_name}/scores").Shape[1], boxesInImage = plan.Output($"{_name}/boxes").Shape[1];
        Read(Values("boxes"), Values("scores"), Values("selected"), Values("count"), classes, boxesInImage, objects);
        return objects;

        float[] Values(string output) => plan.Output($"{_name}/{output}").ToArray();
    }

    /// <summary>Reads objects from the values of the four outputs; allocates nothing once the list has enough capacity.</summary>
    internal static void Read(ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, ReadOnlySpan<float> selected,
        ReadOnlySpan<float> count, int classes, int boxesInImage, List<DetectedObject> objects)
    {
        objects.Clear();
        for (int i = 0; i < (int)count[0]; i++)
        {
            int image = (int)selected[i * 3], label = (int)selected[i * 3 + 1], index = (int)selected[i * 3 + 2];
            int at = (image * boxesInImage + index) * 4;
            var box = new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
            objects.Add(new(image, label, scores[(image * classes + label) * boxesInImage + index], box));
        }
    }
}
