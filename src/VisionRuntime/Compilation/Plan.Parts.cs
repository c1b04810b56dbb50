using System.Diagnostics;
using ShaderKernels.Devices;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Runs spread over several frames. Between the parts the inputs must stay as they are, and outputs are whole only when the last part is done.
/// </summary>
public sealed partial class Plan
{
    private int _next;
    private double? _secondsPerWork;
    private bool _warm;

    /// <summary>How much of the run that was begun is done, from 0 to 1, by estimated work; 0 where none was begun.</summary>
    public double Progress => _next == 0 ? 0 : _workBefore[_next] / _workBefore[^1];

    /// <summary>
    /// Carries on with a run, or begins one, until the budget is spent; the next call carries on. At least one step is run, so a step longer
    /// than the budget overruns it. Allocates nothing.
    /// </summary>
    /// <remarks>
    /// The CPU's time is measured. A GPU only queues its work, and waiting for it would cost the frame more than the plan does, so there the
    /// first two calls run the whole plan and wait, to learn how long it takes; later calls queue as many steps as fit by their estimated
    /// work (multiplications and numbers moved).
    /// </remarks>
    /// <param name="budget">The time to spend now.</param>
    /// <returns>Whether the run is done.</returns>
    public bool Run(TimeSpan budget)
    {
        if (Device.Kind == DeviceKind.Cpu) return RunUntil(_steps.Length, Stopwatch.GetTimestamp() + (long)(budget.TotalSeconds * Stopwatch.Frequency));
        if (_secondsPerWork is null) return Calibrate();
        double work = _workBefore[_next] + budget.TotalSeconds / _secondsPerWork.Value;
        int end = Math.Min(_next + 1, _steps.Length);
        while (end < _steps.Length && _workBefore[end + 1] <= work) end++;
        return RunUntil(end);
    }

    /// <summary>Runs from the next step to before <paramref name="end"/>, or until the time stamp has passed.</summary>
    private bool RunUntil(int end, long deadline = long.MaxValue)
    {
        Device.Begin();
        try
        {
            if (_next == 0) CatchUp();
            while (_next < end)
            {
                _steps[_next++].Run();
                if (deadline != long.MaxValue && Stopwatch.GetTimestamp() >= deadline) break;
            }
        }
        finally
        {
            // A part may have written some of the variables already.
            foreach (var entry in _updated) _variables.Changed(entry);
            Device.End();
        }
        if (_next < _steps.Length) return false;
        _next = 0;
        return true;
    }

    /// <summary>Runs everything and waits. The first run is slow on most drivers, so the second is the one that counts.</summary>
    private bool Calibrate()
    {
        Device.Finish();
        long start = Stopwatch.GetTimestamp();
        _next = 0;
        RunUntil(_steps.Length);
        Device.Finish();
        if (_warm) _secondsPerWork = Stopwatch.GetElapsedTime(start).TotalSeconds / Math.Max(1, _workBefore[^1]);
        _warm = true;
        return true;
    }

    /// <summary>Multiplications, and four for each number read or written, which is about what both cost where neither is scarce.</summary>
    private static double WorkOf(Step step) =>
        step.Operator.Multiplications(ShapesOf(step))
        + 4.0 * (step.Inputs.Sum(slot => slot.Shape.Count) + step.Outputs.Sum(slot => slot.Shape.Count)) + 1;
}
