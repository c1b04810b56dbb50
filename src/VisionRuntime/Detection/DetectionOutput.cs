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

    /// <summary>Reads the objects of the last run, ordered by image, class and descending score. Waits for the run.</summary>
    /// <exception cref="KeyNotFoundException">The plan was compiled from another graph.</exception>
    public IReadOnlyList<DetectedObject> Read(Plan plan)
    {
        var (boxTensor, scoreTensor) = (plan.Output($"{_name}/boxes"), plan.Output($"{_name}/scores"));
        float[] boxes = boxTensor.ToArray(), scores = scoreTensor.ToArray(), selected = plan.Output($"{_name}/selected").ToArray();
        int found = (int)plan.Output($"{_name}/count").ToArray()[0], count = boxTensor.Shape[1], classes = scoreTensor.Shape[1];
        return [.. Enumerable.Range(0, found).Select(i =>
        {
            int image = (int)selected[i * 3], label = (int)selected[i * 3 + 1], box = (int)selected[i * 3 + 2],
                at = (image * count + box) * 4;
            return new DetectedObject(image, label, scores[(image * classes + label) * count + box],
                new(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]));
        })];
    }
}
