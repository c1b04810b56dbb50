using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Convolution: each thread computes four neighboring output channels at four neighboring positions, so that each number read
/// is used four times; either on its own, or in a group that shares tiles of the image and of the filters.
/// </summary>
internal sealed class ConvolutionKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _compute;
    private readonly Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>? _computeTiled;
    private readonly ConvolutionSizes _sizes;
    private readonly int _threads, _tiles;

    public ConvolutionKernel(IlgpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = ConvolutionSizes.Of(convolution.Height, convolution.Width, convolution.Groups, inputs[0], output) with
        {
            Bias = inputs.Count > 2 ? 1 : 0,
            Residual = inputs.Count > 3 ? 1 : 0,
            Relu = convolution.Activation == Activation.None ? 0 : 1,
            Relu6 = convolution.Activation == Activation.Relu6 ? 1 : 0,
        };
        _threads = Blocks.Of(_sizes.N * _sizes.OH * _sizes.OW) * _sizes.Groups * Blocks.Of(_sizes.GroupO);
        _tiles = TileLoads.Tiles(_sizes.N * _sizes.OH * _sizes.OW) * _sizes.Groups * TileLoads.Tiles(_sizes.GroupO);
        // A tile holds channels of one group; where these fill less than a quarter of it, as in depthwise convolution, most of its work would be thrown away.
        if (device.Tiled && (_sizes.Groups == 1 || 4 * _sizes.GroupO >= TileLoads.Side)) _computeTiled = device.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>(ComputeTiled);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads == 0) return;
        var result = outputs[0].View();
        var bias = _sizes.Bias != 0 ? inputs[2].View() : result;
        var residual = _sizes.Residual != 0 ? inputs[3].View() : result;
        if (_computeTiled is null) _compute(_threads, inputs[0].View(), inputs[1].View(), bias, residual, result, _sizes);
        else _computeTiled(new(_tiles, TileLoads.Threads), inputs[0].View(), inputs[1].View(), bias, residual, result, _sizes);
    }

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<float> filters, ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> result, ConvolutionSizes s)
    {
        int channelBlocks = Blocks.Of(s.GroupO), block = index % (s.Groups * channelBlocks);
        int group = block / channelBlocks, o = block % channelBlocks * 4, firstO = group * s.GroupO;
        int position = index / (s.Groups * channelBlocks) * 4, last = s.N * s.OH * s.OW - 1;
        int p0 = position, p1 = IntrinsicMath.Min(position + 1, last), p2 = IntrinsicMath.Min(position + 2, last), p3 = IntrinsicMath.Min(position + 3, last);
        int o0 = firstO + o, o1 = firstO + IntrinsicMath.Min(o + 1, s.GroupO - 1), o2 = firstO + IntrinsicMath.Min(o + 2, s.GroupO - 1), o3 = firstO + IntrinsicMath.Min(o + 3, s.GroupO - 1);

        Four r0 = default, r1 = default, r2 = default, r3 = default;
        for (int kh = 0; kh < s.KH; kh++)
        {
            for (int kw = 0; kw < s.KW; kw++)
            {
                int x0 = Place(s, p0, kh, kw, group), x1 = Place(s, p1, kh, kw, group), x2 = Place(s, p2, kh, kw, group), x3 = Place(s, p3, kh, kw, group);
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
    /// The convolution as a matrix product: a row for each output position, a column for each channel of the group, and sums over taps and
    /// channels. The left matrix is never made; its tiles are gathered from the image.
    /// </summary>
    private static void ComputeTiled(ArrayView<float> image, ArrayView<float> filters, ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> result, ConvolutionSizes s)
    {
        var tileA = SharedMemory.Allocate<float>(TileLoads.Depth * TileLoads.Side);
        var tileB = SharedMemory.Allocate<float>(TileLoads.Depth * TileLoads.Side);
        int columnTiles = TileLoads.Tiles(s.GroupO), thread = Group.IdxX, block = Grid.IdxX % (s.Groups * columnTiles);
        int group = block / columnTiles, firstO = group * s.GroupO, firstColumn = block % columnTiles * TileLoads.Side;
        int positions = s.N * s.OH * s.OW, firstPosition = Grid.IdxX / (s.Groups * columnTiles) * TileLoads.Side;
        int row = thread / TileLoads.Blocks * 4, column = thread % TileLoads.Blocks * 4;

        // Each thread gathers for one position of the tile, at every second step of the sum.
        int gathered = firstPosition + thread % TileLoads.Side, n = gathered / (s.OW * s.OH);
        int top = gathered / s.OW % s.OH * s.StrideH - s.BeforeH, left = gathered % s.OW * s.StrideW - s.BeforeW;
        int depth = s.KH * s.KW * s.GroupC;

        Four r0 = default, r1 = default, r2 = default, r3 = default;
        for (int first = 0; first < depth; first += TileLoads.Depth)
        {
            for (int k = thread / TileLoads.Side; k < TileLoads.Depth; k += TileLoads.Threads / TileLoads.Side)
            {
                int step = first + k, tap = step / s.GroupC, h = top + tap / s.KW * s.DilationH, w = left + tap % s.KW * s.DilationW;
                float value = 0f;
                if (step < depth && gathered < positions && h >= 0 && h < s.H && w >= 0 && w < s.W)
                    value = image[((n * s.H + h) * s.W + w) * s.C + group * s.GroupC + step % s.GroupC];
                tileA[k * TileLoads.Side + thread % TileLoads.Side] = value;
            }
            TileLoads.Load(thread, filters.SubView(firstO), tileB, firstColumn, s.GroupO, 1, first, depth, s.O);
            Group.Barrier();
            for (int k = 0; k < TileLoads.Depth; k++)
            {
                int leftPlace = k * TileLoads.Side + row, right = k * TileLoads.Side + column;
                float w0 = tileB[right], w1 = tileB[right + 1], w2 = tileB[right + 2], w3 = tileB[right + 3];
                r0.Add(tileA[leftPlace], w0, w1, w2, w3);
                r1.Add(tileA[leftPlace + 1], w0, w1, w2, w3);
                r2.Add(tileA[leftPlace + 2], w0, w1, w2, w3);
                r3.Add(tileA[leftPlace + 3], w0, w1, w2, w3);
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

    /// <summary>Where the filter's tap reads the image for an output position: the group's first channel; -1 outside.</summary>
    private static int Place(ConvolutionSizes s, int position, int kh, int kw, int group)
    {
        int h = position / s.OW % s.OH * s.StrideH - s.BeforeH + kh * s.DilationH;
        int w = position % s.OW * s.StrideW - s.BeforeW + kw * s.DilationW;
        if (h < 0 || h >= s.H || w < 0 || w >= s.W) return -1;
        return ((position / (s.OW * s.OH) * s.H + h) * s.W + w) * s.C + group * s.GroupC;
    }

    private static void Store(ConvolutionSizes s, ArrayView<float> bias, ArrayView<float> residual, ArrayView<float> result, int position, int o, int firstO, Four sums)
    {
        int channel = firstO + o, place = position * s.O + channel;
        result[place] = Finish(s, bias, residual, channel, place, sums.X);
        if (o + 1 < s.GroupO) result[place + 1] = Finish(s, bias, residual, channel + 1, place + 1, sums.Y);
        if (o + 2 < s.GroupO) result[place + 2] = Finish(s, bias, residual, channel + 2, place + 2, sums.Z);
        if (o + 3 < s.GroupO) result[place + 3] = Finish(s, bias, residual, channel + 3, place + 3, sums.W);
    }

    private static float Finish(ConvolutionSizes s, ArrayView<float> bias, ArrayView<float> residual, int o, int place, float sum)
    {
        if (s.Bias != 0) sum += bias[o];
        if (s.Residual != 0) sum += residual[place];
        if (s.Relu != 0 && sum < 0f) sum = 0f;
        return s.Relu6 != 0 && sum > 6f ? 6f : sum;
    }
}
