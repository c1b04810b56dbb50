using System.Collections.Immutable;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Specifies what a network's output is.</summary>
public enum ModelTask
{
    /// <summary>Logits [N, classes]. The softmax is part of the loss in training, and is added for inference.</summary>
    Classification,

    /// <summary>Encoded bounding boxes with class logits: [N, anchors * (5 + classes), H, W].</summary>
    Detection,

    /// <summary>The coordinates of keypoints: [N, 2 * points].</summary>
    Keypoints,

    /// <summary>A reconstruction of the input.</summary>
    Reconstruction,

    /// <summary>The input enlarged: [N, C, scale * H, scale * W] with values from 0 to 1.</summary>
    SuperResolution,

    /// <summary>The input without its noise, in the same shape.</summary>
    Denoising,

    /// <summary>The logits of each pixel, [N, classes, H, W].</summary>
    Segmentation,

    /// <summary>The input drawn in another style, in the same shape.</summary>
    StyleTransfer,

    /// <summary>An image generated from noise.</summary>
    Generation,

    /// <summary>The logit that an image is real: [N, 1].</summary>
    Discrimination,

    /// <summary>A value for each action, [N, actions], optionally followed by the state value, [N, actions + 1].</summary>
    Control,

    /// <summary>Not stated by the file that the network comes from.</summary>
    Unknown,
}

/// <summary>
/// Defines a network independently of a device: its source, its input, how its graph is built, and what its inputs and outputs mean. The
/// weights of networks loaded from files are the initial values of the graph's variables.
/// </summary>
/// <param name="Name">The name on the command line and in files.</param>
/// <param name="Source">The paper, tutorial or file that the network follows.</param>
/// <param name="Task">What its output is.</param>
/// <param name="InputName">The name of its input.</param>
/// <param name="InputShape">The input's usual shape for one sample: [1, ...].</param>
/// <param name="Network">Adds the layers of the network to the graph of its input and returns the output.</param>
public sealed record NetworkDefinition(
    string Name, string Source, ModelTask Task, string InputName, Shape InputShape, Func<Value, Value> Network)
{
    /// <summary>Defines a network with a configurable number of outputs: classes, points or actions.</summary>
    /// <param name="name">The name on the command line and in files.</param>
    /// <param name="source">The paper, tutorial or file that the network follows.</param>
    /// <param name="task">What its output is.</param>
    /// <param name="inputName">The name of its input.</param>
    /// <param name="inputShape">The input's usual shape for one sample: [1, ...].</param>
    /// <param name="outputs">The usual number of outputs.</param>
    /// <param name="network">Adds the layers of the network, for a number of outputs, and returns the output.</param>
    public NetworkDefinition(
        string name, string source, ModelTask task, string inputName, Shape inputShape, int outputs, Func<Value, int, Value> network)
        : this(name, source, task, inputName, inputShape, input => network(input, outputs)) => (Outputs, Sized) = (outputs, network);

    /// <summary>
    /// Gets the number of classes, points or actions, which <see cref="WithOutputs"/> changes; null if the network has a fixed number of
    /// outputs.
    /// </summary>
    public int? Outputs { get; private init; }

    /// <summary>Gets the number of trainable parameters stated in the literature; null if it is not stated.</summary>
    public long? PublishedParameters { get; init; }

    /// <summary>Gets the preprocessing of frames; null if the input is not an image. See <see cref="Preprocessing.DefaultFor"/>.</summary>
    public Preprocessing? Preprocessing
    {
        get => OwnPreprocessing ?? Preprocessing.DefaultFor(InputShape);
        init => OwnPreprocessing = value;
    }

    /// <summary>Gets the preprocessing that the network or its file states; null if it is the default for the input shape.</summary>
    internal Preprocessing? OwnPreprocessing { get; private init; }

    /// <summary>Gets the labels of the outputs in order, class or action names; empty if they have none.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>
    /// Gets whether an agent draws its actions from their probabilities, the softmax of the output, instead of taking the action with the
    /// largest value; see <c>PpoOptions.Stochastic</c>.
    /// </summary>
    public bool IsStochastic { get; init; }

    /// <summary>
    /// Gets whether the first layer gets the stack of frames as <see cref="FrameStacks.FrameDifferences"/> makes it.
    /// </summary>
    public bool FrameDifferences { get; init; }

    /// <summary>Gets the words whose indices the network takes; null if its input is not sentences.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>Gets the anchor boxes of a detector, in cells of its grid; empty if they are not stated.</summary>
    public ImmutableArray<Anchor> Anchors { get; init; } = [];

    /// <summary>
    /// Builds the complete graph for a batch size, for training or inference; null for networks with one input and one output.
    /// </summary>
    internal Func<int, bool, Graph>? GraphBuilder { get; init; }

    /// <summary>
    /// Gets the stored weights; null if the initial values of the variables are random, or are given by the initializers of the network.
    /// </summary>
    internal StoredWeights? Weights { get; init; }

    /// <summary>Gets whether the network has pretrained weights. Networks of the zoo have random initial weights.</summary>
    public bool HasWeights { get; internal init; }

    /// <summary>Gets the name of the network's (first) output in the graph that <see cref="ToGraph"/> builds.</summary>
    public string OutputName { get => field ?? DefaultOutputName; init; }

    private Func<Value, int, Value>? Sized { get; init; }

    private string DefaultOutputName => Task switch
    {
        ModelTask.Classification => "logits",
        ModelTask.Detection => "boxes",
        ModelTask.Keypoints => "points",
        ModelTask.Segmentation => "classes",
        ModelTask.Reconstruction or ModelTask.Generation or ModelTask.SuperResolution or ModelTask.Denoising
            or ModelTask.StyleTransfer => "picture",
        ModelTask.Discrimination => "score",
        _ => "values",
    };

    /// <summary>Returns the same network with another number of outputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    /// <exception cref="NotSupportedException">The network fixes its number of outputs.</exception>
    public NetworkDefinition WithOutputs(int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if (outputs == Outputs) return this;
        var sized = Sized ?? throw new NotSupportedException($"{Name}: the number of outputs is fixed");
        return this with { Outputs = outputs, Network = input => sized(input, outputs), PublishedParameters = null, Labels = [] };
    }

    /// <summary>Returns the same network for inputs of another shape, [1, ...].</summary>
    public NetworkDefinition WithInput(Shape inputShape) => inputShape == InputShape ? this : this with { InputShape = inputShape };

    /// <summary>Returns the input as the first layer gets it; see <see cref="FrameDifferences"/>.</summary>
    public Value PrepareInput(Value input) => FrameDifferences ? input.FrameDifferences(Preprocessing!.Channels) : input;

    /// <summary>
    /// Adds the network to the graph of its input, for any batch size. Stored weights are the initial values of the variables.
    /// </summary>
    /// <exception cref="ShapeException">The network does not accept such inputs.</exception>
    public Value Build(Value input)
    {
        var before = input.Graph.Variables.Keys.ToHashSet(StringComparer.Ordinal);
        var output = Network(PrepareInput(input));
        foreach (string name in input.Graph.Variables.Keys.Where(name => !before.Contains(name)).ToArray())
            Weights?.Load(input.Graph, name);
        return output;
    }

    /// <summary>
    /// Builds a graph of the network with its input and its output; for classifiers in inference also <c>probabilities</c>.
    /// </summary>
    /// <param name="batch">The number of samples in a batch.</param>
    /// <param name="training">Whether to build the graph for training instead of inference.</param>
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

/// <summary>The weights of a file by the names of the variables, without the scope.</summary>
/// <param name="Origin">The file.</param>
/// <param name="Find">Finds the initial values of a variable by its name; returns null if the file does not have it.</param>
internal sealed record StoredWeights(string Origin, Func<string, Initializer?> Find)
{
    /// <summary>Sets the initial values of a variable to the stored values.</summary>
    public void Load(Graph graph, string name)
    {
        if (Find(name[graph.ScopePrefix.Length..]) is { } initializer) graph.Initialize(name, initializer, Origin);
    }
}
