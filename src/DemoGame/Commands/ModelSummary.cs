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
        var batch = GameOptions.Number("--batch", "Samples at once.", 1, 1);
        var json = Json();
        var command = new Command("summary", "Print a network layer by layer: shapes, parameters, multiplications, memory, receptive fields.") { model, batch, json };
        command.SetAction(parsed =>
        {
            var found = ModelFile.Open(parsed.GetValue(model)!);
            var graph = found.ToGraph(parsed.GetValue(batch));
            var (cost, fields) = (ModelCost.Of(graph), Fields(graph));
            if (parsed.GetValue(json)) Console.WriteLine(ToJson(found, cost, fields).ToJsonString(Indented));
            else Print(found, cost, fields);
            return 0;
        });
        return command;
    }

    /// <summary>The receptive fields of all layers whose units have a window on the picture: those that lead to the last of them.</summary>
    private static Dictionary<string, ReceptiveField> Fields(Graph graph)
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
                // Behind a fully connected layer there are no windows.
            }
        }
        return fields;
    }

    /// <summary>The whole network's numbers come last, after those of the layers.</summary>
    private static JsonObject ToJson(NetworkDefinition model, ModelCost cost, Dictionary<string, ReceptiveField> fields) => new()
    {
        ["model"] = model.Name,
        ["source"] = model.Source,
        ["layers"] = new JsonArray([.. cost.Layers.Select(layer => new JsonObject
        {
            ["layer"] = layer.Name,
            ["operator"] = layer.Kind,
            ["output"] = Lengths(layer.OutputShape),
            ["parameters"] = layer.Parameters,
            ["multiplications"] = layer.Cost.Multiplications,
            ["activationBytes"] = layer.Activations * sizeof(float),
            ["receptiveField"] = fields.TryGetValue(layer.Name, out var field) ? new JsonArray(field.Height.Size, field.Width.Size) : null,
        })]),
        ["multiplications"] = cost.Total.Multiplications,
        ["activationBytes"] = cost.Activations * sizeof(float),
        ["parameters"] = cost.Parameters,
    };

    private static void Print(NetworkDefinition model, ModelCost cost, Dictionary<string, ReceptiveField> fields)
    {
        Console.WriteLine($"{model.Name}: {model.Source}");
        var columns = new TextColumns("layer", "operator", "output", "parameters", "multiplications", "memory", "sees");
        foreach (var layer in cost.Layers)
        {
            columns.Add(layer.Name, layer.Kind, layer.OutputShape.ToString(), Number(layer.Parameters), Number(layer.Cost.Multiplications), MemorySize(layer.Activations * sizeof(float)),
                fields.TryGetValue(layer.Name, out var field) ? $"{field.Height.Size}x{field.Width.Size}" : "");
        }
        columns.Print(Console.Out);
        Console.WriteLine($"{Number(cost.Parameters)} parameters, {Number(cost.Total.Multiplications)} multiplications, {MemorySize(cost.Activations * sizeof(float))} of activations");
    }
}
