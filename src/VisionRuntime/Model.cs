using System.Collections.Immutable;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime;

/// <summary>
/// A network with everything that is needed to use it right: its graph, its weights, the preprocessing of frames, and the labels of its
/// outputs. Immutable; run by a <see cref="Worker"/>, which has weights of its own, so two workers never share any unless they are given
/// the same <see cref="Variables"/>.
/// </summary>
/// <example>
/// <code>
/// var model = Model.Load("squeezenet.onnx").WithLabels(File.ReadLines("imagenet.txt"));
/// using var worker = new Worker(model, device);
/// </code>
/// </example>
public sealed class Model
{
    /// <summary>The output that classifiers get: [N, classes], from 0 to 1 and together 1.</summary>
    internal const string Probabilities = "probabilities";

    private Shape? _outputShape;

    /// <summary>Makes a model of a network of the zoo, or of one defined in code.</summary>
    /// <param name="definition">The network.</param>
    public Model(NetworkDefinition definition) => Definition = definition;

    /// <summary>Gets the network: its source, how its graph is built, and its weights.</summary>
    public NetworkDefinition Definition { get; }

    /// <summary>Gets the name of the network.</summary>
    public string Name => Definition.Name;

    /// <summary>
    /// Gets what the output is. Networks from files that do not say count as classifiers if they have one score for each class.
    /// </summary>
    public ModelTask Task => Definition.Task == ModelTask.Unknown && IsScores(OutputShape) ? ModelTask.Classification : Definition.Task;

    /// <summary>Gets the input's shape for one sample: [1, ...]; images are [1, C, H, W].</summary>
    public Shape InputShape => Definition.InputShape;

    /// <summary>Gets the output's shape for one sample: [1, ...].</summary>
    public Shape OutputShape => _outputShape ??= Definition.ToGraph().Outputs[Definition.OutputName].Shape;

    /// <summary>Gets how frames are prepared for the network; null if it does not take images.</summary>
    public Preprocessing? Preprocessing => Definition.Preprocessing;

    /// <summary>Gets what each output stands for, class labels or action names; empty if nobody named them.</summary>
    public ImmutableArray<string> Labels => Definition.Labels;

    /// <summary>Gets the words whose indices the network takes; null if its input is not sentences.</summary>
    public Vocabulary? Vocabulary => Definition.Vocabulary;

    /// <summary>Loads a model.</summary>
    /// <param name="nameOrPath">
    /// An ONNX file, a <c>.vision</c> file, or a name of <see cref="ModelCatalog"/>, whose weights are random until it is trained.
    /// </param>
    /// <exception cref="UnknownModelException">
    /// No network has the name and there is no such file, or the file's kind cannot be read.
    /// </exception>
    /// <exception cref="OnnxException">The file is not a valid ONNX model.</exception>
    /// <exception cref="OnnxUnsupportedException">The ONNX model uses operators that are not supported; all are listed.</exception>
    /// <exception cref="CheckpointException">
    /// The file is damaged, does not name its network, or does not fit the network that it names.
    /// </exception>
    public static Model Load(string nameOrPath) => new(ModelFile.Open(nameOrPath));

    /// <summary>The same model with other labels.</summary>
    /// <param name="labels">One label for each output, in order.</param>
    /// <exception cref="ArgumentException">There are not as many labels as outputs.</exception>
    public Model WithLabels(IEnumerable<string> labels)
    {
        ImmutableArray<string> all = [.. labels];
        // A detector's output has the boxes in it too; how many classes that leaves depends on its anchors.
        long outputs = Definition.Outputs ?? (Task == ModelTask.Detection ? all.Length : OutputShape.Count);
        if (all.Length != outputs)
            throw new ArgumentException($"{Name}: {all.Length} labels for {outputs} outputs; give one for each", nameof(labels));
        return new(Definition with { Labels = all });
    }

    /// <summary>The same model with other preprocessing.</summary>
    /// <exception cref="ArgumentException">The network takes another number of channels.</exception>
    public Model WithPreprocessing(Preprocessing preprocessing)
    {
        if (InputShape.Rank != 4 || preprocessing.InputShape[1] != InputShape[1])
            throw new ArgumentException(
                $"{Name}: the preprocessing gives {preprocessing.InputShape}, and the network takes {InputShape}", nameof(preprocessing));
        return new(Definition.WithInput(preprocessing.InputShape) with { Preprocessing = preprocessing });
    }

    /// <summary>Gets the label of an output, or its number where it has none.</summary>
    public string LabelOf(int output) =>
        output < Labels.Length ? Labels[output] : output.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Builds the graph for inference. Classifiers also get the output <c>probabilities</c>, [N, classes].</summary>
    /// <param name="batch">The number of samples in a batch.</param>
    public Graph ToGraph(int batch = 1)
    {
        var graph = Definition.ToGraph(batch);
        if (Task != ModelTask.Classification || graph.Outputs.ContainsKey(Probabilities)) return graph;
        var scores = graph.Outputs[Definition.OutputName];
        graph.Output(Probabilities, ToProbabilities(scores).Reshape([batch, (int)(scores.Shape.Count / batch)]));
        return graph;
    }

    /// <summary>
    /// Saves the model with its weights, preprocessing and labels: as an ONNX file if the path ends in <c>.onnx</c>, otherwise as a
    /// <c>.vision</c> file, which only networks of the zoo can be.
    /// </summary>
    /// <param name="path">The file, which is replaced as a whole.</param>
    /// <param name="weights">Trained weights; the model's own if null.</param>
    /// <exception cref="NotSupportedException">A <c>.vision</c> file was asked for, and the network is not one of the zoo.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, Variables? weights = null)
    {
        using var device = weights is null ? new CpuDevice() : null;
        using var own = weights is null ? new Variables(device!) : null;
        var graph = Definition.ToGraph();
        var variables = weights ?? own!;
        if (Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            OnnxExport.Save(path, graph, variables, new() { Name = Name, Metadata = ModelFile.MetadataOf(Definition) });
            return;
        }
        if (ModelCatalog.Find(Name) is null)
            throw new NotSupportedException($"{path}: {Name} is not a network of the zoo; save it as .onnx");
        variables.Add(graph);
        Checkpoint.Save(path, variables, ModelFile.FactsOf(Definition), graph.Variables.ContainsKey);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {InputShape} -> {OutputShape}";

    /// <summary>
    /// Whether a shape holds one score for each of at least two classes: [1, classes], or with axes of length 1 around it.
    /// </summary>
    private static bool IsScores(Shape shape) => shape.Rank >= 2 && shape[1] >= 2 && shape.Count == (long)shape[0] * shape[1];

    /// <summary>The scores themselves if the network ends in a softmax already, otherwise their softmax.</summary>
    private static Value ToProbabilities(Value scores)
    {
        var end = scores;
        while (end.Producer is { Operator.IsView: true, Inputs: [var viewed] }) end = viewed;
        return end.Producer?.Operator is Softmax softmax ? softmax.Logarithm ? scores.Exp() : scores : scores.Softmax(1);
    }
}
