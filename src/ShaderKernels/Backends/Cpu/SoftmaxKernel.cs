using System.Numerics.Tensors;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Softmax and log-softmax along one axis of [outer, length, inner].</summary>
internal sealed unsafe class SoftmaxKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly bool _logarithm;
    private readonly int _outer, _length, _inner;
    private float* _input, _output;

    public SoftmaxKernel(CpuDevice device, Softmax softmax, IReadOnlyList<Shape> inputs)
    {
        var shape = softmax.InferShapes(inputs)[0];
        (_device, _logarithm, _outer, _length, _inner) = (device, softmax.Logarithm, 1, shape[softmax.Axis], 1);
        for (int axis = 0; axis < softmax.Axis; axis++) _outer *= shape[axis];
        for (int axis = softmax.Axis + 1; axis < shape.Rank; axis++) _inner *= shape[axis];
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        _device.Team.Run(this, _outer);
    }

    public void Execute(int part)
    {
        long start = (long)part * _length * _inner;
        for (int i = 0; i < _inner; i++) Line(_input + start + i, _output + start + i);
    }

    private void Line(float* x, float* y)
    {
        float max = float.NegativeInfinity;
        for (nint i = 0; i < _length; i++) max = MathF.Max(max, x[i * _inner]);
        if (_inner == 1)
        {
            var line = new Span<float>(y, _length);
            TensorPrimitives.Subtract(new ReadOnlySpan<float>(x, _length), max, line);
            if (_logarithm)
            {
                float sum = 0;
                for (int i = 0; i < line.Length; i++) sum += MathF.Exp(line[i]);
                TensorPrimitives.Subtract(line, MathF.Log(sum), line);
            }
            else
            {
                TensorPrimitives.Exp(line, line);
                TensorPrimitives.Divide(line, TensorPrimitives.Sum(line), line);
            }
            return;
        }
        float total = 0;
        for (nint i = 0; i < _length; i++) total += MathF.Exp(x[i * _inner] - max);
        float logarithm = MathF.Log(total);
        for (nint i = 0; i < _length; i++)
        {
            float value = x[i * _inner] - max;
            y[i * _inner] = _logarithm ? value - logarithm : MathF.Exp(value) / total;
        }
    }
}
