using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// Images of what is inside a network: its first filters, the activations of its layers, the receptive field of a unit, and saliency maps.
/// The weights may be written after the inspection was created.
/// </summary>
public sealed class ModelInspection : IDisposable
{
    private const string Scores = "inspection/scores";

    private readonly Plan _plan;
    private readonly Variables _variables;
    private readonly Graph _graph;
    private readonly NetworkLayer? _layer;
    private Saliency? _saliency;

    /// <summary>Compiles the network with every layer as an output.</summary>
    /// <param name="device">The device that runs it.</param>
    /// <param name="variables">Its weights; missing ones are initialized.</param>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer for the receptive field and Grad-CAM; by default a late one.</param>
    /// <param name="channelsAreClasses">Whether the channels of an imported network's output are classes even if it does not end in one
    /// score per class, as in a fully convolutional network; the score of a class is then the mean of its channel.</param>
    /// <exception cref="ShapeException">There is no such layer with feature maps; the message lists those there are.</exception>
    public ModelInspection(
        Device device, Variables variables, NetworkDefinition model, string? layer = null, bool channelsAreClasses = false)
    {
        (Model, _variables, _graph) = (model, variables, model.ToGraph());
        var output = _graph.Outputs[model.OutputName];
        Layers = NetworkLayer.Of(output);
        _layer = layer is null ? null : NetworkLayer.WithFeatureMaps(Layers, layer);
        HasScores = TakesImages && model.Task switch
        {
            ModelTask.Classification or ModelTask.Control or ModelTask.Discrimination => true,
            ModelTask.Unknown => IsOneScorePerClass(output.Shape) || (channelsAreClasses && output.Shape.Rank > 1),
            _ => false,
        };
        if (HasScores) _graph.Output(Scores, ScoresOf(output));
        ScoreCount = HasScores ? (int)_graph.Outputs[Scores].Shape.Count : 0;
        for (int i = 0; i < Layers.Count; i++) _graph.Output(OutputName(i), Layers[i].Output);
        _plan = Plan.Compile(_graph, device, variables);
    }

    /// <summary>The network.</summary>
    public NetworkDefinition Model { get; }

    /// <summary>Its layers in order.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>Whether its input is an image [1, C, H, W].</summary>
    public bool TakesImages => Model.InputShape.Rank == 4;

    /// <summary>
    /// Whether the network gives scores that can be explained: one for each class or action. A network from a file does if only one
    /// dimension of its output is longer than 1, as in [1, classes] and [1, classes, 1, 1].
    /// </summary>
    public bool HasScores { get; }

    /// <summary>The number of scores; 0 without <see cref="HasScores"/>.</summary>
    public int ScoreCount { get; }

    /// <summary>The saliency maps, compiled on first use.</summary>
    /// <exception cref="NotSupportedException">The network gives no scores.</exception>
    public Saliency Saliency => !HasScores
        ? throw new NotSupportedException($"{Model.Name} does not give one score per class, so there is nothing to explain")
        : _saliency ??= new(
            _plan.Device, _variables, Model.InputShape, x => ScoresOf(Saliency.BeforeSoftmax(Model.Build(x))), _layer?.Name);

    /// <summary>The variable with the first layer's filters [O, C, KH, KW]; null if there is none.</summary>
    public string? FirstFilters =>
        _graph.Nodes.SelectMany(node => node.Inputs).FirstOrDefault(value => value is { Kind: ValueKind.Variable, Shape.Rank: 4 })?.Name;

    /// <summary>The multiplications of one inference.</summary>
    public long Multiplications => ModelCost.Of(_graph.Outputs[Model.OutputName]).Total.Multiplications;

    /// <summary>Draws the first layer's filters.</summary>
    /// <exception cref="NotSupportedException">The network has none.</exception>
    public Image<Rgba32> DrawFilters()
    {
        string name = FirstFilters ?? throw new NotSupportedException($"{Model.Name} has no filters");
        return FilterSheet.Draw(_variables.Read(name), _variables.ShapeOf(name), $"{Model.Name}: {name}");
    }

    /// <summary>Computes the scores of an input: probabilities for a classifier of the zoo, otherwise the network's output.</summary>
    /// <param name="input">The values of the input, row-major.</param>
    /// <exception cref="NotSupportedException">The network gives no scores.</exception>
    public float[] ScoresOf(ReadOnlySpan<float> input)
    {
        if (!HasScores) throw new NotSupportedException($"{Model.Name} does not give one score per class");
        Run(input);
        return _plan.Output(Model.Task == ModelTask.Classification ? "probabilities" : Scores).ToArray();
    }

    /// <summary>Draws the feature maps of every layer, with the five highest scores.</summary>
    /// <param name="input">The values of the input, row-major.</param>
    /// <param name="labels">A label for each score; by default the network's own.</param>
    public Image<Rgba32> DrawActivations(ReadOnlySpan<float> input, IReadOnlyList<string>? labels = null)
    {
        (string, float)[] best = [];
        if (HasScores)
        {
            float[] scores = ScoresOf(input);
            var highest = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(5);
            best = [.. highest.Select(i => (LabelOf(i, labels), scores[i]))];
        }
        else
        {
            Run(input);
        }
        var rows = new List<LayerActivation> { LayerActivation.Of("input", Model.InputShape, input.ToArray(), isImage: true) };
        for (int i = 0; i < Layers.Count; i++)
        {
            bool isImage = i == Layers.Count - 1 && Model.Task is ModelTask.Generation or ModelTask.Reconstruction
                or ModelTask.SuperResolution or ModelTask.Denoising or ModelTask.StyleTransfer;
            rows.Add(LayerActivation.Of(Layers[i].Name, Layers[i].Output.Shape, _plan.Output(OutputName(i)).ToArray(), isImage));
        }
        return ActivationSheet.Draw($"{Model.Name}: activations", rows, best, Model.Task == ModelTask.Classification ? 1 : null);
    }

    /// <summary>The unit to draw by default: the center of the layer's first feature map.</summary>
    /// <exception cref="NotSupportedException">No layer has units with a rectangular receptive field.</exception>
    public NetworkUnit DefaultUnit()
    {
        var layer = _layer ?? Layers.LastOrDefault(layer => layer.HasFeatureMaps && HasReceptiveField(layer))
            ?? throw new NotSupportedException($"{Model.Name} has no layer with receptive fields");
        return new(layer, 0, layer.Output.Shape[2] / 2, layer.Output.Shape[3] / 2);
    }

    /// <summary>Draws the receptive field of a unit on the image.</summary>
    /// <param name="input">The values of the image, row-major.</param>
    /// <param name="unit">The unit.</param>
    /// <exception cref="NotSupportedException">The layer's units have no rectangular receptive field.</exception>
    /// <exception cref="ShapeException">The layer has no such unit.</exception>
    public Image<Rgba32> DrawReceptiveField(ReadOnlySpan<float> input, NetworkUnit unit)
    {
        unit.Validate();
        var (left, top, width, height) = unit.ReceptiveField;
        return ImageOverlay.ReceptiveField(
            input, Model.InputShape, left, top, width, height, $"{unit}: receptive field {width} x {height}");
    }

    /// <summary>Draws a map of <see cref="Saliency"/> over the image.</summary>
    /// <param name="input">The values of the image, row-major.</param>
    /// <param name="map">The importance of each pixel, [H, W]; negative values count as 0.</param>
    /// <param name="title">The title; ASCII.</param>
    public Image<Rgba32> DrawHeatmap(ReadOnlySpan<float> input, ReadOnlySpan<float> map, string title) =>
        ImageOverlay.Heatmap(input, Model.InputShape, map, title);

    /// <summary>Returns the label of a score.</summary>
    /// <param name="score">The index of the score.</param>
    /// <param name="labels">A label for each score; by default the network's own, if it has them.</param>
    public string LabelOf(int score, IReadOnlyList<string>? labels = null)
    {
        if (labels is not null) return labels[score];
        if (Model.Labels.Length == ScoreCount) return Model.Labels[score];
        return Model.Task switch { ModelTask.Control => $"action {score}", ModelTask.Discrimination => "real", _ => $"class {score}" };
    }

    /// <summary>Frees the plans; the variables remain.</summary>
    public void Dispose()
    {
        _plan.Dispose();
        _saliency?.Dispose();
    }

    private static bool IsOneScorePerClass(Shape output) => output.Count > 1 && output.Count(length => length > 1) == 1;

    /// <summary>An output as scores [N, classes], for a batch of N.</summary>
    private static Value ScoresOf(Value output)
    {
        var shape = output.Shape;
        if (shape.Rank < 2) return output.Reshape([1, (int)shape.Count]);
        // All classes are in one dimension, not always the second one.
        if (shape.Skip(1).Count(length => length > 1) <= 1) return output.Reshape([shape[0], (int)(shape.Count / shape[0])]);
        int positions = (int)shape.Skip(2).Aggregate(1L, (product, length) => product * length);
        return output.Reshape([shape[0], shape[1], positions]).Mean(2).Reshape([shape[0], shape[1]]);
    }

    private static bool HasReceptiveField(NetworkLayer layer)
    {
        try
        {
            return ReceptiveField.Of(layer.Output).Count > 0;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private static string OutputName(int layer) => $"inspection/layer {layer}";

    private void Run(ReadOnlySpan<float> input)
    {
        if (input.Length != Model.InputShape.Count)
        {
            throw new ArgumentException(
                $"{Model.Name}: an input {Model.InputShape} has {Model.InputShape.Count} values, not {input.Length}");
        }
        _plan.Input(Model.InputName).Write(input);
        _plan.Run();
    }
}
