using System.Numerics;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Cpu;

/// <summary>
/// The gradient of pooling for images [N, H, W, C]: each pixel gathers from the windows over it, so that parts, some rows of the input each,
/// never write the same memory.
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
        for (long row = _rows * part / _parts; row < end; row++)
        {
            (long n, long y) = Math.DivRem(row, _height.Length);
            nint pixel = (nint)row * _width.Length * _channels;
            for (int x = 0; x < _width.Length; x++, pixel += _channels)
            {
                new Span<float>(_dx + pixel, _channels).Clear();
                foreach (var (oy, ky) in _height.WindowsOver((int)y))
                {
                    foreach (var (ox, kx) in _width.WindowsOver(x))
                    {
                        nint window = (((nint)n * _height.Positions + oy) * _width.Positions + ox) * _channels;
                        if (_kind is PoolKind.Max or PoolKind.Min) Choose(pixel, window, new(oy, ox, ky, kx));
                        else if (_kind == PoolKind.Norm) AddRatio(pixel, window);
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
            (Vector.Load(dx + c) + Vector.ConditionalSelect(Vector.Equals(norm, Vector<float>.Zero), Vector<float>.Zero, term)).Store(dx + c);
        }
        for (int c = _inVectors; c < _channels; c++) dx[c] += y[c] == 0 ? 0 : x[c] / y[c] * dy[c];
    }

    /// <summary>Adds the window's gradient where the pixel is the first of the window, row by row, that holds its extreme.</summary>
    private void Choose(nint pixel, nint window, Seen seen)
    {
        float* dx = _dx + pixel, x = _x + pixel, y = _y + window, dy = _dy + window;
        for (int c = 0; c < _inVectors; c += Vector<float>.Count)
        {
            var extreme = Vector.Load(y + c);
            if (!Vector.EqualsAny(Vector.Load(x + c), extreme)) continue;
            var chosen = Vector.Equals(Vector.Load(x + c), extreme);
            for (int ky = _height.Taps[seen.Y].First; ky <= seen.Ky; ky++)
            {
                int end = ky == seen.Ky ? seen.Kx : _width.Taps[seen.X].End;
                for (int kx = _width.Taps[seen.X].First; kx < end; kx++)
                    chosen = Vector.AndNot(chosen, Vector.Equals(Vector.Load(x + c + seen.Way(this, ky, kx)), extreme));
            }
            (Vector.Load(dx + c) + Vector.ConditionalSelect(chosen, Vector.Load(dy + c), Vector<float>.Zero)).Store(dx + c);
        }
        for (int c = _inVectors; c < _channels; c++)
        {
            if (x[c] == y[c] && !HeldEarlier(x + c, y[c], seen)) dx[c] += dy[c];
        }
    }

    private bool HeldEarlier(float* x, float extreme, Seen seen)
    {
        for (int ky = _height.Taps[seen.Y].First; ky <= seen.Ky; ky++)
        {
            int end = ky == seen.Ky ? seen.Kx : _width.Taps[seen.X].End;
            for (int kx = _width.Taps[seen.X].First; kx < end; kx++)
            {
                if (x[seen.Way(this, ky, kx)] == extreme) return true;
            }
        }
        return false;
    }

    /// <summary>A pixel as the window at (Y, X) sees it: by its tap (Ky, Kx).</summary>
    private readonly record struct Seen(int Y, int X, int Ky, int Kx)
    {
        /// <summary>The way in memory from the pixel to another of the window.</summary>
        public nint Way(PoolGradientKernel kernel, int ky, int kx) =>
            ((nint)(ky - Ky) * kernel._height.Window.Dilation * kernel._width.Length + (kx - Kx) * kernel._width.Window.Dilation) * kernel._channels;
    }
}
