using System.Numerics;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Pooling of images [N, H, W, C]. A part of the work is a range of output rows, and vectors run over channels.</summary>
internal sealed unsafe class PoolKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly PoolKind _kind;
    private readonly PoolAxis _height, _width;
    private readonly long _rows;
    private readonly int _channels, _inVectors, _parts;
    private float* _input, _output;

    public PoolKernel(CpuDevice device, Pool pool, IReadOnlyList<Shape> inputs)
    {
        Shape x = inputs[0], y = pool.InferShapes(inputs)[0];
        (_device, _kind, _channels, _rows) = (device, pool.Kind, x[1], (long)x[0] * y[2]);
        _height = new PoolAxis(pool, pool.Height, x[2], y[2]);
        _width = new PoolAxis(pool, pool.Width, x[3], y[3]);
        _inVectors = device.Width == SimdWidth.Scalar || _channels < Vector<float>.Count ? 0 : _channels;
        _parts = x.Count < 16384 ? 1 : (int)Math.Min(_rows, 4L * device.Team.Count);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        _device.Team.Run(this, _parts);
    }

    public void Execute(int part)
    {
        switch (_kind)
        {
            case PoolKind.Max: Rows<MaxRule>(part); break;
            case PoolKind.Min: Rows<MinRule>(part); break;
            case PoolKind.Norm: Rows<NormRule>(part); break;
            default: Rows<SumRule>(part); break;
        }
    }

    private void Rows<TRule>(int part) where TRule : struct, IPoolRule
    {
        long end = _rows * (part + 1) / _parts;
        for (long row = _rows * part / _parts; row < end; row++)
        {
            (long n, long y) = Math.DivRem(row, _height.Positions);
            float* image = _input + n * _height.Length * _width.Length * _channels;
            float* result = _output + row * _width.Positions * _channels;
            for (int x = 0; x < _width.Positions; x++, result += _channels) Pixel<TRule>(image, result, (int)y, x);
        }
    }

    private void Pixel<TRule>(float* image, float* result, int y, int x) where TRule : struct, IPoolRule
    {
        var (top, bottom) = _height.Taps[y];
        var (left, right) = _width.Taps[x];
        nint stepX = (nint)_width.Window.Dilation * _channels, stepY = (nint)_height.Window.Dilation * _width.Length * _channels;
        float* corner = image + ((nint)_height.PixelOf(y, top) * _width.Length + _width.PixelOf(x, left)) * _channels;
        float scale = 1f / ((float)_height.Divisors[y] * _width.Divisors[x]);
        for (int next = 0; next < _inVectors; next += Vector<float>.Count)
        {
            // The last vector ends with the last channel, and overlaps the one before it.
            int c = Math.Min(next, _channels - Vector<float>.Count);
            var window = new Vector<float>(TRule.Identity);
            float* line = corner + c;
            for (int ky = top; ky < bottom; ky++, line += stepY)
            {
                var row = new Vector<float>(TRule.Identity);
                float* pixel = line;
                for (int kx = left; kx < right; kx++, pixel += stepX) row = TRule.Accumulate(row, Vector.Load(pixel));
                window = TRule.Combine(window, row);
            }
            TRule.Epilogue(window, scale).Store(result + c);
        }
        for (int c = _inVectors; c < _channels; c++)
        {
            float window = TRule.Identity;
            float* line = corner + c;
            for (int ky = top; ky < bottom; ky++, line += stepY)
            {
                float row = TRule.Identity;
                float* pixel = line;
                for (int kx = left; kx < right; kx++, pixel += stepX) row = TRule.Accumulate(row, *pixel);
                window = TRule.Combine(window, row);
            }
            result[c] = TRule.Epilogue(window, scale);
        }
    }
}
