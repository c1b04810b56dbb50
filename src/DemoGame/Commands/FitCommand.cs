using System.CommandLine;
using System.Globalization;
using VisionRuntime.Formats;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary><c>fit</c>: trains a network on a data set.</summary>
internal static class FitCommand
{
    private const string DefaultModel = "lenet-theano";

    public static Command Create()
    {
        var dataset = new Argument<string>("dataset")
        {
            Description = FitData.Description,
            DefaultValueFactory = _ => FitData.Default,
            CustomParser = result =>
            {
                string name = result.Tokens[0].Value;
                if (FitData.Problem(name) is { } problem) result.AddError(problem);
                return name;
            },
        };
        var model = new Option<string>("--model")
        {
            Description = "The network: a name of the zoo (see model list), an ONNX file or a .vision file.",
            DefaultValueFactory = _ => DefaultModel,
        };
        string[] recipes = [.. FitRecipe.All.Select(known => known.Name)];
        var recipe = Options.Choice("--recipe",
            $"How to train: {string.Join("; ", FitRecipe.All.Select(known => $"{known.Name}, {known.Description}"))}.",
            recipes[0], recipes);
        var epochs = Options.OptionalInteger("--epochs", "The largest number of epochs; the recipe's by default.", 1);
        var seed = Options.Integer("--seed", "The random seed.", 1, 0);
        var device = DeviceOptions.ForModels();
        var threads = Options.OptionalInteger("--threads", "The number of threads of the CPU device; all by default.", 1);
        var @out = new Option<string>("--out")
        {
            Description = "The folder for the model, the curve, the pictures and the report.",
            DefaultValueFactory = _ => "out",
        };
        var resume = new Option<bool>("--resume") { Description = "Resume from the checkpoint in the folder, with its settings." };
        var batch = Options.OptionalInteger("--batch", "The batch size; the recipe's by default.", 1);
        var optimizer = Optional("--optimizer", $"The optimizer: {string.Join(", ", OptimizerCatalog.Names)}; the recipe's by default.",
            text => OptimizerCatalog.Names.Contains(text, StringComparer.Ordinal) ? text : null,
            $"one of {string.Join(", ", OptimizerCatalog.Names)}");
        var rate = Positive("--rate", "The learning rate; the recipe's by default.");
        var accumulate = Options.Integer("--accumulate", "The number of batches whose gradients are averaged for one step.", 1, 1);
        var replicas = Options.Integer(
            "--replicas", "The number of copies of the network, each on a CPU device of its own, that divide every batch.", 1, 1);
        var rank = Options.OptionalInteger("--rank", "The rank of this process among those that train together, from 0.", 0);
        var worldSize = Options.OptionalInteger(
            "--world-size", "The number of processes that train together by way of --broker, each on a part of every batch.", 2);
        var broker = new BrokerOptions();
        var clip = Positive("--clip-norm", "The largest norm of the gradients; unlimited by default.");
        var statistics = new Option<bool>("--last-epoch-statistics")
        {
            Description = "Take the statistics of batch normalization from the whole last epoch rather than from moving averages.",
        };
        var from = new Option<string?>("--from") { Description = "A .vision or .safetensors file with weights to start from." };
        var head = Options.OptionalInteger("--head", "The number of outputs; that of the classes by default.", 1);
        var freeze = new Option<string[]>("--freeze")
        {
            Description = "Patterns of variables that are not trained, for example 'layer0/*'.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var size = Options.OptionalInteger(
            "--size", "The height and width to which pictures are resized or drawn; the network's by default.", 1);
        var style = new Option<string?>("--style") { Description = "The picture whose style a network for style transfer learns." };
        var styleWeight = Positive("--style-weight", "The weight of the style, relative to that of the content; 1 by default.");
        var interval = Options.Integer("--checkpoint-seconds", "Seconds between checkpoints.", TrainCommand.DefaultCheckpointSeconds, 1);
        interval.Hidden = true;
        var command = new Command("fit", "Train a network on a data set.")
        {
            dataset, model, recipe, epochs, seed, device, threads, @out, resume, batch, optimizer, rate, accumulate, replicas, rank,
            worldSize, clip,
            statistics, from, head, freeze, size, style, styleWeight, interval,
        };
        broker.AddTo(command);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            var settings = new FitSettings(
                parsed.GetValue(dataset)!, parsed.GetValue(model)!, parsed.GetValue(recipe)!, parsed.GetValue(seed))
            {
                Epochs = parsed.GetValue(epochs),
                Batch = parsed.GetValue(batch),
                Optimizer = parsed.GetValue(optimizer),
                Rate = parsed.GetValue(rate),
                Accumulate = parsed.GetValue(accumulate),
                Replicas = parsed.GetValue(replicas),
                ClipNorm = parsed.GetValue(clip),
                LastEpochStatistics = parsed.GetValue(statistics),
                From = parsed.GetValue(from),
                Head = parsed.GetValue(head),
                Freeze = parsed.GetValue(freeze)!,
                Size = parsed.GetValue(size),
                Style = parsed.GetValue(style),
                StyleWeight = parsed.GetValue(styleWeight),
            };
            string folder = parsed.GetValue(@out)!;
            var place = new FitPlace(parsed.GetValue(device)!, parsed.GetValue(threads), folder, parsed.GetValue(interval))
            {
                Worker = broker.ReadWorker(parsed, parsed.GetValue(rank), parsed.GetValue(worldSize)),
            };
            if (place.Worker is not null && settings.Replicas > 1)
                throw new CommandException("--replicas: not supported with --world-size; start a process for each replica instead");
            Checkpoint? checkpoint = null;
            if (parsed.GetValue(resume) && place.Worker is null or { Rank: 0 })
            {
                checkpoint = CheckpointIn(folder);
                settings = Resumed(FitSettings.Of(checkpoint), settings);
            }
            if (FitNetwork.Open(settings.Model).Task == ModelTask.Generation)
                new FitAdversarialRun(settings, place, checkpoint, Console.Out, cancellation).Run();
            else
                new FitRun(settings, place, checkpoint, Console.Out, cancellation).Run();
            return 0;
        });
        return command;
    }

    private static Checkpoint CheckpointIn(string folder)
    {
        string path = Path.Combine(folder, OutputFolder.Checkpoint);
        return File.Exists(path) ? Checkpoint.Load(path) : throw new CommandException(
            $"--resume: {path} does not exist; leave out --resume to start a new run, or choose its folder with --out");
    }

    /// <summary>The settings of the run in the folder; a larger number of epochs may be given.</summary>
    private static FitSettings Resumed(FitSettings saved, FitSettings given)
    {
        if (given.Dataset != saved.Dataset)
            throw new CommandException($"--resume: the run in the folder is on {saved.Dataset}, not on {given.Dataset}");
        return saved with { Epochs = given.Epochs ?? saved.Epochs };
    }

    private static Option<double?> Positive(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            if (isNumber && value > 0 && double.IsFinite(value)) return value;
            result.AddError($"'{name}' must be a positive number, not '{text}'");
            return null;
        },
    };

    private static Option<string?> Optional(string name, string description, Func<string, string?> parse, string wanted) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value.ToLowerInvariant();
            if (parse(text) is { } value) return value;
            result.AddError($"'{name}' must be {wanted}, not '{text}'");
            return null;
        },
    };
}
