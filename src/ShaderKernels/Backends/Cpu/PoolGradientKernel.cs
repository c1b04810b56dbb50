using System.Numerics;
using System.Runtime.InteropServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The gradient of pooling for images [N, H, W, C]. A part of the work is a range of input rows and writes nothing else, so that windows
/// that overlap two parts are visited twice.
/// </summary>
internal sealed unsafe class PoolGradientKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly PoolKind _kind;
    private readonly PoolAxis _height, _width;
    private readonly long _rows;
    private readonly int _channels, _inVectors, _parts;
    private float* _x, _y, _dy, _dx;

    public PoolGradientKernel(CpuDevice device, PoolGradient gradient, IReadOnlyList<Shape> inputs)
    {
        Shape dx = gradient.InferShapes(inputs)[0], dy = inputs[^1];
        (_device, _kind, _channels, _rows) = (device, gradient.Kind, dx[1], (long)dx[0] * dx[2]);
        _height = new PoolAxis(gradient.Pool, gradient.Height, dx[2], dy[2]);
        _width = new PoolAxis(gradient.Pool, gradient.Width, dx[3], dy[3]);
        _inVectors = device.Width == SimdWidth.Scalar ? 0 : _channels - _channels % Vector<float>.Count;
        _parts = dx.Count < 16384 ? 1 : (int)Math.Min(_rows, 4L * device.Team.Count);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _x = inputs[0].Pointer();
        _y = inputs.Length == 3 ? inputs[1].Pointer() : null;
        _dy = inputs[^1].Pointer();
        _dx = outputs[0].Pointer();
        _device.Team.Run(this, _parts);
    }

    public void Execute(int part)
    {
        long end = _rows * (part + 1) / _parts;
        for (long row = _rows * part / _parts; row < end;)
        {
            (long n, long top) = Math.DivRem(row, _height.Length);
            int bottom = (int)Math.Min(_height.Length, top + end - row);
            NativeMemory.Clear(_dx + (nint)row * _width.Length * _channels,
                (nuint)(bottom - top) * (nuint)_width.Length * (nuint)_channels * sizeof(float));
            if (_kind is PoolKind.Max or PoolKind.Min) Route((nint)n, (int)top, bottom);
            else Gather((nint)n, (int)top, bottom);
            row += bottom - top;
        }
    }

    /// <summary>Sums, for the pixels of a range of rows, the contributions of the windows that contain them.</summary>
    private void Gather(nint n, int top, int bottom)
    {
        nint pixel = (n * _height.Length + top) * _width.Length * _channels;
        for (int y = top; y < bottom; y++)
        {
            for (int x = 0; x < _width.Length; x++, pixel += _channels)
            {
                foreach (int oy in _height.WindowsOver(y))
                {
                    foreach (int ox in _width.WindowsOver(x))
                    {
                        nint window = ((n * _height.Positions + oy) * _width.Positions + ox) * _channels;
                        if (_kind == PoolKind.Norm) AddRatio(pixel, window);
                        else AddShare(pixel, window, 1f / ((float)_height.Divisors[oy] * _width.Divisors[ox]));
                    }
                }
            }
        }
    }

    private void AddShare(nint pixel, nint window, float share)
    {
        float* dx = _dx + pixel, dy = _dy + window;
        for (int c = 0; c < _inVectors; c += Vector<float>.Count) (Vector.Load(dx + c) + Vector.Load(dy + c) * share).Store(dx + c);
        for (int c = _inVectors; c < _channels; c++) dx[c] += dy[c] * share;
    }

    private void AddRatio(nint pixel, nint window)
    {
        float* dx = _dx + pixel, x = _x + pixel, y = _y + window, dy = _dy + window;
        for (int c = 0; c < _inVectors; c += Vector<float>.Count)
        {
            var norm = Vector.Load(y + c);
            var term = Vector.Load(x + c) / norm * Vector.Load(dy + c);
            var gradient = Vector.ConditionalSelect(Vector.Equals(norm, Vector<float>.Zero), Vector<float>.Zero, term);
            (Vector.Load(dx + c) + gradient).Store(dx + c);
        }
        for (int c = _inVectors; c < _channels; c++) dx[c] += y[c] == 0 ? 0 : x[c] / y[c] * dy[c];
    }

    /// <summary>Finds the extremes of the windows over a range of rows, and adds their gradients to those that lie in these rows.</summary>
    private void Route(nint n, int top, int bottom)
    {
        int first = int.MaxValue, last = -1;
        for (int y = top; y < bottom; y++)
        {
            foreach (int oy in _height.WindowsOver(y)) (first, last) = (Math.Min(first, oy), Math.Max(last, oy));
        }
        for (int oy = first; oy <= last; oy++)
        {
            nint window = (n * _height.Positions + oy) * _width.Positions * _channels;
            for (int ox = 0; ox < _width.Positions; ox++, window += _channels) Route(n, top, bottom, oy, ox, window);
        }
    }

    private void Route(nint n, int top, int bottom, int oy, int ox, nint window)
    {
        var (firstY, endY) = _height.Taps[oy];
        var (firstX, endX) = _width.Taps[ox];
        nint stepX = (nint)_width.Window.Dilation * _channels, stepY = (nint)_height.Window.Dilation * _width.Length * _channels;
        nint corner = ((n * _height.Length + _height.PixelOf(oy, firstY)) * _width.Length + _width.PixelOf(ox, firstX)) * _channels;
        int vectors = _device.Width == SimdWidth.Scalar || _channels < Vector<float>.Count ? 0 : _channels;
        for (int next = 0; next < vectors; next += Vector<float>.Count)
        {
            // The last vector ends with the last channel; the channels that it shares with the one before are done.
            int c = Math.Min(next, _channels - Vector<float>.Count);
            Vector<float> extreme = Vector.Load(_y + window + c), gradient = Vector.Load(_dy + window + c);
            var searching = Vector.GreaterThanOrEqual(Vector<int>.Indices, new Vector<int>(next - c));
            nint line = corner + c;
            for (int ky = firstY; ky < endY && searching != Vector<int>.Zero; ky++, line += stepY)
            {
                int y = _height.PixelOf(oy, ky);
                nint pixel = line;
                for (int kx = firstX; kx < endX; kx++, pixel += stepX)
                {
                    var found = Vector.Equals(Vector.Load(_x + pixel), extreme) & searching;
                    searching = Vector.AndNot(searching, found);
                    if (y >= top && y < bottom)
                        (Vector.Load(_dx + pixel) + Vector.ConditionalSelect(found, gradient, Vector<float>.Zero)).Store(_dx + pixel);
                }
            }
        }
        for (int c = vectors; c < _channels; c++)
        {
            float extreme = _y[window + c];
            bool searching = true;
            nint line = corner + c;
            for (int ky = firstY; ky < endY && searching; ky++, line += stepY)
            {
                int y = _height.PixelOf(oy, ky);
                nint pixel = line;
                for (int kx = firstX; kx < endX && searching; kx++, pixel += stepX)
                {
                    if (_x[pixel] != extreme) continue;
                    searching = false;
                    if (y >= top && y < bottom) _dx[pixel] += _dy[window + c];
                }
            }
        }
    }
}
