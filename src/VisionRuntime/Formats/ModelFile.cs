using System.Collections.Immutable;
using System.Text.Json;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Detection;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Formats;

/// <summary>
/// Finds networks by name or file: the zoo by its names, <c>.vision</c> files with the weights, preprocessing and labels in them, ONNX
/// files.
/// </summary>
public static class ModelFile
{
    /// <summary>
    /// The names of the facts that make a checkpoint a model: which network, how many outputs, what they mean, what frames it takes.
    /// </summary>
    internal const string NetworkFact = "network", OutputsFact = "outputs", LabelsFact = "labels", PreprocessingFact = "preprocessing",
        VocabularyFact = "vocabulary", AnchorsFact = "anchors", StochasticFact = "stochastic";

    /// <summary>Comes before the names of the facts in ONNX metadata.</summary>
    internal const string MetadataPrefix = "vision.";

    private static readonly Dictionary<string, string> FormerNames = new(StringComparer.Ordinal) { ["Small"] = "dqn-small" };

    /// <summary>Finds a network. One from a file comes with its weights: they are the initial values of its graph's variables.</summary>
    /// <param name="nameOrPath">A name of <see cref="ModelCatalog"/> or <see cref="TrainedModels"/>, or a file.</param>
    /// <exception cref="UnknownModelException">
    /// No network has the name and there is no such file, or the file's kind cannot be read.
    /// </exception>
    /// <exception cref="OnnxException">The file is not a valid ONNX model.</exception>
    /// <exception cref="CheckpointException">
    /// The file is damaged, does not name its network, or does not fit the network that it names.
    /// </exception>
    public static NetworkDefinition Open(string nameOrPath)
    {
        if (ModelCatalog.Find(nameOrPath) is { } known) return known;
        if (TrainedModels.Find(nameOrPath) is { } trained) return trained;
        if (!File.Exists(nameOrPath))
        {
            throw new UnknownModelException(
                $"Unknown model '{nameOrPath}': there is no such file; trained models are {string.Join(", ", TrainedModels.Names)}, "
                + $"and the zoo has: {string.Join(", ", ModelCatalog.Names)}");
        }
        if (Path.GetExtension(nameOrPath).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            return OnnxNetwork.Of(OnnxModel.Load(nameOrPath));
        if (Path.GetExtension(nameOrPath).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnknownModelException(
                $"{nameOrPath}: a safetensors file holds weights but no network; name the network instead: "
                + $"{string.Join(", ", ModelCatalog.Names)}");
        }
        return Of(Checkpoint.Load(nameOrPath));
    }

    /// <summary>The network of a checkpoint, with its weights, preprocessing and labels.</summary>
    /// <exception cref="CheckpointException">The file does not name its network, or does not fit the network that it names.</exception>
    public static NetworkDefinition Of(Checkpoint file)
    {
        if (!file.Facts.TryGetValue(NetworkFact, out string? network))
            throw new CheckpointException(
                $"{file.Path}: the file does not name its network; name it instead: {string.Join(", ", ModelCatalog.Names)}");
        var known = ModelCatalog.Find(FormerNames.GetValueOrDefault(network, network))
            ?? throw new CheckpointException($"{file.Path}: the file is of a network named {network}, which the zoo does not have");
        var model = Described(file, known) with { Weights = new(file.Origin, file.InitializerOf), HasWeights = true };
        Check(file, model);
        return model;
    }

    /// <summary>
    /// The facts that <see cref="Of"/> reads back: network, number of outputs, labels, preprocessing, vocabulary, and how an agent acts.
    /// </summary>
    public static IReadOnlyDictionary<string, string> FactsOf(NetworkDefinition model)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { [NetworkFact] = model.Name };
        if (model.Outputs is { } outputs) facts[OutputsFact] = outputs.ToString();
        if (!model.Labels.IsDefaultOrEmpty) facts[LabelsFact] = JsonSerializer.Serialize(model.Labels.AsEnumerable());
        if (model.Preprocessing is { } preprocessing) facts[PreprocessingFact] = preprocessing.ToJson();
        if (model.IsStochastic) facts[StochasticFact] = "true";
        if (model.Vocabulary is { } vocabulary) facts[VocabularyFact] = vocabulary.ToJson();
        if (!model.Anchors.IsEmpty)
            facts[AnchorsFact] = JsonSerializer.Serialize(model.Anchors.Select(anchor => new[] { anchor.Width, anchor.Height }));
        return facts;
    }

    /// <summary>The same facts as metadata of an ONNX file, under keys that begin with <c>vision.</c>.</summary>
    public static IReadOnlyDictionary<string, string> MetadataOf(NetworkDefinition model) =>
        FactsOf(model).ToDictionary(fact => MetadataPrefix + fact.Key, fact => fact.Value, StringComparer.Ordinal);

    /// <summary>The network as its metadata describes it: number of outputs, labels, preprocessing.</summary>
    /// <param name="model">The network as it is without metadata.</param>
    /// <param name="facts">Facts or metadata, by the names that <see cref="FactsOf"/> writes.</param>
    /// <exception cref="InvalidDataException">The metadata is invalid.</exception>
    internal static NetworkDefinition Described(NetworkDefinition model, Func<string, string?> facts)
    {
        try
        {
            if (facts(OutputsFact) is { } outputs && model.Outputs is not null) model = model.WithOutputs(OutputCount(outputs));
            if (facts(PreprocessingFact) is { } preprocessing)
            {
                var read = Preprocessing.FromJson(preprocessing);
                // An ONNX file fixes its input's shape; the networks of the zoo are built for any.
                if (model.GraphBuilder is not null && read.InputShape != model.InputShape)
                    throw new InvalidDataException($"the preprocessing gives {read.InputShape}, and the input is {model.InputShape}");
                model = model.WithInput(read.InputShape) with { Preprocessing = read };
            }
            if (facts(LabelsFact) is { } labels) model = model with { Labels = [.. JsonSerializer.Deserialize<string[]>(labels) ?? []] };
            if (facts(AnchorsFact) is { } anchors) model = model with { Anchors = AnchorsOf(anchors) };
            if (facts(StochasticFact) is { } stochastic) model = model with { IsStochastic = IsTrue(stochastic) };
            return facts(VocabularyFact) is { } words ? model with { Vocabulary = Vocabulary.FromJson(words) } : model;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"invalid labels or anchors ({exception.Message})", exception);
        }
    }

    private static NetworkDefinition Described(Checkpoint file, NetworkDefinition model)
    {
        try
        {
            return Described(model, name => file.Facts.GetValueOrDefault(name));
        }
        catch (InvalidDataException exception)
        {
            throw new CheckpointException($"{file.Path}: {exception.Message}", exception);
        }
    }

    private static ImmutableArray<Anchor> AnchorsOf(string json)
    {
        float[][] sizes = JsonSerializer.Deserialize<float[][]>(json) ?? [];
        return Array.TrueForAll(sizes, size => size is [> 0, > 0]) ? [.. sizes.Select(size => new Anchor(size[0], size[1]))]
            : throw new InvalidDataException($"invalid anchors '{json}'; each must be a positive width and height");
    }

    private static bool IsTrue(string text) => bool.TryParse(text, out bool value) ? value
        : throw new InvalidDataException($"{StochasticFact} is '{text}', not true or false");

    private static int OutputCount(string text) =>
        int.TryParse(text, out int count) && count > 0 ? count : throw new InvalidDataException($"invalid number of outputs '{text}'");

    private static void Check(Checkpoint file, NetworkDefinition model)
    {
        Graph graph;
        try
        {
            graph = model.ToGraph();
        }
        catch (ShapeException exception)
        {
            throw new CheckpointException($"{file.Path}: the network does not accept its input ({exception.Message})", exception);
        }
        foreach (var (name, variable) in graph.Variables)
        {
            if (!file.TryShapeOf(name, out var shape))
                throw new CheckpointException($"{file.Path}: the file says it is of {model.Name}, but has no {name}");
            if (shape != variable.Value.Shape)
                throw new CheckpointException(
                    $"{file.Path}: the file says it is of {model.Name}, but its {name} is {shape}, not {variable.Value.Shape}");
        }
    }
}

/// <summary>
/// A name that no network has, or a file from which no network can be read. The message is one sentence with the way out.
/// </summary>
public sealed class UnknownModelException(string message) : Exception(message);
