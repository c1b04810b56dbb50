using System.Diagnostics;
using System.Globalization;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>One run of supervised training, from the data to the files in its folder.</summary>
internal sealed class FitRun(FitSettings settings, FitPlace place, Checkpoint? resumed, TextWriter output, CancellationToken cancellation)
{
    private readonly Stopwatch _clock = new();
    private TrainingCurve _curve = new();
    private double _secondsBefore;

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Trains, tests and writes all files.</summary>
    /// <returns>False if the run was interrupted; then the checkpoint is saved.</returns>
    public bool Run()
    {
        var recipe = FitRecipe.Find(settings.Recipe);
        var network = FitNetwork.Open(settings.Model);
        var data = recipe.Split(FitData.Load(settings, network), settings.Seed);
        if (network.Task is ModelTask.Reconstruction or ModelTask.StyleTransfer) data = data.WithoutTargets();
        var model = FitNetwork.Fit(network, data.Training, settings);
        var task = FitNetwork.TaskOf(model, data.Training, recipe, settings);
        var options = recipe.For(settings);
        if (model.Preprocessing is { } preprocessing)
            options = options with { Mean = [.. preprocessing.Mean], StandardDeviation = [.. preprocessing.StandardDeviation] };
        bool moves = model.InputShape.Rank == 4 && data.Training.Targets is TargetKind.Class or TargetKind.None;
        if (!moves) options = options with { Augmentation = null };
        options = FitReplicas.Divide(options, settings.Replicas);
        OutputFolder.Prepare(place.Out);

        using var opened = place.OpenDevice(settings.Replicas > 1 ? FitReplicas.ThreadsOf(settings, place) : place.Threads);
        using var variables = new Variables(opened.Device, settings.Seed);
        using var replicas = new FitReplicas(settings, place, opened.Device);
        using var trainer = Create(model, task, data, options, variables, replicas);
        if (settings.From is { } file && resumed is null) StartFrom(file, model, variables);
        if (resumed is not null) Resume(trainer);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Training {model.Name} ({trainer.Parameters:N0} parameters) on {data.Training.Count:N0} samples of {data.Name}, ")
            + $"recipe {recipe.Name}, {opened.Device.Name}, seed {settings.Seed}");
        if (!Train(trainer, task, model, options)) return false;

        var files = new FitFiles(place.Out, model, task, data, settings);
        files.RestoreBest(variables);
        var test = trainer.Evaluate(data.Test!,
            outputs: task is ReconstructionTask or RestorationTask or StyleTask ? FitFiles.ShownSamples : data.Test!.Count);
        var result = new FitResult
        {
            Model = model.Name,
            Dataset = data.Name,
            Recipe = settings.Recipe,
            Seed = settings.Seed,
            TestError = test.Error,
            ValidationError = trainer.Patience.BestError,
            Epochs = Math.Round((double)trainer.Step / trainer.StepsPerEpoch, 2),
            BestEpoch = Math.Round((double)trainer.Patience.BestStep / trainer.StepsPerEpoch, 2),
            Seconds = Math.Round(Seconds, 1),
            Parameters = trainer.Parameters,
            Device = opened.Device.Kind.ToString(),
        };
        result = FitMetrics.Add(result, task, data.Test!, test);
        files.Write(result, test, _curve, options, variables, opened.Device.Name);
        string report = Path.Combine(place.Out, OutputFolder.Report);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{files.Headline(test)} after {result.Epochs:0.#} epochs in {Seconds:F0} s; see {report}"));
        return true;
    }

    private static Trainer Create(
        NetworkDefinition model, TrainingTask task, DatasetSplits data, TrainerOptions options, Variables variables, FitReplicas replicas)
    {
        try
        {
            return new Trainer(model.Build, task, data.Training, data.Validation, options, variables, replicas.Variables);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{model.Name}: {exception.Message}");
        }
    }

    private bool Train(Trainer trainer, TrainingTask task, NetworkDefinition model, TrainerOptions options)
    {
        var display = new FitDisplay(trainer, task, options.BatchSize * options.Accumulation * settings.Replicas, output);
        using var events = new EventFile(place.Out);
        double saved = Seconds;
        trainer.Stepped += () =>
        {
            display.Stepped();
            if (Seconds - saved < place.CheckpointSeconds) return;
            Save(trainer, model);
            saved = Seconds;
        };
        trainer.Validated += (evaluation, isBest) =>
        {
            var point = new TrainingPoint(trainer.Step, (double)trainer.Step / trainer.StepsPerEpoch, trainer.LearningRate, trainer.Loss,
                evaluation.Loss, evaluation.Error, Seconds);
            _curve.Add(point);
            events.AddScalars(trainer.Step, ("loss/training", point.TrainingLoss), ("loss/validation", point.ValidationLoss),
                ($"{task.ErrorName}/validation", point.ValidationError), ("learning rate", point.LearningRate), ("epoch", point.Epoch));
            if (isBest) FitFiles.SaveBest(place.Out, trainer, options);
            display.Validated(evaluation);
        };
        _clock.Start();
        bool finished = trainer.Run(cancellation);
        _clock.Stop();
        Save(trainer, model);
        if (!finished)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Interrupted at step {trainer.Step:N0}; resume with: {place.ResumeCommand(settings.Dataset)}"));
        }
        // A short run may end between two validations.
        if (finished && trainer.Patience.BestStep == 0) trainer.Validate();
        return finished;
    }

    private void Save(Trainer trainer, NetworkDefinition model)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["milliseconds"] = ((long)(Seconds * 1000)).ToString(CultureInfo.InvariantCulture),
            ["trained network"] = model.Name,
        };
        settings.AddTo(facts);
        TrainingCheckpoint.Save(Path.Combine(place.Out, OutputFolder.Checkpoint), trainer, facts);
        _curve.SaveCsv(Path.Combine(place.Out, OutputFolder.CurveData));
    }

    private void Resume(Trainer trainer)
    {
        TrainingCheckpoint.Restore(resumed!, trainer);
        _secondsBefore = resumed!.Number("milliseconds") / 1000.0;
        string path = Path.Combine(place.Out, OutputFolder.CurveData);
        try
        {
            if (File.Exists(path)) _curve = TrainingCurve.LoadCsv(path);
        }
        catch (FormatException exception)
        {
            throw new CommandException(exception.Message);
        }
        _curve.RemoveAfter(trainer.Step);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Resuming from step {trainer.Step:N0}"));
    }

    /// <summary>Loads the weights that fit from a file, and says which do not.</summary>
    private void StartFrom(string file, NetworkDefinition model, Variables variables)
    {
        WeightsFile weights = Path.GetExtension(file).Equals(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? SafeTensors.Open(file)
            : Checkpoint.Load(file);
        using var closed = weights as IDisposable;
        using var own = new Variables(variables.Device, settings.Seed);
        own.Add(model.ToGraph());
        var restored = weights.RestoreInto(own, _ => false);
        if (restored.Loaded.Count == 0)
            throw new CommandException($"--from {file}: none of its tensors has the name and the shape of a variable of {model.Name}");
        foreach (string name in restored.Loaded) variables.Write(name, own.Read(name));
        output.WriteLine($"From {file}: {restored}");
    }
}
