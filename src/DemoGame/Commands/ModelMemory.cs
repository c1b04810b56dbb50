using System.CommandLine;
using System.Text.Json.Nodes;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;
using static DemoGame.Commands.ModelCommand;

namespace DemoGame.Commands;

/// <summary><c>model memory</c>: what a network needs memory for, layer by layer (CS231n notes, "VGGNet in detail"), and what the planner makes of it.</summary>
internal static class ModelMemory
{
    private static readonly Dictionary<string, (Optimizer Optimizer, int StateCopies)> Optimizers = new(StringComparer.Ordinal)
    {
        ["sgd"] = (new Sgd(), 0),
        ["momentum"] = (new Sgd { Momentum = 0.9f }, 1),
        ["adagrad"] = (new Adagrad(), 1),
        ["rmsprop"] = (new RmsProp(), 1),
        ["adam"] = (new Adam(), 2),
    };

    public static Command Create()
    {
        var model = NameOrFile();
        var batch = GameOptions.Number("--batch", "Samples at once.", 1, 1);
        var train = new Option<bool>("--train") { Description = "Count what training needs besides: gradients and the optimizer's state." };
        var optimizer = GameOptions.OneOf("--optimizer", $"Whose state: {string.Join(", ", Optimizers.Keys)}.", "adam", [.. Optimizers.Keys]);
        var json = Json();
        var command = new Command("memory", "Print what a network needs memory for, layer by layer, and how small the planner makes it.") { model, batch, train, optimizer, json };
        command.SetAction(parsed =>
        {
            var needs = Needs.Of(ModelFile.Open(parsed.GetValue(model)!), parsed.GetValue(batch), parsed.GetValue(train) ? parsed.GetValue(optimizer)! : null);
            if (parsed.GetValue(json)) Console.WriteLine(needs.ToJson().ToJsonString(ModelSummary.Indented));
            else needs.Print();
            return 0;
        });
        return command;
    }

    /// <summary>What a network needs, in bytes: counted layer by layer, and as planned.</summary>
    private sealed record Needs(NetworkDefinition Model, int Batch, string? Optimizer, ModelCost Cost, MemoryReport Planned)
    {
        private long Activations => Cost.Activations * sizeof(float);

        private long Parameters => Cost.Parameters * sizeof(float);

        private long State => Optimizer is null ? 0 : Optimizers[Optimizer].StateCopies * Parameters;

        /// <summary>Gradients are as large as what they belong to.</summary>
        private long Total => Optimizer is null ? Activations + Parameters : 2 * Activations + 2 * Parameters + State;

        public static Needs Of(NetworkDefinition model, int batch, string? optimizer)
        {
            var scoring = model.ToGraph(batch);
            if (optimizer is null) return new(model, batch, null, ModelCost.Of(scoring), MemoryReport.Of(scoring));
            var training = model.ToGraph(batch, training: true);
            var output = training.Outputs[model.OutputName];
            Optimizers[optimizer].Optimizer.Minimize(Losses.SquaredError(output, training.Input("targets", output.Shape)).Mean(),
                [.. training.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)]);
            return new(model, batch, optimizer, ModelCost.Of(scoring), MemoryReport.Of(training));
        }

        public JsonObject ToJson()
        {
            var json = new JsonObject
            {
                ["model"] = Model.Name,
                ["batch"] = Batch,
                ["layers"] = new JsonArray([.. Cost.Layers.Select(layer => new JsonObject
                {
                    ["layer"] = layer.Name,
                    ["output"] = Lengths(layer.OutputShape),
                    ["activations"] = layer.Activations,
                    ["weights"] = layer.Weights,
                    ["biases"] = layer.Parameters - layer.Weights,
                    ["bytes"] = (layer.Activations + layer.Parameters) * sizeof(float),
                })]),
                ["activationBytes"] = Activations,
                ["parameterBytes"] = Parameters,
            };
            if (Optimizer is not null)
            {
                json["activationGradientBytes"] = Activations;
                json["parameterGradientBytes"] = Parameters;
                json["optimizer"] = Optimizer;
                json["optimizerBytes"] = State;
            }
            json["totalBytes"] = Total;
            json["arenaBytes"] = Planned.ArenaBytes;
            json["arenaBytesWithoutSharing"] = Planned.ActivationBytes;
            json["variableBytes"] = Planned.VariableBytes;
            json["parameters"] = Cost.Parameters;
            return json;
        }

        public void Print()
        {
            Console.WriteLine($"{Model.Name}: {Model.Source}, batch {Batch}");
            var columns = new TextColumns("layer", "output", "memory", "weights", "biases");
            foreach (var layer in Cost.Layers) columns.Add(layer.Name, layer.OutputShape.ToString(), Number(layer.Activations), Number(layer.Weights), Number(layer.Parameters - layer.Weights));
            columns.Print(Console.Out);
            var totals = new TextColumns("", "numbers", "bytes");
            totals.Add("activations", Number(Cost.Activations), MemorySize(Activations));
            totals.Add("parameters", Number(Cost.Parameters), MemorySize(Parameters));
            if (Optimizer is not null)
            {
                totals.Add("gradients of activations", Number(Cost.Activations), MemorySize(Activations));
                totals.Add("gradients of parameters", Number(Cost.Parameters), MemorySize(Parameters));
                totals.Add($"state of {Optimizer}", Number(State / sizeof(float)), MemorySize(State));
            }
            totals.Add("together", Number(Total / sizeof(float)), MemorySize(Total));
            totals.Print(Console.Out);
            Console.WriteLine($"As planned: an arena of {MemorySize(Planned.ArenaBytes)}, where tensors that never live at the same time share memory (without sharing {MemorySize(Planned.ActivationBytes)}), and {MemorySize(Planned.VariableBytes)} of variables. If it does not fit, lower the batch size.");
        }
    }
}
