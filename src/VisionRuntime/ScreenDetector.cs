using VisionRuntime.Detection;
using VisionRuntime.Graphs;

namespace VisionRuntime;

/// <summary>An object that a detector found on the screen.</summary>
/// <param name="Index">The number of its class, from 0.</param>
/// <param name="Label">Its class's label, or the number if the model has no labels.</param>
/// <param name="Score">Its confidence, from 0 to 1.</param>
/// <param name="X">Its left edge in pixels of the frame.</param>
/// <param name="Y">Its upper edge in pixels of the frame.</param>
/// <param name="Width">Its width in pixels of the frame.</param>
/// <param name="Height">Its height in pixels of the frame.</param>
public readonly record struct ScreenObject(int Index, string Label, float Score, float X, float Y, float Width, float Height);

/// <summary>Finds objects on the screen in every frame, by a network whose output is YOLO v2's.</summary>
public sealed class ScreenDetector : ScreenNetwork
{
    private const string Name = "objects";

    private readonly ScreenDetectorOptions _options;
    private readonly YoloV2 _head;
    private readonly string[] _labels;
    private readonly List<DetectedObject> _found = [];
    private readonly List<ScreenObject> _objects = [];

    /// <summary>Loads a model to find objects with.</summary>
    /// <param name="nameOrPath">An ONNX or <c>.vision</c> file, or a name of the zoo; see <see cref="VisionRuntime.Model.Load"/>.</param>
    /// <param name="options">Anchors and thresholds; the defaults if null.</param>
    /// <exception cref="ArgumentException">The model's output does not fit the anchors.</exception>
    public ScreenDetector(string nameOrPath, ScreenDetectorOptions? options = null) : this(Model.Load(nameOrPath), options) { }

    /// <summary>Takes a model to find objects with.</summary>
    /// <param name="model">The model, whose output is [1, anchors * (5 + classes), rows, columns].</param>
    /// <param name="options">Anchors and thresholds; the defaults if null.</param>
    /// <exception cref="ArgumentException">The model's output does not fit the anchors.</exception>
    public ScreenDetector(Model model, ScreenDetectorOptions? options = null) : base(model)
    {
        RequireColor();
        _options = options ?? new();
        var shape = model.OutputShape;
        IReadOnlyList<Anchor> boxes = _options.Anchors ?? (model.Definition.Anchors is { IsEmpty: false } own ? own : YoloV2.VocAnchors);
        int anchors = boxes.Count;
        if (shape.Rank != 4 || shape[1] % anchors != 0 || shape[1] / anchors < 6)
        {
            throw new ArgumentException(
                $"{model.Name}: the output {shape} is not [1, {anchors} * (5 + classes), rows, columns], "
                + $"as a detector with {anchors} anchors has it", nameof(model));
        }
        _head = new YoloV2(shape[2], shape[3], boxes, shape[1] / anchors - 5);
        if (model.Labels.Length > 0 && model.Labels.Length != _head.Classes)
            throw new ArgumentException(
                $"{model.Name}: {model.Labels.Length} labels for {_head.Classes} classes; give one for each", nameof(model));
        _labels = [.. Enumerable.Range(0, _head.Classes).Select(model.LabelOf)];
    }

    /// <summary>Gets the objects of the newest result, by class and falling confidence; valid until the next result arrives.</summary>
    public IReadOnlyList<ScreenObject> Objects => _objects;

    /// <summary>Takes the objects of a result that arrived since the last call; does not wait.</summary>
    /// <returns>False if no new result has arrived.</returns>
    public bool TryGetResult(out IReadOnlyList<ScreenObject> objects)
    {
        objects = _objects;
        return TakeResult();
    }

    private protected override int ListedCount => _objects.Count;

    private protected override (string Label, float Score) Listed(int index) => (_objects[index].Label, _objects[index].Score);

    private protected override string[] Extend(Graph graph)
    {
        var (boxes, scores) = _head.Decode(graph.Outputs[Model.Definition.OutputName]);
        DetectionOutput.Add(Name, boxes, scores, _options.MaximumObjects, _options.IouThreshold, _options.ScoreThreshold);
        return [.. DetectionOutput.OutputsOf(Name)];
    }

    private protected override void Read(Worker worker)
    {
        DetectionOutput.Read(
            worker.Output($"{Name}/boxes"), worker.Output($"{Name}/scores"),
            worker.Output($"{Name}/selected"), worker.Output($"{Name}/count"),
            _head.Classes, worker.OutputShape($"{Name}/boxes")[1], _found);
        var crop = Preprocessing.CropOf(ResultSize.Width, ResultSize.Height);
        _objects.Clear();
        foreach (var found in _found)
        {
            var box = found.Box;
            _objects.Add(new(found.Class, _labels[found.Class], found.Score,
                crop.X + box.Left * crop.Width, crop.Y + box.Top * crop.Height, box.Width * crop.Width, box.Height * crop.Height));
        }
    }
}

/// <summary>What a <see cref="ScreenDetector"/> may be told.</summary>
public sealed record ScreenDetectorOptions
{
    /// <summary>
    /// The anchors that the network was trained with, in cells; if null, those that the model states, or else those of YOLO v2 for Pascal
    /// VOC.
    /// </summary>
    public IReadOnlyList<Anchor>? Anchors { get; init; }

    /// <summary>The confidence that an object must exceed.</summary>
    public float ScoreThreshold { get; init; } = 0.3f;

    /// <summary>The greatest intersection over union of two objects of a class.</summary>
    public float IouThreshold { get; init; } = 0.5f;

    /// <summary>The most objects of a class.</summary>
    public int MaximumObjects { get; init; } = 20;
}
