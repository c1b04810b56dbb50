using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Computes max-pooling indices, one thread per window.</summary>
internal sealed class MaxPoolIndicesKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _compute;
    private readonly ConvolutionSizes _sizes;
    private readonly int _count;

    public MaxPoolIndicesKernel(IlgpuDevice device, MaxPoolIndices indices, Shape input, Shape output)
    {
        (_sizes, _count) = (ConvolutionSizes.Create(indices.Height, indices.Width, 1, input, output), (int)output.Count);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ConvolutionSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count > 0) _compute(_count, inputs[0].View(), outputs[0].View(), _sizes);
    }

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<float> result, ConvolutionSizes s)
    {
        int c = index % s.C, ow = index / s.C % s.OW, oh = index / (s.C * s.OW) % s.OH, n = index / (s.C * s.OW * s.OH);
        int position = -1;
        float largest = 0f;
        for (int kh = 0; kh < s.KH; kh++)
        {
            int h = oh * s.StrideH - s.PadH + kh * s.DilationH;
            if (h < 0 || h >= s.H) continue;
            for (int kw = 0; kw < s.KW; kw++)
            {
                int w = ow * s.StrideW - s.PadW + kw * s.DilationW;
                if (w < 0 || w >= s.W) continue;
                float pixel = image[((n * s.H + h) * s.W + w) * s.C + c];
                if (position >= 0 && !(pixel > largest)) continue;
                position = h * s.W + w;
                largest = pixel;
            }
        }
        result[index] = position;
    }
}
