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
/// Pictures of what is inside a network: its first filters, what its layers make of an input, what a unit sees of it, and which pixels a score hangs on.
/// The weights may be written after the inspection was made, as a file's are.
/// </summary>
public sealed class ModelInspection : IDisposable
{
    private readonly Plan _plan;
    private readonly Variables _variables;
    private readonly Graph _graph;
    private readonly NetworkLayer? _chosen;
    private Saliency? _saliency;

    /// <summary>Compiles the network with an output a layer.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="variables">Its weights; those that are not there are initialized.</param>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer whose unit and whose Grad-CAM are drawn; a late one where null.</param>
    /// <exception cref="ShapeException">There is no such layer with feature maps; the message lists those there are.</exception>
    public ModelInspection(Device device, Variables variables, NetworkDefinition model, string? layer = null)
    {
        (Model, _variables, _graph) = (model, variables, model.ToGraph());
        Layers = NetworkLayer.Of(_graph.Outputs[model.OutputName]);
        _chosen = layer is null ? null : NetworkLayer.WithMaps(Layers, layer);
        for (int i = 0; i < Layers.Count; i++) _graph.Output(NameOf(i), Layers[i].Output);
        _plan = Plan.Compile(_graph, device, variables);
    }

    /// <summary>The network.</summary>
    public NetworkDefinition Model { get; }

    /// <summary>Its layers in order.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>Whether its input is a picture [1, C, H, W].</summary>
    public bool TakesPictures => Model.InputShape.Rank == 4;

    /// <summary>Whether single scores can be explained: those of classes, actions, or of being real; a file's network gives scores where its output is a row of them.</summary>
    public bool GivesScores => TakesPictures && Model.Task switch
    {
        ModelTask.Classification or ModelTask.Control or ModelTask.Discrimination => true,
        ModelTask.Unknown => _graph.Outputs[Model.OutputName].Shape is { Rank: 2 } shape && shape[1] > 1,
        _ => false,
    };

    /// <summary>The maps of the pixels that a score hangs on. Compiled when first asked for.</summary>
    /// <exception cref="NotSupportedException">The network gives no scores for pictures.</exception>
    public Saliency Saliency => !GivesScores ? throw new NotSupportedException($"{Model.Name} gives no scores for pictures, so there are none to explain")
        : _saliency ??= new(_plan.Device, _variables, Model.InputShape, Model.Build, _chosen?.Name);

    /// <summary>The variable that holds the first layer's filters [O, C, KH, KW]; null where the network has none.</summary>
    public string? FirstFilters => _graph.Nodes.SelectMany(node => node.Inputs).FirstOrDefault(value => value is { Kind: ValueKind.Variable, Shape.Rank: 4 })?.Name;

    /// <summary>The multiplications of one pass.</summary>
    public long Multiplications => ModelCost.Of(_graph.Outputs[Model.OutputName]).Total.Multiplications;

    /// <summary>The first layer's filters as a tile sheet.</summary>
    /// <exception cref="NotSupportedException">The network has none.</exception>
    public Image<Rgba32> DrawFilters()
    {
        string name = FirstFilters ?? throw new NotSupportedException($"{Model.Name} has no filters");
        return FilterSheet.Draw(_variables.Read(name), _variables.ShapeOf(name), $"{Model.Name}: {name}");
    }

    /// <summary>The scores of an input: probabilities of a classifier, else what the network gives.</summary>
    public float[] ScoresOf(ReadOnlySpan<float> input)
    {
        Run(input);
        return _plan.Output(Model.Task == ModelTask.Classification ? "probabilities" : Model.OutputName).ToArray();
    }

    /// <summary>Every layer's feature maps as rows, with the five highest scores beside them.</summary>
    /// <param name="input">The input's numbers, row-major.</param>
    /// <param name="labels">A name for each score; numbers where null.</param>
    public Image<Rgba32> DrawActivations(ReadOnlySpan<float> input, IReadOnlyList<string>? labels = null)
    {
        (string, float)[] best = [];
        if (GivesScores)
        {
            float[] scores = ScoresOf(input);
            best = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(5).Select(i => (LabelOf(i, labels), scores[i]))];
        }
        else
        {
            Run(input);
        }
        var rows = new List<LayerActivation> { LayerActivation.Of("input", Model.InputShape, input.ToArray(), isPicture: true) };
        for (int i = 0; i < Layers.Count; i++)
        {
            bool picture = i == Layers.Count - 1 && Model.Task is ModelTask.Generation or ModelTask.Reconstruction;
            rows.Add(LayerActivation.Of(Layers[i].Name, Layers[i].Output.Shape, _plan.Output(NameOf(i)).ToArray(), picture));
        }
        return ActivationSheet.Draw($"{Model.Name}: what each layer makes of the input", rows, best, Model.Task == ModelTask.Classification ? 1 : null);
    }

    /// <summary>The unit to draw where none is chosen: the center of the layer's first map.</summary>
    /// <exception cref="NotSupportedException">The layer's units, or those of all layers, have no window on the picture.</exception>
    public NetworkUnit DefaultUnit()
    {
        var layer = _chosen ?? Layers.LastOrDefault(layer => layer.HasMaps && HasWindow(layer)) ?? throw new NotSupportedException($"{Model.Name} has no layer whose units have a window on a picture");
        return new(layer, 0, layer.Output.Shape[2] / 2, layer.Output.Shape[3] / 2);
    }

    /// <summary>Draws what a unit sees on the picture.</summary>
    /// <param name="input">The picture's numbers, row-major.</param>
    /// <param name="unit">The unit.</param>
    /// <exception cref="NotSupportedException">The layer's units have no window on the picture.</exception>
    /// <exception cref="ShapeException">The layer has no such unit.</exception>
    public Image<Rgba32> DrawReceptiveField(ReadOnlySpan<float> input, NetworkUnit unit)
    {
        unit.Require();
        var (left, top, width, height) = unit.Field;
        return PictureDrawings.ReceptiveField(input, Model.InputShape, left, top, width, height, $"{unit} sees {width} x {height}");
    }

    /// <summary>Lays a map of <see cref="Saliency"/> over the picture.</summary>
    /// <param name="input">The picture's numbers, row-major.</param>
    /// <param name="map">How much each pixel matters; below 0 counts as 0.</param>
    /// <param name="title">The line above; ASCII.</param>
    public Image<Rgba32> DrawHeat(ReadOnlySpan<float> input, ReadOnlySpan<float> map, string title) => PictureDrawings.Heat(input, Model.InputShape, map, title);

    /// <summary>What a score is called.</summary>
    /// <param name="score">Which one, from 0.</param>
    /// <param name="labels">A name for each; where null, a number or, of the only score of a discriminator, what it means.</param>
    public string LabelOf(int score, IReadOnlyList<string>? labels) => labels is not null ? labels[score]
        : Model.Task switch { ModelTask.Control => $"action {score}", ModelTask.Discrimination => "real", _ => $"class {score}" };

    /// <summary>Frees the plans; the variables stay.</summary>
    public void Dispose()
    {
        _plan.Dispose();
        _saliency?.Dispose();
    }

    private void Run(ReadOnlySpan<float> input)
    {
        if (input.Length != Model.InputShape.Count) throw new ArgumentException($"{Model.Name}: {input.Length} numbers do not fill the input {Model.InputShape}");
        _plan.Input(Model.InputName).Write(input);
        _plan.Run();
    }

    private static bool HasWindow(NetworkLayer layer)
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

    private static string NameOf(int layer) => $"layer {layer}";
}
