using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The gradient of pooling: each thread sums the contributions of the windows that contain one element of the input.</summary>
internal sealed class PoolGradientKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<float>,
        ConvolutionSizes, int> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _divisors;
    private readonly ConvolutionSizes _sizes;
    private readonly int _kind, _count;

    public PoolGradientKernel(IlgpuDevice device, PoolGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = ConvolutionSizes.Create(gradient.Height, gradient.Width, 1, output, inputs[^1]);
        (_kind, _count) = ((int)gradient.Kind, (int)output.Count);
        _divisors = device.Upload(PoolKernel.Divisors(gradient.Pool, output, inputs[^1]));
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<int>, ArrayView<float>, ConvolutionSizes, int>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        ArrayView<float> image = inputs[0].View(), pooled = inputs[inputs.Length == 3 ? 1 : 0].View();
        _compute(_count, image, pooled, inputs[^1].View(), _divisors.View.BaseView, outputs[0].View(), _sizes, _kind);
    }

    public override void Dispose()
    {
        _divisors.Dispose();
        base.Dispose();
    }

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<float> pooled, ArrayView<float> gradient,
        ArrayView<int> divisors, ArrayView<float> result, ConvolutionSizes s, int kind)
    {
        int c = index % s.C, w = index / s.C % s.W, h = index / (s.C * s.W) % s.H, n = index / (s.C * s.W * s.H);
        float sum = 0f;
        for (int kh = 0; kh < s.KH; kh++)
        {
            int y = h + s.PadH - kh * s.DilationH; // Tap kh of output row y / StrideH reads row h, if StrideH divides y.
            if (y < 0 || y % s.StrideH != 0 || y / s.StrideH >= s.OH) continue;
            for (int kw = 0; kw < s.KW; kw++)
            {
                int x = w + s.PadW - kw * s.DilationW;
                if (x < 0 || x % s.StrideW != 0 || x / s.StrideW >= s.OW) continue;
                int oh = y / s.StrideH, ow = x / s.StrideW, window = ((n * s.OH + oh) * s.OW + ow) * s.C + c;
                if (kind == (int)PoolKind.Max || kind == (int)PoolKind.Min)
                {
                    if (image[index] == pooled[window] && OccursEarlier(image, s, n, c, oh, ow, kh, kw, pooled[window]) == 0)
                        sum += gradient[window];
                }
                else if (kind == (int)PoolKind.Norm)
                {
                    if (pooled[window] != 0f) sum += image[index] / pooled[window] * gradient[window];
                }
                else sum += gradient[window] / ((float)divisors[oh] * divisors[s.OH + ow]);
            }
        }
        result[index] = sum;
    }

    /// <summary>1 if the extreme value of the window occurs at a tap before (lastH, lastW) in row-major order; otherwise 0.</summary>
    private static int OccursEarlier(ArrayView<float> image, ConvolutionSizes s, int n, int c, int oh, int ow, int lastH, int lastW,
        float extreme)
    {
        int occurs = 0;
        for (int kh = 0; kh <= lastH; kh++)
        {
            int h = oh * s.StrideH - s.PadH + kh * s.DilationH, end = kh == lastH ? lastW : s.KW;
            if (h < 0) continue;
            for (int kw = 0; kw < end; kw++)
            {
                int w = ow * s.StrideW - s.PadW + kw * s.DilationW;
                if (w >= 0 && w < s.W && image[((n * s.H + h) * s.W + w) * s.C + c] == extreme) occurs = 1;
            }
        }
        return occurs;
    }
}
