using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The gradient of pooling: each thread gathers, for one number of the input, from the windows that saw it.</summary>
internal sealed class PoolGradientKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<float>, ConvolutionSizes, int> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _divisors;
    private readonly ConvolutionSizes _sizes;
    private readonly int _kind, _count;

    public PoolGradientKernel(IlgpuDevice device, PoolGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = ConvolutionSizes.Of(gradient.Height, gradient.Width, 1, output, inputs[^1]);
        (_kind, _count) = ((int)gradient.Kind, (int)output.Count);
        _divisors = device.Upload(PoolKernel.Divisors(gradient.Pool, output, inputs[^1]));
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<float>, ConvolutionSizes, int>(Compute);
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

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<float> pooled, ArrayView<float> gradient, ArrayView<int> divisors, ArrayView<float> result, ConvolutionSizes s, int kind)
    {
        int c = index % s.C, w = index / s.C % s.W, h = index / (s.C * s.W) % s.H, n = index / (s.C * s.W * s.H);
        float sum = 0f;
        for (int kh = 0; kh < s.KH; kh++)
        {
            int y = h + s.BeforeH - kh * s.DilationH; // The window's tap kh touched row h from output row y / StrideH, if that is whole.
            if (y < 0 || y % s.StrideH != 0 || y / s.StrideH >= s.OH) continue;
            for (int kw = 0; kw < s.KW; kw++)
            {
                int x = w + s.BeforeW - kw * s.DilationW;
                if (x < 0 || x % s.StrideW != 0 || x / s.StrideW >= s.OW) continue;
                int oh = y / s.StrideH, ow = x / s.StrideW, window = ((n * s.OH + oh) * s.OW + ow) * s.C + c;
                if (kind == (int)PoolKind.Max || kind == (int)PoolKind.Min)
                {
                    if (image[index] == pooled[window] && HeldEarlier(image, s, n, c, oh, ow, kh, kw, pooled[window]) == 0) sum += gradient[window];
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

    /// <summary>1 where the window holds its extreme already at a tap before (lastH, lastW), row by row.</summary>
    private static int HeldEarlier(ArrayView<float> image, ConvolutionSizes s, int n, int c, int oh, int ow, int lastH, int lastW, float extreme)
    {
        int held = 0;
        for (int kh = 0; kh <= lastH; kh++)
        {
            int h = oh * s.StrideH - s.BeforeH + kh * s.DilationH, end = kh == lastH ? lastW : s.KW;
            if (h < 0) continue;
            for (int kw = 0; kw < end; kw++)
            {
                int w = ow * s.StrideW - s.BeforeW + kw * s.DilationW;
                if (w >= 0 && w < s.W && image[((n * s.H + h) * s.W + w) * s.C + c] == extreme) held = 1;
            }
        }
        return held;
    }
}
