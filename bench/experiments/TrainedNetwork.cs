using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Training;

namespace Vision.Experiments;

/// <summary>The curves of one training run.</summary>
/// <param name="Epochs">The epochs of the validations.</param>
/// <param name="Errors">The validation errors.</param>
/// <param name="Losses">The training losses.</param>
/// <param name="TestError">The error on the test set at the end.</param>
/// <param name="TrainingError">The error on the training set at the end.</param>
internal sealed record TrainedNetwork(double[] Epochs, double[] Errors, double[] Losses, double TestError, double TrainingError)
{
    /// <summary>Trains a classifier, in which each weight may be given before training.</summary>
    public static TrainedNetwork Train(
        Func<Value, Value> network, DatasetSplits data, TrainerOptions options, CpuDevice device, Action<Variables>? before = null)
    {
        using var variables = new Variables(device, options.Seed);
        using var trainer = new Trainer(
            network, new ClassificationTask(data.Training.Classes.Length), data.Training, data.Validation, options, variables);
        before?.Invoke(variables);
        List<double> epochs = [0], errors = [trainer.Evaluate(data.Validation!).Error], losses = [double.NaN];
        trainer.Validated += (evaluation, _) =>
        {
            epochs.Add((double)trainer.Step / trainer.StepsPerEpoch);
            errors.Add(evaluation.Error);
            losses.Add(trainer.Loss);
        };
        try
        {
            trainer.Run();
        }
        catch (TrainingDivergedException)
        {
            errors[^1] = double.NaN; // shown as a gap
        }
        return new([.. epochs], [.. errors], [.. losses], trainer.Evaluate(data.Test!).Error, trainer.Evaluate(data.Training).Error);
    }

    /// <summary>The first epoch after which the validation error is at most this; null if it never was.</summary>
    public double? EpochsTo(double error)
    {
        int index = Array.FindIndex(Errors, value => value <= error);
        return index < 0 ? null : Epochs[index];
    }

    /// <summary>A chart of validation errors over epochs.</summary>
    public static LineChart ErrorChart(string title, params IEnumerable<(string Name, TrainedNetwork Run)> runs) => new()
    {
        Title = title,
        HorizontalLabel = "epochs",
        Panels = [new ChartPanel("validation error (%)",
            [.. runs.Select(run => new ChartSeries(run.Name, run.Run.Epochs, [.. run.Run.Errors.Select(error => 100 * error)]))])],
        Height = 420,
    };
}
