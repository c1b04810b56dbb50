using System.Collections.Immutable;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>What a network's output is.</summary>
public enum ModelTask
{
    /// <summary>Logits [N, classes]: the softmax belongs to the loss in training and is added for inference.</summary>
    Classification,

    /// <summary>Boxes with classes, still encoded: [N, anchors * (5 + classes), H, W].</summary>
    Detection,

    /// <summary>The coordinates of points: [N, 2 * points].</summary>
    Keypoints,

    /// <summary>The input, reconstructed.</summary>
    Reconstruction,

    /// <summary>An image generated from noise.</summary>
    Generation,

    /// <summary>The logit that an image is real: [N, 1].</summary>
    Discrimination,

    /// <summary>One value for each action: [N, actions], or with the state's value after them [N, actions + 1].</summary>
    Control,

    /// <summary>Not stated by the file that the network comes from.</summary>
    Unknown,
}

/// <summary>
/// A network without a device: where it comes from, what it takes, how its graph is built, and what its inputs and outputs mean. Networks read
/// from files carry their weights as the initial values of the graph's variables.
/// </summary>
/// <param name="Name">The name on the command line and in files.</param>
/// <param name="Source">The paper, tutorial or file that the network follows.</param>
/// <param name="Task">What its output is.</param>
/// <param name="InputName">The name of its input.</param>
/// <param name="InputShape">The input's usual shape for one sample: [1, ...].</param>
/// <param name="Network">Adds the network's nodes behind its input.</param>
public sealed record NetworkDefinition(
    string Name, string Source, ModelTask Task, string InputName, Shape InputShape, Func<Value, Value> Network)
{
    /// <summary>Defines a network whose number of outputs can be chosen: classes, points or actions.</summary>
    /// <param name="name">The name on the command line and in files.</param>
    /// <param name="source">The paper, tutorial or file that the network follows.</param>
    /// <param name="task">What its output is.</param>
    /// <param name="inputName">The name of its input.</param>
    /// <param name="inputShape">The input's usual shape for one sample: [1, ...].</param>
    /// <param name="outputs">The usual number of outputs.</param>
    /// <param name="network">Adds the network's nodes behind its input, for a number of outputs.</param>
    public NetworkDefinition(
        string name, string source, ModelTask task, string inputName, Shape inputShape, int outputs, Func<Value, int, Value> network)
        : this(name, source, task, inputName, inputShape, input => network(input, outputs)) => (Outputs, Sized) = (outputs, network);

    /// <summary>The number of classes, points or actions, where it can be chosen (see <see cref="WithOutputs"/>); null where the network fixes it.</summary>
    public int? Outputs { get; private init; }

    /// <summary>The number of trainable parameters given in the literature; null if there is none.</summary>
    public long? PublishedParameters { get; init; }

    /// <summary>How frames are prepared for the input; null if it does not take images. See <see cref="Preprocessing.DefaultFor"/>.</summary>
    public Preprocessing? Preprocessing
    {
        get => field ?? Preprocessing.DefaultFor(InputShape);
        init;
    }

    /// <summary>What each output stands for, in order: class labels or action names. Empty where nobody named them.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Builds the whole graph, for a batch size and for training or not; null for networks with one input and one output.</summary>
    internal Func<int, bool, Graph>? GraphBuilder { get; init; }

    /// <summary>The stored weights; null where the variables begin with random values, or the network's own initializers have them already.</summary>
    internal StoredWeights? Weights { get; init; }

    /// <summary>Whether the network comes with its weights; those of the zoo begin with random ones.</summary>
    public bool HasWeights { get; internal init; }

    /// <summary>The name of the network's (first) output in a graph of its own.</summary>
    public string OutputName { get => field ?? DefaultOutputName; init; }

    private Func<Value, int, Value>? Sized { get; init; }

    private string DefaultOutputName => Task switch
    {
        ModelTask.Classification => "logits",
        ModelTask.Detection => "boxes",
        ModelTask.Keypoints => "points",
        ModelTask.Reconstruction or ModelTask.Generation => "picture",
        ModelTask.Discrimination => "score",
        _ => "values",
    };

    /// <summary>The same network with another number of outputs. Its weights are random again, since the last layer has another shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    /// <exception cref="NotSupportedException">The network fixes its number of outputs.</exception>
    public NetworkDefinition WithOutputs(int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if (outputs == Outputs) return this;
        var sized = Sized ?? throw new NotSupportedException($"{Name}: the number of outputs is fixed");
        return this with { Outputs = outputs, Network = input => sized(input, outputs), PublishedParameters = null, Labels = [] };
    }

    /// <summary>The same network for inputs of another shape, [1, ...].</summary>
    public NetworkDefinition WithInput(Shape inputShape) => inputShape == InputShape ? this : this with { InputShape = inputShape };

    /// <summary>Adds the network's nodes behind an input of any batch size. The variables begin with the network's weights.</summary>
    /// <exception cref="ShapeException">The network does not accept such inputs.</exception>
    public Value Build(Value input)
    {
        var before = input.Graph.Variables.Keys.ToHashSet(StringComparer.Ordinal);
        var output = Network(input);
        foreach (string name in input.Graph.Variables.Keys.Where(name => !before.Contains(name)).ToArray()) Weights?.Load(input.Graph, name);
        return output;
    }

    /// <summary>A graph of the network alone: its input, its output, and for a classifier not in training also <c>probabilities</c>.</summary>
    /// <param name="batch">The number of samples in a batch.</param>
    /// <param name="training">Whether layers behave as in training.</param>
    public Graph ToGraph(int batch = 1, bool training = false)
    {
        if (GraphBuilder is not null) return GraphBuilder(batch, training);
        var graph = new Graph(training);
        var output = Build(graph.Input(InputName, [batch, .. InputShape.Skip(1)]));
        graph.Output(OutputName, output);
        if (Task == ModelTask.Classification && !training) graph.Output("probabilities", output.Softmax(1));
        return graph;
    }
}

/// <summary>The weights of a file, by the names that the network gives them outside any scope.</summary>
/// <param name="Origin">The file.</param>
/// <param name="Find">Gives the initial values of a variable; null if the file does not have it.</param>
internal sealed record StoredWeights(string Origin, Func<string, Initializer?> Find)
{
    /// <summary>Lets a variable of a graph begin with the stored values.</summary>
    public void Load(Graph graph, string name)
    {
        if (Find(name[graph.ScopePrefix.Length..]) is { } initializer) graph.Initialize(name, initializer, Origin);
    }
}
