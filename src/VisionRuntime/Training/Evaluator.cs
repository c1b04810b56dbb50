using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>Runs the evaluation graph over data sets. The plan is compiled at the first use.</summary>
internal sealed class Evaluator(TrainerGraphs graphs, TrainingTask task, Variables variables) : IDisposable
{
    private const int LargestBatch = 250;

    private Plan? _plan;
    private int _batch;

    /// <param name="dataset">The samples.</param>
    /// <param name="outputs">Of how many samples the outputs are kept.</param>
    public Evaluation Run(Dataset dataset, int outputs)
    {
        if (_plan is null)
        {
            _batch = Math.Min(LargestBatch, dataset.Count);
            _plan = Plan.Compile(graphs.Evaluation(_batch), variables.Device, variables);
        }
        outputs = Math.Min(outputs, dataset.Count);
        int length = (int)(_plan.Output("output").Shape.Count / _batch);
        float[] losses = new float[dataset.Count], errors = new float[dataset.Count], kept = new float[outputs * length];
        float[] batchLosses = new float[_batch], batchErrors = new float[_batch], batchOutputs = new float[_batch * length];
        float[] targets = new float[_batch * task.TargetShape(dataset).Count];
        using var loader = BatchLoader.ForEvaluation(dataset, _batch);
        for (int start = 0; loader.Next() is { } batch; start += batch.Count)
        {
            _plan.Input(TrainerGraphs.Inputs).Write(batch.Inputs);
            if (batch.Targets.Length > 0)
            {
                TrainerGraphs.Prepare(task, batch.Targets, targets, _batch);
                _plan.Input(TrainerGraphs.Targets).Write(targets);
            }
            _plan.Run();
            _plan.Output("losses").Read(batchLosses);
            _plan.Output("errors").Read(batchErrors);
            batchLosses.AsSpan(0, batch.Count).CopyTo(losses.AsSpan(start));
            batchErrors.AsSpan(0, batch.Count).CopyTo(errors.AsSpan(start));
            int wanted = Math.Min(batch.Count, outputs - start);
            if (wanted <= 0) continue;
            _plan.Output("output").Read(batchOutputs);
            batchOutputs.AsSpan(0, wanted * length).CopyTo(kept.AsSpan(start * length));
        }
        return new(Mean(losses), Mean(errors), losses, errors, kept, length);
    }

    public void Dispose() => _plan?.Dispose();

    private static double Mean(float[] values)
    {
        double sum = 0;
        foreach (float value in values) sum += value;
        return sum / values.Length;
    }
}
