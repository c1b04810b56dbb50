using System.Diagnostics;
using ShaderKernels.Devices;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Runs that are split over several frames. The inputs must not change between the parts, and the outputs are complete after the last part.
/// </summary>
public sealed partial class Plan
{
    /// <summary>A kernel is split so that a slice takes at most about this share of the budget.</summary>
    private const double SliceShare = 0.25;

    /// <summary>What one unit of work takes on a CPU before anything was measured.</summary>
    private const double AssumedSecondsPerWork = 2e-10;

    private int _next, _slice, _slices = 1;
    private double? _secondsPerWork;
    private double _sliceSeconds;
    private bool _warm;

    /// <summary>Gets the progress of the current run, from 0 to 1, by estimated work; 0 if there is none.</summary>
    public double Progress => _slice == 0 ? _next == 0 ? 0 : _workBefore[_next] / _workBefore[^1]
        : (_workBefore[_next] + _steps[_next].Work * _slice / _slices) / _workBefore[^1];

    /// <summary>
    /// Starts a run, or continues it, until the time budget is spent. Kernels that take longer than a quarter of the budget are split where
    /// they can be (<see cref="Kernel.MaximumSlices"/>). At least one slice is run, which may exceed the budget, or one step if the budget
    /// is 0. The results are those of a complete run, bit for bit. Allocates nothing.
    /// </summary>
    /// <remarks>
    /// On the CPU the time is measured. A GPU runs its work asynchronously, and waiting would stall the frame. There the first two calls
    /// run the entire plan and wait, to measure its time; later calls queue what fits into the budget by its estimated work.
    /// </remarks>
    /// <param name="budget">The time budget.</param>
    /// <returns>Whether the run is complete.</returns>
    public bool Run(TimeSpan budget)
    {
        double seconds = budget.TotalSeconds;
        if (Device.Kind == DeviceKind.Cpu)
            return RunPart(deadline: Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency), slice: seconds * SliceShare);
        return _secondsPerWork is null ? Calibrate() : RunWork(seconds / _secondsPerWork.Value);
    }

    /// <summary>Gets the estimated work of a run: multiplications, plus four for each element read or written.</summary>
    internal double Work => _workBefore[^1];

    /// <summary>Starts a run, or continues it, until a given amount of estimated work is done.</summary>
    internal bool RunWork(double work) => RunPart(work, slice: work * SliceShare);

    private void Abandon() => (_next, _slice, _sliceSeconds) = (0, 0, 0);

    /// <summary>Runs from where the last part ended until the work or the time is spent.</summary>
    /// <param name="work">The work to do; the first slice may exceed it.</param>
    /// <param name="deadline">The time at which to stop, on the CPU.</param>
    /// <param name="slice">What a slice may take, in seconds where there is a deadline, otherwise in work; 0 to split nothing.</param>
    private bool RunPart(double work = double.PositiveInfinity, long deadline = long.MaxValue, double slice = 0)
    {
        bool timed = deadline != long.MaxValue;
        double done = 0;
        Device.Begin();
        try
        {
            if (_next == 0 && _slice == 0)
            {
                CatchUp();
                Clock?.Begin();
            }
            long start = timed ? Stopwatch.GetTimestamp() : 0;
            while (_next < _steps.Length)
            {
                var step = _steps[_next];
                if (_slice == 0) _slices = slice <= 0 ? 1 : SlicesOf(step, (timed ? SecondsOf(_next) : step.Work) / slice);
                if (done > 0 && done + step.Work / _slices > work) break;
                step.Run(_slice, _slices);
                done += step.Work / _slices;
                long now = timed ? Stopwatch.GetTimestamp() : 0;
                if (timed) _sliceSeconds += (now - start) / (double)Stopwatch.Frequency;
                start = now;
                if (++_slice == _slices) CompleteStep(timed);
                if (timed && now >= deadline) break;
            }
        }
        finally
        {
            // A part may already have written some of the variables.
            foreach (var entry in _updated) _variables.Changed(entry);
            Device.End();
        }
        if (_next < _steps.Length) return false;
        Abandon();
        return true;
    }

    private void CompleteStep(bool timed)
    {
        if (timed) _seconds[_next] = _sliceSeconds;
        (_slice, _sliceSeconds) = (0, 0);
        _next++;
        Clock?.Mark(_next);
    }

    /// <summary>The number of slices of a step that would take so many times as long as a slice may take.</summary>
    private static int SlicesOf(PlannedStep step, double times) =>
        times <= 1 ? 1 : (int)Math.Clamp(Math.Ceiling(times), 1, step.Kernel.MaximumSlices);

    /// <summary>What a step took on the CPU when it last ran with a budget, estimated before that.</summary>
    private double SecondsOf(int step) => _seconds[step] > 0 ? _seconds[step] : _steps[step].Work * AssumedSecondsPerWork;

    /// <summary>Runs the entire plan and waits. The first run is slow on most drivers, so the second is measured.</summary>
    private bool Calibrate()
    {
        Device.Finish();
        long start = Stopwatch.GetTimestamp();
        Abandon();
        RunPart();
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
