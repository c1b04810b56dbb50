using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Softmax and log-softmax along one axis, one thread per line.</summary>
internal sealed class SoftmaxKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, int, int, int> _compute;
    private readonly int _lines, _length, _inner, _logarithm;

    public SoftmaxKernel(IlgpuDevice device, Softmax softmax, Shape shape)
    {
        (_length, _inner, _logarithm) = (shape[softmax.Axis], 1, softmax.Logarithm ? 1 : 0);
        for (int axis = softmax.Axis + 1; axis < shape.Rank; axis++) _inner *= shape[axis];
        _lines = shape.Count == 0 ? 0 : (int)(shape.Count / _length);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, int, int, int>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_lines > 0) _compute(_lines, inputs[0].View(), outputs[0].View(), _length, _inner, _logarithm);
    }

    private static void Compute(Index1D line, ArrayView<float> input, ArrayView<float> result, int length, int inner, int logarithm)
    {
        int first = line / inner * length * inner + line % inner;
        float max = input[first];
        for (int i = 1; i < length; i++) max = MathF.Max(max, input[first + i * inner]);
        float sum = 0f;
        for (int i = 0; i < length; i++) sum += Functions.Exp(input[first + i * inner] - max);
        float sumLog = Functions.Log(sum);
        for (int i = 0; i < length; i++)
        {
            float x = input[first + i * inner] - max;
            result[first + i * inner] = logarithm != 0 ? x - sumLog : Functions.Exp(x) / sum;
        }
    }
}
