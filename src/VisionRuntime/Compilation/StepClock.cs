using System.Diagnostics;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;

namespace VisionRuntime.Compilation;

/// <summary>
/// Measures how long each step of a plan takes: on the CPU by its clock, on OpenGL by timestamps in the queue of the GPU, which arrive a
/// few runs later, so that nothing waits. Allocates nothing after construction.
/// </summary>
internal sealed class StepClock : IDisposable
{
    /// <summary>The number of runs whose timestamps may be on their way.</summary>
    private const int Places = 4;

    private readonly GL? _gl;
    private readonly int _steps;
    private readonly long[] _times;
    private readonly uint[] _queries;
    private readonly long _queueStart, _threadStart;
    private int _place, _oldest, _pending;
    private bool _recording, _measured;

    private StepClock(Device device, int steps)
    {
        (_gl, _steps) = ((device as OpenGLDevice)?.Gl, steps);
        _times = new long[steps + 1];
        _queries = new uint[_gl is null ? 0 : Places * (steps + 1)];
        for (int i = 0; i < _queries.Length; i++) _queries[i] = _gl!.GenQuery();
        _gl?.GetInteger64(GetPName.Timestamp, out _queueStart);
        _threadStart = Stopwatch.GetTimestamp();
    }

    /// <summary>Creates a clock for a plan of so many steps; null where the device cannot be measured without waiting.</summary>
    public static StepClock? For(Device device, int steps) =>
        device.Kind is DeviceKind.Cpu or DeviceKind.OpenGL ? new(device, steps) : null;

    /// <summary>A run begins.</summary>
    public void Begin()
    {
        _recording = _gl is null || _pending < Places;
        Mark(0);
    }

    /// <summary>The given number of steps have been run or queued.</summary>
    public void Mark(int steps)
    {
        if (!_recording) return;
        if (_gl is null) _times[steps] = Stopwatch.GetTimestamp();
        else _gl.QueryCounter(_queries[_place * (_steps + 1) + steps], QueryCounterTarget.Timestamp);
        if (steps < _steps) return;
        _recording = false;
        if (_gl is null)
        {
            _measured = true;
            return;
        }
        _place = (_place + 1) % Places;
        _pending++;
    }

    /// <summary>Takes the times of a run that has been measured since the last call, in milliseconds; does not wait.</summary>
    /// <param name="milliseconds">The time of each step.</param>
    /// <param name="start">When the run began, in the ticks of <see cref="Stopwatch"/>.</param>
    /// <returns>Whether there was one; if false, the times are unchanged.</returns>
    public bool TryTake(Span<double> milliseconds, out long start)
    {
        start = 0;
        if (_gl is null)
        {
            if (!_measured) return false;
            start = _times[0];
            for (int i = 0; i < _steps; i++)
                milliseconds[i] = Stopwatch.GetElapsedTime(_times[i], _times[i + 1]).TotalMilliseconds;
            _measured = false;
            return true;
        }
        if (_pending == 0) return false;
        var queries = _queries.AsSpan(_oldest * (_steps + 1), _steps + 1);
        _gl.GetQueryObject(queries[^1], QueryObjectParameterName.ResultAvailable, out int available);
        if (available == 0) return false;
        _gl.GetQueryObject(queries[0], QueryObjectParameterName.Result, out ulong before);
        start = _threadStart + (long)(((long)before - _queueStart) / 1e9 * Stopwatch.Frequency);
        for (int i = 0; i < _steps; i++)
        {
            _gl.GetQueryObject(queries[i + 1], QueryObjectParameterName.Result, out ulong after);
            milliseconds[i] = after > before ? (after - before) / 1e6 : 0;
            before = after;
        }
        _oldest = (_oldest + 1) % Places;
        _pending--;
        return true;
    }

    /// <summary>Deletes the queries.</summary>
    public void Dispose()
    {
        foreach (uint query in _queries) _gl!.DeleteQuery(query);
    }
}
