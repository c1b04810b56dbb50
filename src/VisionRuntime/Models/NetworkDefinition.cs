using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>What a network's output is.</summary>
public enum ModelTask
{
    /// <summary>Class scores [N, classes] before the softmax, which belongs to the loss in training and is added for scoring.</summary>
    Classification,

    /// <summary>Boxes with classes, still encoded: [N, anchors * (5 + classes), H, W].</summary>
    Detection,

    /// <summary>Points' coordinates: [N, 2 * points].</summary>
    Keypoints,

    /// <summary>The input again.</summary>
    Reconstruction,

    /// <summary>A picture made from noise.</summary>
    Generation,

    /// <summary>The score, before the sigmoid, that a picture is real: [N, 1].</summary>
    Discrimination,

    /// <summary>One number an action: [N, actions], or with the state's value after them [N, actions + 1].</summary>
    Control,

    /// <summary>Whatever the file that it came from makes of it.</summary>
    Unknown,
}

/// <summary>A network of the zoo: a name, where it is from, what it takes, and how it is built.</summary>
/// <param name="Name">The name on the command line and in files.</param>
/// <param name="Source">The paper or document that the network follows.</param>
/// <param name="Task">What its output is.</param>
/// <param name="InputName">The name of its input.</param>
/// <param name="InputShape">The input's usual shape for one sample: [1, ...].</param>
/// <param name="Network">Adds the network's nodes behind its input.</param>
public sealed record NetworkDefinition(string Name, string Source, ModelTask Task, string InputName, Shape InputShape, Func<Value, Value> Network)
{
    /// <summary>The number of trainable parameters that the literature gives; null where it gives none.</summary>
    public long? PublishedParameters { get; init; }

    /// <summary>Subtracted from the pixels of a picture, which count from 0 to 1, before the network sees them.</summary>
    public float PixelMean { get; init; }

    /// <summary>Divides them after that.</summary>
    public float PixelStandardDeviation { get; init; } = 1;

    /// <summary>Builds the whole graph, for a batch and for training or not, of a network that may have several inputs and outputs; null for those of the zoo, which have one.</summary>
    public Func<int, bool, Graph>? Whole { get; init; }

    /// <summary>The name of the network's (first) output in a graph of its own.</summary>
    public string OutputName { get => field ?? UsualOutputName; init; }

    private string UsualOutputName => Task switch
    {
        ModelTask.Classification => "logits",
        ModelTask.Detection => "boxes",
        ModelTask.Keypoints => "points",
        ModelTask.Reconstruction or ModelTask.Generation => "picture",
        ModelTask.Discrimination => "score",
        _ => "values",
    };

    /// <summary>Adds the network's nodes behind an input of any batch size.</summary>
    /// <exception cref="ShapeException">The network cannot work on such inputs.</exception>
    public Value Build(Value input) => Network(input);

    /// <summary>A graph of the network alone: its input, its output, and for a classifier that scores also <c>probabilities</c>.</summary>
    /// <param name="batch">How many samples at once.</param>
    /// <param name="training">Whether layers behave as in training.</param>
    public Graph ToGraph(int batch = 1, bool training = false)
    {
        if (Whole is not null) return Whole(batch, training);
        var graph = new Graph(training);
        var output = Build(graph.Input(InputName, [batch, .. InputShape.Skip(1)]));
        graph.Output(OutputName, output);
        if (Task == ModelTask.Classification && !training) graph.Output("probabilities", output.Softmax(1));
        return graph;
    }
}
