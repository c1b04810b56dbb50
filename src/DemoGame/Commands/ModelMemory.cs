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

/// <summary>
/// <c>model memory</c>: the memory that a network needs, layer by layer as in the "VGGNet in detail" section of the CS231n notes on
/// convolutional networks, and after memory planning.
/// </summary>
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
        var batch = Batch();
        var train = new Option<bool>("--train") { Description = "Include what training needs: gradients and the optimizer's state." };
        var optimizer = Options.Choice(
            "--optimizer", $"The optimizer: {string.Join(", ", Optimizers.Keys)}.", "adam", [.. Optimizers.Keys]);
        var json = Json();
        var command = new Command("memory", "Print the memory that a network needs, layer by layer and after memory planning.")
        {
            model, batch, train, optimizer, json,
        };
        command.SetAction(parsed =>
        {
            string? trainedWith = parsed.GetValue(train) ? parsed.GetValue(optimizer)! : null;
            var memory = Memory.Of(ModelFile.Open(parsed.GetValue(model)!), parsed.GetValue(batch), trainedWith);
            if (parsed.GetValue(json)) Console.WriteLine(memory.ToJson().ToJsonString(ModelSummary.Indented));
            else memory.Print(Console.Out);
            return 0;
        });
        return command;
    }

    /// <summary>The memory of a network in bytes: the sum over its layers, and as planned.</summary>
    private sealed record Memory(NetworkDefinition Model, int Batch, string? Optimizer, ModelCost Cost, MemoryReport Planned)
    {
        private long Activations => Cost.Activations * sizeof(float);

        private long Parameters => Cost.Parameters * sizeof(float);

        private long State => Optimizer is null ? 0 : Optimizers[Optimizer].StateCopies * Parameters;

        /// <summary>A gradient has the size of its tensor.</summary>
        private long Total => Optimizer is null ? Activations + Parameters : 2 * Activations + 2 * Parameters + State;

        public static Memory Of(NetworkDefinition model, int batch, string? optimizer)
        {
            var inference = model.ToGraph(batch);
            if (optimizer is null) return new(model, batch, null, ModelCost.Of(inference), MemoryReport.Of(inference));
            var training = model.ToGraph(batch, training: true);
            var output = training.Outputs[model.OutputName];
            Optimizers[optimizer].Optimizer.Minimize(
                Losses.SquaredError(output, training.Input("targets", output.Shape)).Mean(),
                [.. training.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)]);
            return new(model, batch, optimizer, ModelCost.Of(inference), MemoryReport.Of(training));
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
                    ["output"] = Dimensions(layer.OutputShape),
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

        public void Print(TextWriter output)
        {
            output.WriteLine($"{Model.Name}: {Model.Source}, batch size {Batch}");
            var layers = Tables.Create(["layer", "output"], "activations", "weights", "biases");
            foreach (var layer in Cost.Layers)
            {
                long biases = layer.Parameters - layer.Weights;
                layers.Add(layer.Name, layer.OutputShape.ToString(), Number(layer.Activations), Number(layer.Weights), Number(biases));
            }
            layers.Print(output);
            var totals = Tables.Create([""], "values", "memory");
            totals.Add("activations", Number(Cost.Activations), MemorySize(Activations));
            totals.Add("parameters", Number(Cost.Parameters), MemorySize(Parameters));
            if (Optimizer is not null)
            {
                totals.Add("gradients of activations", Number(Cost.Activations), MemorySize(Activations));
                totals.Add("gradients of parameters", Number(Cost.Parameters), MemorySize(Parameters));
                totals.Add($"optimizer state ({Optimizer})", Number(State / sizeof(float)), MemorySize(State));
            }
            totals.Add("total", Number(Total / sizeof(float)), MemorySize(Total));
            totals.Print(output);
            output.WriteLine(
                $"After planning: {MemorySize(Planned.ArenaBytes)} for activations, since tensors that are not needed at the same time "
                + $"share memory ({MemorySize(Planned.ActivationBytes)} without sharing), "
                + $"and {MemorySize(Planned.VariableBytes)} for variables. To reduce memory, lower the batch size.");
        }
    }
}
