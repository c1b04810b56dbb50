using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Computes the gradient of a convolution with respect to its input. Each thread computes four neighboring channels of four neighboring
/// pixels.
/// </summary>
internal sealed class ConvolutionInputGradientKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _compute;
    private readonly ConvolutionSizes _sizes;
    private readonly int _threads;

    public ConvolutionInputGradientKernel(IlgpuDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = ConvolutionSizes.Create(gradient.Height, gradient.Width, gradient.Groups, output, inputs[0]);
        _threads = RegisterBlocks.Count(_sizes.N * _sizes.H * _sizes.W) * _sizes.Groups * RegisterBlocks.Count(_sizes.GroupC);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ConvolutionSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads > 0) _compute(_threads, inputs[0].View(), inputs[1].View(), outputs[0].View(), _sizes);
    }

    private static void Compute(Index1D index, ArrayView<float> gradient, ArrayView<float> filters, ArrayView<float> result,
        ConvolutionSizes s)
    {
        int channelBlocks = RegisterBlocks.Count(s.GroupC), block = index % (s.Groups * channelBlocks);
        int group = block / channelBlocks, c = block % channelBlocks * 4;
        int pixel = index / (s.Groups * channelBlocks) * 4, last = s.N * s.H * s.W - 1;
        int p0 = pixel, p1 = IntrinsicMath.Min(pixel + 1, last), p2 = IntrinsicMath.Min(pixel + 2, last),
            p3 = IntrinsicMath.Min(pixel + 3, last);
        int c1 = IntrinsicMath.Min(c + 1, s.GroupC - 1), c2 = IntrinsicMath.Min(c + 2, s.GroupC - 1),
            c3 = IntrinsicMath.Min(c + 3, s.GroupC - 1);

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int kh = 0; kh < s.KH; kh++)
        {
            for (int kw = 0; kw < s.KW; kw++)
            {
                int y0 = Offset(s, p0, kh, kw, group), y1 = Offset(s, p1, kh, kw, group), y2 = Offset(s, p2, kh, kw, group),
                    y3 = Offset(s, p3, kh, kw, group);
                int tap = (kh * s.KW + kw) * s.GroupC, firstO = group * s.GroupO;
                int t0 = (tap + c) * s.O + firstO, t1 = (tap + c1) * s.O + firstO, t2 = (tap + c2) * s.O + firstO,
                    t3 = (tap + c3) * s.O + firstO;
                if (y0 < 0 && y1 < 0 && y2 < 0 && y3 < 0) continue;
                for (int o = 0; o < s.GroupO; o++)
                {
                    float w0 = filters[t0 + o], w1 = filters[t1 + o], w2 = filters[t2 + o], w3 = filters[t3 + o];
                    r0.Add(y0 >= 0 ? gradient[y0 + o] : 0f, w0, w1, w2, w3);
                    r1.Add(y1 >= 0 ? gradient[y1 + o] : 0f, w0, w1, w2, w3);
                    r2.Add(y2 >= 0 ? gradient[y2 + o] : 0f, w0, w1, w2, w3);
                    r3.Add(y3 >= 0 ? gradient[y3 + o] : 0f, w0, w1, w2, w3);
                }
            }
        }
        Store(s, result, pixel, group, c, r0);
        if (pixel + 1 <= last) Store(s, result, pixel + 1, group, c, r1);
        if (pixel + 2 <= last) Store(s, result, pixel + 2, group, c, r2);
        if (pixel + 3 <= last) Store(s, result, pixel + 3, group, c, r3);
    }

    /// <summary>
    /// The offset of the first channel of the group in the output position that read this pixel through the given tap; -1 if there is none.
    /// </summary>
    private static int Offset(ConvolutionSizes s, int pixel, int kh, int kw, int group)
    {
        int h = pixel / s.W % s.H + s.PadH - kh * s.DilationH;
        int w = pixel % s.W + s.PadW - kw * s.DilationW;
        if (h < 0 || w < 0 || h % s.StrideH != 0 || w % s.StrideW != 0) return -1;
        int oh = h / s.StrideH, ow = w / s.StrideW;
        if (oh >= s.OH || ow >= s.OW) return -1;
        return ((pixel / (s.W * s.H) * s.OH + oh) * s.OW + ow) * s.O + group * s.GroupO;
    }

    private static void Store(ConvolutionSizes s, ArrayView<float> result, int pixel, int group, int c, Accumulator4 sums)
    {
        int offset = pixel * s.C + group * s.GroupC + c;
        result[offset] = sums.X;
        if (c + 1 < s.GroupC) result[offset + 1] = sums.Y;
        if (c + 2 < s.GroupC) result[offset + 2] = sums.Z;
        if (c + 3 < s.GroupC) result[offset + 3] = sums.W;
    }
}
