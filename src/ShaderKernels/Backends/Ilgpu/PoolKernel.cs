using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Pooling, one thread per window.</summary>
internal sealed class PoolKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<int>, ArrayView<float>, ConvolutionSizes, int> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _divisors;
    private readonly ConvolutionSizes _sizes;
    private readonly int _kind, _count;

    public PoolKernel(IlgpuDevice device, Pool pool, Shape input, Shape output)
    {
        _sizes = ConvolutionSizes.Create(pool.Height, pool.Width, 1, input, output);
        (_kind, _count) = ((int)pool.Kind, (int)output.Count);
        _divisors = device.Upload(Divisors(pool, input, output));
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<int>, ArrayView<float>,
            ConvolutionSizes, int>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count > 0) _compute(_count, inputs[0].View(), _divisors.View.BaseView, outputs[0].View(), _sizes, _kind);
    }

    public override void Dispose()
    {
        _divisors.Dispose();
        base.Dispose();
    }

    /// <summary>The divisors of averages: for each output row, then for each output column.</summary>
    internal static int[] Divisors(Pool pool, Shape input, Shape output) =>
    [
        .. Enumerable.Range(0, output[2]).Select(position => pool.Divisor(pool.Height, position, input[2])),
        .. Enumerable.Range(0, output[3]).Select(position => pool.Divisor(pool.Width, position, input[3])),
    ];

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<int> divisors, ArrayView<float> result, ConvolutionSizes s,
        int kind)
    {
        int c = index % s.C, ow = index / s.C % s.OW, oh = index / (s.C * s.OW) % s.OH, n = index / (s.C * s.OW * s.OH);
        float identity = kind == (int)PoolKind.Max ? float.NegativeInfinity : kind == (int)PoolKind.Min ? float.PositiveInfinity : 0f;
        float total = identity;
        for (int kh = 0; kh < s.KH; kh++)
        {
            int h = oh * s.StrideH - s.PadH + kh * s.DilationH;
            if (h < 0 || h >= s.H) continue;
            float row = identity; // Each row has a sum of its own, which keeps long sums accurate.
            for (int kw = 0; kw < s.KW; kw++)
            {
                int w = ow * s.StrideW - s.PadW + kw * s.DilationW;
                if (w < 0 || w >= s.W) continue;
                float pixel = image[((n * s.H + h) * s.W + w) * s.C + c];
                row = Combine(kind, row, kind == (int)PoolKind.Norm ? pixel * pixel : pixel);
            }
            total = Combine(kind, total, row);
        }
        if (kind == (int)PoolKind.Norm) total = MathF.Sqrt(total);
        if (kind == (int)PoolKind.Average || kind == (int)PoolKind.PaddedAverage) total /= (float)divisors[oh] * divisors[s.OH + ow];
        result[index] = total;
    }

    private static float Combine(int kind, float x, float y) =>
        kind == (int)PoolKind.Max ? MathF.Max(x, y) : kind == (int)PoolKind.Min ? MathF.Min(x, y) : x + y;
}
