using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Convolution with register blocking: each thread computes four neighboring output channels of four neighboring positions, so that each
/// value loaded is used four times. The tiled version shares tiles of the image and the filters within a group, in shared memory.
/// </summary>
internal sealed class ConvolutionKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
        ConvolutionSizes> _compute;
    private readonly Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
        ConvolutionSizes>? _computeTiled;
    private readonly ConvolutionSizes _sizes;
    private readonly int _threads, _tiles;

    public ConvolutionKernel(IlgpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = ConvolutionSizes.Create(convolution.Height, convolution.Width, convolution.Groups, inputs[0], output) with
        {
            Bias = inputs.Count > 2 ? 1 : 0,
            Residual = inputs.Count > 3 ? 1 : 0,
            Relu = convolution.Activation == Activation.None ? 0 : 1,
            NegativeSlope = convolution.NegativeSlope,
            Relu6 = convolution.Activation == Activation.Relu6 ? 1 : 0,
        };
        _threads = RegisterBlocks.Count(_sizes.N * _sizes.OH * _sizes.OW) * _sizes.Groups * RegisterBlocks.Count(_sizes.GroupO);
        _tiles = SharedTile.Count(_sizes.N * _sizes.OH * _sizes.OW) * _sizes.Groups * SharedTile.Count(_sizes.GroupO);
        if (device.Tiled && SharedTile.IsFilled(_sizes.Groups, _sizes.GroupO))
            _computeTiled = device.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
                ArrayView<float>, ConvolutionSizes>(ComputeTiled);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>, ConvolutionSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads == 0) return;
        var result = outputs[0].View();
        var bias = _sizes.Bias != 0 ? inputs[2].View() : result;
        var residual = _sizes.Residual != 0 ? inputs[3].View() : result;
        if (_computeTiled is null) _compute(_threads, inputs[0].View(), inputs[1].View(), bias, residual, result, _sizes);
        else _computeTiled(new(_tiles, SharedTile.GroupSize), inputs[0].View(), inputs[1].View(), bias, residual, result, _sizes);
    }

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<float> filters, ArrayView<float> bias,
        ArrayView<float> residual, ArrayView<float> result, ConvolutionSizes s)
    {
        int channelBlocks = RegisterBlocks.Count(s.GroupO), block = index % (s.Groups * channelBlocks);
        int group = block / channelBlocks, o = block % channelBlocks * 4, firstO = group * s.GroupO;
        int position = index / (s.Groups * channelBlocks) * 4, last = s.N * s.OH * s.OW - 1;
        int p0 = position, p1 = IntrinsicMath.Min(position + 1, last), p2 = IntrinsicMath.Min(position + 2, last),
            p3 = IntrinsicMath.Min(position + 3, last);
        int o0 = firstO + o, o1 = firstO + IntrinsicMath.Min(o + 1, s.GroupO - 1), o2 = firstO + IntrinsicMath.Min(o + 2, s.GroupO - 1),
            o3 = firstO + IntrinsicMath.Min(o + 3, s.GroupO - 1);

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int kh = 0; kh < s.KH; kh++)
        {
            for (int kw = 0; kw < s.KW; kw++)
            {
                int x0 = Offset(s, p0, kh, kw, group), x1 = Offset(s, p1, kh, kw, group), x2 = Offset(s, p2, kh, kw, group),
                    x3 = Offset(s, p3, kh, kw, group);
                int tap = (kh * s.KW + kw) * s.GroupC * s.O;
                for (int c = 0; c < s.GroupC; c++)
                {
                    float w0 = filters[tap + o0], w1 = filters[tap + o1], w2 = filters[tap + o2], w3 = filters[tap + o3];
                    r0.Add(x0 >= 0 ? image[x0 + c] : 0f, w0, w1, w2, w3);
                    r1.Add(x1 >= 0 ? image[x1 + c] : 0f, w0, w1, w2, w3);
                    r2.Add(x2 >= 0 ? image[x2 + c] : 0f, w0, w1, w2, w3);
                    r3.Add(x3 >= 0 ? image[x3 + c] : 0f, w0, w1, w2, w3);
                    tap += s.O;
                }
            }
        }
        Store(s, bias, residual, result, position, o, firstO, r0);
        if (position + 1 <= last) Store(s, bias, residual, result, position + 1, o, firstO, r1);
        if (position + 2 <= last) Store(s, bias, residual, result, position + 2, o, firstO, r2);
        if (position + 3 <= last) Store(s, bias, residual, result, position + 3, o, firstO, r3);
    }

    /// <summary>
    /// The convolution as a matrix product (implicit GEMM): a row for each output position, a column for each channel of the group, and
    /// sums over taps and channels. The left matrix is not materialized; its tiles are gathered from the image.
    /// </summary>
    private static void ComputeTiled(ArrayView<float> image, ArrayView<float> filters, ArrayView<float> bias, ArrayView<float> residual,
        ArrayView<float> result, ConvolutionSizes s)
    {
        var tileA = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        var tileB = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        int columnTiles = SharedTile.Count(s.GroupO), thread = Group.IdxX, block = Grid.IdxX % (s.Groups * columnTiles);
        int group = block / columnTiles, firstO = group * s.GroupO, firstColumn = block % columnTiles * SharedTile.Side;
        int positions = s.N * s.OH * s.OW, firstPosition = Grid.IdxX / (s.Groups * columnTiles) * SharedTile.Side;
        int row = thread / SharedTile.BlocksPerSide * 4, column = thread % SharedTile.BlocksPerSide * 4;

        // Each thread loads the values of one position of the tile, for every second step of the sum.
        int gathered = firstPosition + thread % SharedTile.Side, n = gathered / (s.OW * s.OH);
        int top = gathered / s.OW % s.OH * s.StrideH - s.PadH, left = gathered % s.OW * s.StrideW - s.PadW;
        int depth = s.KH * s.KW * s.GroupC;

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int first = 0; first < depth; first += SharedTile.Depth)
        {
            for (int k = thread / SharedTile.Side; k < SharedTile.Depth; k += SharedTile.GroupSize / SharedTile.Side)
            {
                int step = first + k, tap = step / s.GroupC, h = top + tap / s.KW * s.DilationH, w = left + tap % s.KW * s.DilationW;
                float value = 0f;
                if (step < depth && gathered < positions && h >= 0 && h < s.H && w >= 0 && w < s.W)
                    value = image[((n * s.H + h) * s.W + w) * s.C + group * s.GroupC + step % s.GroupC];
                tileA[k * SharedTile.Side + thread % SharedTile.Side] = value;
            }
            SharedTile.Load(thread, filters.SubView(firstO), tileB, firstColumn, s.GroupO, 1, first, depth, s.O);
            Group.Barrier();
            for (int k = 0; k < SharedTile.Depth; k++)
            {
                int offsetA = k * SharedTile.Side + row, offsetB = k * SharedTile.Side + column;
                float w0 = tileB[offsetB], w1 = tileB[offsetB + 1], w2 = tileB[offsetB + 2], w3 = tileB[offsetB + 3];
                r0.Add(tileA[offsetA], w0, w1, w2, w3);
                r1.Add(tileA[offsetA + 1], w0, w1, w2, w3);
                r2.Add(tileA[offsetA + 2], w0, w1, w2, w3);
                r3.Add(tileA[offsetA + 3], w0, w1, w2, w3);
            }
            Group.Barrier();
        }
        int position = firstPosition + row, o = firstColumn + column;
        if (o >= s.GroupO) return;
        if (position < positions) Store(s, bias, residual, result, position, o, firstO, r0);
        if (position + 1 < positions) Store(s, bias, residual, result, position + 1, o, firstO, r1);
        if (position + 2 < positions) Store(s, bias, residual, result, position + 2, o, firstO, r2);
        if (position + 3 < positions) Store(s, bias, residual, result, position + 3, o, firstO, r3);
    }

    /// <summary>
    /// The offset of the first channel of the group in the pixel that the tap reads for an output position; -1 in the padding.
    /// </summary>
    private static int Offset(ConvolutionSizes s, int position, int kh, int kw, int group)
    {
        int h = position / s.OW % s.OH * s.StrideH - s.PadH + kh * s.DilationH;
        int w = position % s.OW * s.StrideW - s.PadW + kw * s.DilationW;
        if (h < 0 || h >= s.H || w < 0 || w >= s.W) return -1;
        return ((position / (s.OW * s.OH) * s.H + h) * s.W + w) * s.C + group * s.GroupC;
    }

    private static void Store(ConvolutionSizes s, ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> result, int position,
        int o, int firstO, Accumulator4 sums)
    {
        int channel = firstO + o, offset = position * s.O + channel;
        result[offset] = Epilogue(s, bias, residual, channel, offset, sums.X);
        if (o + 1 < s.GroupO) result[offset + 1] = Epilogue(s, bias, residual, channel + 1, offset + 1, sums.Y);
        if (o + 2 < s.GroupO) result[offset + 2] = Epilogue(s, bias, residual, channel + 2, offset + 2, sums.Z);
        if (o + 3 < s.GroupO) result[offset + 3] = Epilogue(s, bias, residual, channel + 3, offset + 3, sums.W);
    }

    private static float Epilogue(ConvolutionSizes s, ArrayView<float> bias, ArrayView<float> residual, int o, int offset, float sum)
    {
        if (s.Bias != 0) sum += bias[o];
        if (s.Residual != 0) sum += residual[offset];
        if (s.Relu != 0 && sum < 0f) sum = s.NegativeSlope == 0f ? 0f : s.NegativeSlope * sum;
        return s.Relu6 != 0 && sum > 6f ? 6f : sum;
    }
}
