using ShaderKernels.Devices;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Reads small results (labels, Q-values, actions) back from a device to the host without waiting. Each request copies the tensor into a
/// buffer, and the values are read when the copy has completed: one or two frames later on OpenGL, immediately on the other devices.
/// </summary>
/// <remarks>If every buffer is pending, a request is rejected; pending results are never overwritten.</remarks>
public sealed unsafe class TensorReadback : IDisposable
{
    private readonly GL? _gl;
    private readonly FenceRing? _fences;
    private readonly uint[] _buffers;
    private readonly float[][] _copies;
    private readonly long[] _numbers;
    private readonly int _length;
    private int _oldest, _pending;

    /// <summary>Creates a readback and allocates its buffers.</summary>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="length">The number of elements of a result.</param>
    /// <param name="results">The maximum number of pending results.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length or count is not positive.</exception>
    public TensorReadback(Device device, int length, int results = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(results, 1);
        _length = length;
        _gl = (device as OpenGLDevice)?.Gl;
        _numbers = new long[results];
        _copies = new float[_gl is null ? results : 0][];
        for (int i = 0; i < _copies.Length; i++) _copies[i] = new float[length];
        _buffers = new uint[_gl is null ? 0 : results];
        if (_gl is null) return;
        _fences = new(_gl, results);
        using var copy = new CopyGuard(_gl);
        for (int i = 0; i < results; i++)
        {
            _buffers[i] = _gl.GenBuffer();
            _gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, _buffers[i]);
            _gl.BufferData(BufferTargetARB.CopyWriteBuffer, (nuint)length * sizeof(float), null, BufferUsageARB.StreamRead);
        }
    }

    /// <summary>Gets or sets the number of further calls that report no result, so that tests can simulate a slow device.</summary>
    internal int Delay { get; set; }

    /// <summary>Gets the number of results that were requested and not yet taken.</summary>
    public int Pending => _fences?.Pending ?? _pending;

    /// <summary>Requests a copy of the tensor after the commands queued so far have completed. Does not wait on OpenGL.</summary>
    /// <param name="tensor">The tensor, with the number of elements given to the constructor.</param>
    /// <param name="number">The number of the result, returned with it.</param>
    /// <returns>True if the copy was queued; false if every buffer is pending.</returns>
    /// <exception cref="ArgumentException">The tensor has a different number of elements.</exception>
    public bool Request(Tensor tensor, long number)
    {
        if (tensor.Shape.Count != _length)
            throw new ArgumentException($"TensorReadback: made for {_length} numbers, not for {tensor.Shape}");
        if (_fences is null) return CopyNow(tensor, number);
        int place = _fences.Free;
        if (place < 0) return false;
        var gl = _gl!;
        using var copy = new CopyGuard(gl);
        gl.MemoryBarrier(MemoryBarrierMask.BufferUpdateBarrierBit);
        gl.BindBuffer(BufferTargetARB.CopyReadBuffer, ((OpenGLBuffer)tensor.Buffer).Handle);
        gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, _buffers[place]);
        gl.CopyBufferSubData(CopyBufferSubDataTarget.CopyReadBuffer, CopyBufferSubDataTarget.CopyWriteBuffer,
            (nint)(tensor.Offset * sizeof(float)), 0, (nuint)_length * sizeof(float));
        _fences.Submit(number);
        return true;
    }

    /// <summary>Takes the oldest result that has arrived. Does not wait.</summary>
    /// <returns>True if a result has arrived; if false, the values are unchanged.</returns>
    public bool TryTake(Span<float> values, out long number)
    {
        if (Delay > 0 && Delay-- > 0) return NotYet(out number);
        bool arrived = _fences?.OldestIsDone ?? _pending > 0;
        number = arrived ? Copy(values) : -1;
        return arrived;
    }

    /// <summary>Takes the newest result that has arrived and drops the older ones. Does not wait.</summary>
    /// <returns>True if a result has arrived; if false, the values are unchanged.</returns>
    public bool TryTakeNewest(Span<float> values, out long number)
    {
        if (Delay > 0 && Delay-- > 0) return NotYet(out number);
        while (_fences is { NextIsDone: true }) _fences.Drop();
        while (_pending > 1) DropCopy();
        return TryTake(values, out number);
    }

    /// <summary>Takes the oldest pending result, waiting until it has arrived, and returns its number.</summary>
    /// <exception cref="InvalidOperationException">No result is pending.</exception>
    public long Take(Span<float> values)
    {
        if (Pending == 0) throw new InvalidOperationException("TensorReadback: no result is pending; call Request first");
        _fences?.WaitForOldest();
        return Copy(values);
    }

    /// <summary>Deletes the buffers. Pending results are lost.</summary>
    public void Dispose()
    {
        _fences?.Dispose();
        foreach (uint buffer in _buffers) _gl!.DeleteBuffer(buffer);
    }

    private static bool NotYet(out long number)
    {
        number = -1;
        return false;
    }

    private bool CopyNow(Tensor tensor, long number)
    {
        if (_pending == _copies.Length) return false;
        int place = (_oldest + _pending++) % _copies.Length;
        tensor.Read(_copies[place]);
        _numbers[place] = number;
        return true;
    }

    private long Copy(Span<float> values)
    {
        if (values.Length != _length) throw new ArgumentException($"TensorReadback: a result has {_length} numbers, not {values.Length}");
        if (_fences is null)
        {
            _copies[_oldest].CopyTo(values);
            long number = _numbers[_oldest];
            DropCopy();
            return number;
        }
        int place = _fences.Take();
        using (new CopyGuard(_gl!))
        {
            _gl!.BindBuffer(BufferTargetARB.CopyReadBuffer, _buffers[place]);
            fixed (float* first = values) _gl.GetBufferSubData(BufferTargetARB.CopyReadBuffer, 0, (nuint)_length * sizeof(float), first);
        }
        _fences.GiveBack();
        return _fences.NumberOf(place);
    }

    private void DropCopy()
    {
        _oldest = (_oldest + 1) % _copies.Length;
        _pending--;
    }
}
