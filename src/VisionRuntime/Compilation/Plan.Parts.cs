using System.Diagnostics;
using ShaderKernels.Devices;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Runs that are split over several frames. The inputs must not change between the parts, and the outputs are complete after the last part.
/// </summary>
public sealed partial class Plan
{
    private int _next;
    private double? _secondsPerWork;
    private bool _warm;

    /// <summary>Gets the progress of the current run, from 0 to 1, by estimated work; 0 if there is none.</summary>
    public double Progress => _next == 0 ? 0 : _workBefore[_next] / _workBefore[^1];

    /// <summary>
    /// Starts a run, or continues it, until the time budget is spent. At least one step is run, so a step longer than the budget exceeds
    /// it. Allocates nothing.
    /// </summary>
    /// <remarks>
    /// On the CPU the time is measured. A GPU runs its work asynchronously, and waiting would stall the frame. There the first two calls
    /// run the entire plan and wait, to measure its time; later calls queue the steps that fit into the budget by their estimated work.
    /// </remarks>
    /// <param name="budget">The time budget.</param>
    /// <returns>Whether the run is complete.</returns>
    public bool Run(TimeSpan budget)
    {
        if (Device.Kind == DeviceKind.Cpu) return RunUntil(_steps.Length,
            Stopwatch.GetTimestamp() + (long)(budget.TotalSeconds * Stopwatch.Frequency));
        if (_secondsPerWork is null) return Calibrate();
        double work = _workBefore[_next] + budget.TotalSeconds / _secondsPerWork.Value;
        int end = Math.Min(_next + 1, _steps.Length);
        while (end < _steps.Length && _workBefore[end + 1] <= work) end++;
        return RunUntil(end);
    }

    /// <summary>Runs from the next step to before <paramref name="end"/>, or until the deadline.</summary>
    private bool RunUntil(int end, long deadline = long.MaxValue)
    {
        Device.Begin();
        try
        {
            if (_next == 0)
            {
                CatchUp();
                Clock?.Begin();
            }
            while (_next < end)
            {
                _steps[_next++].Run();
                Clock?.Mark(_next);
                if (deadline != long.MaxValue && Stopwatch.GetTimestamp() >= deadline) break;
            }
        }
        finally
        {
            // A part may already have written some of the variables.
            foreach (var entry in _updated) _variables.Changed(entry);
            Device.End();
        }
        if (_next < _steps.Length) return false;
        _next = 0;
        return true;
    }

    /// <summary>Runs the entire plan and waits. The first run is slow on most drivers, so the second is measured.</summary>
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

    /// <summary>Estimates the work of a step: multiplications, plus four for each element read or written.</summary>
    private static double WorkOf(Step step) =>
        step.Operator.Multiplications(ShapesOf(step))
        + 4.0 * (step.Inputs.Sum(slot => slot.Shape.Count) + step.Outputs.Sum(slot => slot.Shape.Count)) + 1;
}
