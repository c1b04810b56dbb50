using System.Numerics;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Computes max-pooling indices for images [N, H, W, C]. A part of the work is a range of output rows, and vectors run over channels.
/// </summary>
internal sealed unsafe class MaxPoolIndicesKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly PoolAxis _height, _width;
    private readonly long _rows;
    private readonly int _channels, _inVectors, _parts;
    private float* _input, _output;

    public MaxPoolIndicesKernel(CpuDevice device, MaxPoolIndices indices, IReadOnlyList<Shape> inputs)
    {
        Shape x = inputs[0], y = indices.InferShapes(inputs)[0];
        (_device, _channels, _rows) = (device, x[1], (long)x[0] * y[2]);
        _height = new PoolAxis(indices.Pool, indices.Height, x[2], y[2]);
        _width = new PoolAxis(indices.Pool, indices.Width, x[3], y[3]);
        _inVectors = device.Width == SimdWidth.Scalar ? 0 : _channels - _channels % Vector<float>.Count;
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
        long end = _rows * (part + 1) / _parts;
        for (long row = _rows * part / _parts; row < end; row++)
        {
            (long n, long y) = Math.DivRem(row, _height.Positions);
            float* image = _input + n * _height.Length * _width.Length * _channels;
            float* result = _output + row * _width.Positions * _channels;
            for (int x = 0; x < _width.Positions; x++, result += _channels) ReduceWindow(image, result, (int)y, x);
        }
    }

    private void ReduceWindow(float* image, float* result, int y, int x)
    {
        var (top, bottom) = _height.Taps[y];
        var (left, right) = _width.Taps[x];
        int start = _height.PixelOf(y, top) * _width.Length + _width.PixelOf(x, left);
        int stepX = _width.Window.Dilation, stepY = _height.Window.Dilation * _width.Length;
        for (int c = 0; c < _inVectors; c += Vector<float>.Count)
        {
            Vector<float> largest = Vector.Load(image + (nint)start * _channels + c), position = new(start);
            for (int ky = top, line = start; ky < bottom; ky++, line += stepY)
            {
                for (int kx = left, pixel = line; kx < right; kx++, pixel += stepX)
                {
                    var value = Vector.Load(image + (nint)pixel * _channels + c);
                    var larger = Vector.GreaterThan(value, largest);
                    position = Vector.ConditionalSelect(larger, new Vector<float>(pixel), position);
                    largest = Vector.Max(largest, value);
                }
            }
            position.Store(result + c);
        }
        for (int c = _inVectors; c < _channels; c++)
        {
            int position = start;
            for (int ky = top, line = start; ky < bottom; ky++, line += stepY)
            {
                for (int kx = left, pixel = line; kx < right; kx++, pixel += stepX)
                {
                    if (image[(nint)pixel * _channels + c] > image[(nint)position * _channels + c]) position = pixel;
                }
            }
            result[c] = position;
        }
    }
}
