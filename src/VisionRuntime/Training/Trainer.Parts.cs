using System.Diagnostics;
using ShaderKernels.Devices;
using VisionRuntime.Compilation;
using VisionRuntime.Data;

namespace VisionRuntime.Training;

/// <summary>
/// Steps that are split over several frames. A step is the same whether it is taken at once or in parts: the same kernels in the same order
/// on the same batches.
/// </summary>
public sealed partial class Trainer
{
    private Part _part;
    private int _batchesDone;

    private enum Part
    {
        Begin,
        Load,
        Batch,
        Apply,
        Average,
    }

    /// <summary>Gets whether <see cref="RunFor"/> has begun a step that is not complete.</summary>
    public bool IsInStep => _part != Part.Begin;

    /// <summary>
    /// Trains in what is left of a frame: takes steps, and parts of them, until the time is spent. Each call goes on where the last one
    /// stopped. It exceeds the budget by one kernel at most, and at least one kernel is run, unless the next batch is not loaded yet or
    /// training is finished. Allocates nothing.
    /// </summary>
    /// <remarks>
    /// The steps are those of <see cref="TrainStep"/>, so that the weights after as many steps are the same. Validation takes longer than
    /// a frame and is left to the caller, and so is <see cref="CheckLoss"/> on a GPU, which would have to wait for the device. A network in
    /// inference may share the <see cref="Variables"/>; in the middle of a step some of its weights are those of the next step.
    /// </remarks>
    /// <param name="budget">The time to spend in this call.</param>
    /// <returns>The number of steps that were completed.</returns>
    /// <exception cref="InvalidOperationException">Several devices train together, which wait for each other.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    /// <exception cref="DatasetException">A sample cannot be read.</exception>
    public int RunFor(TimeSpan budget)
    {
        if (_reducer is not null)
            throw new InvalidOperationException("Trainer: several devices wait for each other in each step, so there is no time budget");
        long deadline = Stopwatch.GetTimestamp() + (long)(Math.Min(budget.TotalSeconds, 1e6) * Stopwatch.Frequency);
        int steps = 0;
        while (!IsFinished && Advance(deadline))
        {
            steps++;
            Stepped?.Invoke();
            if (Stopwatch.GetTimestamp() >= deadline) break;
        }
        return steps;
    }

    /// <summary>
    /// Completes the step that <see cref="RunFor"/> has begun, as before a checkpoint. Does nothing if there is none.
    /// </summary>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or far greater than at first.</exception>
    /// <exception cref="DatasetException">A sample cannot be read.</exception>
    public void FinishStep()
    {
        if (!IsInStep) return;
        Advance(long.MaxValue);
        Stepped?.Invoke();
    }

    /// <summary>The number of kernels of a step.</summary>
    internal int KernelsOfStep =>
        _options.Accumulation * _step.Steps.Count() + (_apply?.Steps.Count() ?? 0) + (_average?.Steps.Count() ?? 0);

    /// <summary>Whether the last call of <see cref="RunFor"/> ended because the next batch is not loaded yet.</summary>
    internal bool WaitsForBatch { get; private set; }

    /// <summary>Goes on with the current step, or begins one, until it is complete or the deadline has passed.</summary>
    /// <returns>Whether the step is complete; not if the run has ended.</returns>
    private bool Advance(long deadline)
    {
        while (true)
        {
            switch (_part)
            {
                case Part.Begin:
                    if (!BeginStep()) return false;
                    _part = Part.Load;
                    break;
                case Part.Load:
                    WaitsForBatch = !LoadBatch(waits: deadline == long.MaxValue);
                    if (WaitsForBatch) return false;
                    _part = Part.Batch;
                    break;
                case Part.Batch:
                    if (!Continue(_step, deadline)) return false;
                    _part = ++_batchesDone < _options.Accumulation * _shards.Count ? Part.Load
                        : _apply is not null ? Part.Apply : Part.Average;
                    if (IsOver(deadline)) return false;
                    break;
                case Part.Apply:
                    if (_reducer is not null && !ReduceGradients()) break;
                    if (!Continue(_apply!, deadline)) return false;
                    _part = Part.Average;
                    if (IsOver(deadline)) return false;
                    break;
                default:
                    if (_average is not null)
                    {
                        Write(_average, TrainerGraphs.Decay, AverageDecay);
                        if (!Continue(_average, deadline)) return false;
                    }
                    (_part, _batchesDone) = (Part.Begin, 0);
                    EndStep(checksLoss: deadline == long.MaxValue || Variables.Device.Kind == DeviceKind.Cpu);
                    return true;
            }
        }
    }

    /// <summary>Whether the deadline has passed and there are kernels left in the step.</summary>
    private bool IsOver(long deadline) =>
        deadline != long.MaxValue && !(_part == Part.Average && _average is null) && Stopwatch.GetTimestamp() >= deadline;

    private float AverageDecay => Step == 0 ? 0 : Math.Min(_options.AverageDecay!.Value, (1f + Step) / (10f + Step));

    /// <summary>Runs a plan, or goes on with it, until the deadline.</summary>
    private static bool Continue(Plan plan, long deadline)
    {
        if (deadline == long.MaxValue && plan.Progress == 0)
        {
            plan.Run();
            return true;
        }
        if (deadline == long.MaxValue)
        {
            while (!plan.Run(TimeSpan.FromHours(1))) { }
            return true;
        }
        long left = Math.Max(0, deadline - Stopwatch.GetTimestamp());
        return plan.Run(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency));
    }
}
