using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Computes the gradient of a convolution with respect to its input. Each thread computes four neighboring channels of four neighboring
/// pixels. The tiled version, for stride 1, shares tiles of the output gradient and the filters within a group, in shared memory.
/// </summary>
internal sealed class ConvolutionInputGradientKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _compute;
    private readonly Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>? _computeTiled;
    private readonly ConvolutionSizes _sizes;
    private readonly int _threads, _tiles;

    public ConvolutionInputGradientKernel(IlgpuDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        _sizes = ConvolutionSizes.Create(gradient.Height, gradient.Width, gradient.Groups, output, inputs[0]);
        _threads = RegisterBlocks.Count(_sizes.N * _sizes.H * _sizes.W) * _sizes.Groups * RegisterBlocks.Count(_sizes.GroupC);
        _tiles = SharedTile.Count(_sizes.N * _sizes.H * _sizes.W) * _sizes.Groups * SharedTile.Count(_sizes.GroupC);
        // With a stride most taps of a pixel read nothing, and a tile would multiply by their zeros.
        if (device.Tiled && _sizes is { StrideH: 1, StrideW: 1 } && SharedTile.IsFilled(_sizes.Groups, _sizes.GroupC))
            _computeTiled = device.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>(
                ComputeTiled);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ConvolutionSizes>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads == 0) return;
        if (_computeTiled is null) _compute(_threads, inputs[0].View(), inputs[1].View(), outputs[0].View(), _sizes);
        else _computeTiled(new(_tiles, SharedTile.GroupSize), inputs[0].View(), inputs[1].View(), outputs[0].View(), _sizes);
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
    /// The gradient as a matrix product: a row for each pixel, a column for each channel of the group, and sums over taps and output
    /// channels.
    /// </summary>
    private static void ComputeTiled(ArrayView<float> gradient, ArrayView<float> filters, ArrayView<float> result, ConvolutionSizes s)
    {
        var tileA = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        var tileB = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        int columnTiles = SharedTile.Count(s.GroupC), thread = Group.IdxX, block = Grid.IdxX % (s.Groups * columnTiles);
        int group = block / columnTiles, firstColumn = block % columnTiles * SharedTile.Side;
        int pixels = s.N * s.H * s.W, firstPixel = Grid.IdxX / (s.Groups * columnTiles) * SharedTile.Side;
        int row = thread / SharedTile.BlocksPerSide * 4, column = thread % SharedTile.BlocksPerSide * 4;
        int gathered = firstPixel + thread % SharedTile.Side; // Each thread loads the values of one pixel, for every second step.
        int depth = s.KH * s.KW * s.GroupO;

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int first = 0; first < depth; first += SharedTile.Depth)
        {
            for (int k = thread / SharedTile.Side; k < SharedTile.Depth; k += SharedTile.GroupSize / SharedTile.Side)
            {
                int step = first + k, tap = step / s.GroupO, offset = -1;
                if (step < depth && gathered < pixels) offset = Offset(s, gathered, tap / s.KW, tap % s.KW, group);
                tileA[k * SharedTile.Side + thread % SharedTile.Side] = offset >= 0 ? gradient[offset + step % s.GroupO] : 0f;
            }
            for (int i = thread; i < SharedTile.Depth * SharedTile.Side; i += SharedTile.GroupSize)
            {
                int step = first + i % SharedTile.Depth, c = firstColumn + i / SharedTile.Depth;
                float weight = 0f;
                if (step < depth && c < s.GroupC)
                    weight = filters[(step / s.GroupO * s.GroupC + c) * s.O + group * s.GroupO + step % s.GroupO];
                tileB[i % SharedTile.Depth * SharedTile.Side + i / SharedTile.Depth] = weight;
            }
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
        int pixel = firstPixel + row, channel = firstColumn + column;
        if (channel >= s.GroupC) return;
        if (pixel < pixels) Store(s, result, pixel, group, channel, r0);
        if (pixel + 1 < pixels) Store(s, result, pixel + 1, group, channel, r1);
        if (pixel + 2 < pixels) Store(s, result, pixel + 2, group, channel, r2);
        if (pixel + 3 < pixels) Store(s, result, pixel + 3, group, channel, r3);
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
