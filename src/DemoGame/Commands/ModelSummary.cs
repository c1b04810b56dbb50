using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisionRuntime.Analysis;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using static DemoGame.Commands.ModelCommand;

namespace DemoGame.Commands;

/// <summary><c>model summary</c>: a network layer by layer.</summary>
internal static class ModelSummary
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    public static Command Create()
    {
        var model = NameOrFile();
        var batch = Batch();
        var json = Json();
        const string description = "Print a network layer by layer: shapes, parameters, multiplications, memory, receptive fields.";
        var command = new Command("summary", description) { model, batch, json };
        command.SetAction(parsed =>
        {
            var network = ModelFile.Open(parsed.GetValue(model)!);
            var graph = network.ToGraph(parsed.GetValue(batch));
            var (cost, fields) = (ModelCost.Of(graph), ReceptiveFields(graph));
            if (parsed.GetValue(json)) Console.WriteLine(ToJson(network, cost, fields).ToJsonString(Indented));
            else Print(network, cost, fields, Console.Out);
            return 0;
        });
        return command;
    }

    /// <summary>The receptive fields of the layers that have one, by the layers' names.</summary>
    private static Dictionary<string, ReceptiveField> ReceptiveFields(Graph graph)
    {
        var fields = new Dictionary<string, ReceptiveField>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Reverse())
        {
            try
            {
                foreach (var field in ReceptiveField.Of(node.Outputs[0])) fields[field.Layer] = field;
                break;
            }
            catch (NotSupportedException)
            {
                // The units of a fully connected layer depend on the whole input; try the layer before it.
            }
        }
        return fields;
    }

    private static JsonObject ToJson(NetworkDefinition model, ModelCost cost, Dictionary<string, ReceptiveField> fields) => new()
    {
        ["model"] = model.Name,
        ["source"] = model.Source,
        ["preprocessing"] = model.Preprocessing is { } preprocessing ? JsonNode.Parse(preprocessing.ToJson()) : null,
        ["labels"] = new JsonArray([.. model.Labels.Select(label => JsonValue.Create(label))]),
        ["layers"] = new JsonArray([.. cost.Layers.Select(layer => new JsonObject
        {
            ["layer"] = layer.Name,
            ["operator"] = layer.Kind,
            ["output"] = Dimensions(layer.OutputShape),
            ["parameters"] = layer.Parameters,
            ["multiplications"] = layer.Cost.Multiplications,
            ["activationBytes"] = layer.Activations * sizeof(float),
            ["receptiveField"] = fields.TryGetValue(layer.Name, out var field) ? new JsonArray(field.Height.Size, field.Width.Size) : null,
        })]),
        ["multiplications"] = cost.Total.Multiplications,
        ["activationBytes"] = cost.Activations * sizeof(float),
        ["parameters"] = cost.Parameters,
    };

    private static void Print(NetworkDefinition model, ModelCost cost, Dictionary<string, ReceptiveField> fields, TextWriter output)
    {
        output.WriteLine($"{model.Name}: {model.Source}");
        if (model.Preprocessing is { } preprocessing) output.WriteLine($"input {model.InputName}: {preprocessing}");
        if (!model.Labels.IsEmpty) output.WriteLine($"labels: {LabelsOf(model)}");
        var table = Tables.Create(["layer", "operator", "output"], "parameters", "multiplications", "memory", "receptive field");
        foreach (var layer in cost.Layers)
        {
            table.Add(
                layer.Name, layer.Kind, layer.OutputShape.ToString(), Number(layer.Parameters), Number(layer.Cost.Multiplications),
                MemorySize(layer.Activations * sizeof(float)),
                fields.TryGetValue(layer.Name, out var field) ? $"{field.Height.Size}x{field.Width.Size}" : "");
        }
        table.Print(output);
        string memory = MemorySize(cost.Activations * sizeof(float));
        output.WriteLine(
            $"{Number(cost.Parameters)} parameters, {Number(cost.Total.Multiplications)} multiplications, {memory} of activations");
    }

    private static string LabelsOf(NetworkDefinition model)
    {
        const int shown = 5;
        string labels = string.Join(", ", model.Labels.Take(shown));
        return model.Labels.Length > shown ? $"{labels}, ... ({model.Labels.Length})" : labels;
    }
}
