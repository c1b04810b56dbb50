using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Computes the gradient of a convolution with respect to its filters. Each thread computes four input by four output channels of one tap.
/// The sum over the output rows of the batch is split if there are too few such blocks to fill a GPU, which also keeps long sums accurate.
/// The tiled version shares tiles of the image and the output gradient within a group, in shared memory.
/// </summary>
internal sealed class ConvolutionFilterGradientKernel : Kernel
{
    private const int TargetThreads = 16384;
    private const int MaximumRows = 512; // Per thread.

    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _compute;
    private readonly Action<KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>? _computeTiled;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, int> _sum;
    private readonly ConvolutionSizes _sizes;
    private readonly Tensor? _partialSums;
    private readonly int _threads, _count;

    public ConvolutionFilterGradientKernel(IlgpuDevice device, ConvolutionFilterGradient gradient, IReadOnlyList<Shape> inputs,
        Shape output)
    {
        _sizes = ConvolutionSizes.Create(gradient.Height, gradient.Width, gradient.Groups, inputs[0], inputs[1]);
        bool tiled = device.Tiled && SharedTile.IsFilled(_sizes.Groups, _sizes.GroupO);
        int taps = _sizes.KH * _sizes.KW, rows = _sizes.N * _sizes.OH;
        int blocks = _sizes.Groups * (tiled ? SharedTile.Count(taps * _sizes.GroupC) * SharedTile.Count(_sizes.GroupO)
            : taps * RegisterBlocks.Count(_sizes.GroupC) * RegisterBlocks.Count(_sizes.GroupO));
        int wanted = TargetThreads / Math.Max(1, tiled ? blocks * SharedTile.GroupSize : blocks);
        int splits = Math.Max(1, Math.Min(rows, Math.Max(wanted, (rows + MaximumRows - 1) / MaximumRows)));
        _sizes.SplitRows = Math.Max(1, (rows + splits - 1) / splits);
        _sizes.Splits = Math.Max(1, (rows + _sizes.SplitRows - 1) / _sizes.SplitRows);
        _threads = blocks * _sizes.Splits;
        _count = (int)output.Count;
        if (_sizes.Splits > 1) _partialSums = device.AllocateTensor([_sizes.Splits, _count]);
        if (tiled)
            _computeTiled = device.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>(
                ComputeTiled);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ConvolutionSizes>(Compute);
        _sum = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, int>(SumSplits);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_threads == 0) return;
        var sums = (_partialSums ?? outputs[0]).View();
        if (_computeTiled is null) _compute(_threads, inputs[0].View(), inputs[1].View(), sums, _sizes);
        else _computeTiled(new(_threads, SharedTile.GroupSize), inputs[0].View(), inputs[1].View(), sums, _sizes);
        if (_partialSums is not null) _sum(_count, _partialSums.View(), outputs[0].View(), _sizes.Splits);
    }

    public override void Dispose()
    {
        _partialSums?.Buffer.Dispose();
        base.Dispose();
    }

    private static void Compute(Index1D index, ArrayView<float> image, ArrayView<float> gradient, ArrayView<float> result,
        ConvolutionSizes s)
    {
        int blocksO = RegisterBlocks.Count(s.GroupO), blocksC = RegisterBlocks.Count(s.GroupC), rest = index;
        int o = rest % blocksO * 4;
        rest /= blocksO;
        int c = rest % blocksC * 4;
        rest /= blocksC;
        int group = rest % s.Groups;
        rest /= s.Groups;
        int kw = rest % s.KW;
        rest /= s.KW;
        int kh = rest % s.KH, split = rest / s.KH;
        int firstC = group * s.GroupC, firstO = group * s.GroupO;
        int c0 = firstC + c, c1 = firstC + IntrinsicMath.Min(c + 1, s.GroupC - 1), c2 = firstC + IntrinsicMath.Min(c + 2, s.GroupC - 1),
            c3 = firstC + IntrinsicMath.Min(c + 3, s.GroupC - 1);
        int o0 = firstO + o, o1 = firstO + IntrinsicMath.Min(o + 1, s.GroupO - 1), o2 = firstO + IntrinsicMath.Min(o + 2, s.GroupO - 1),
            o3 = firstO + IntrinsicMath.Min(o + 3, s.GroupO - 1);

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        int end = IntrinsicMath.Min((split + 1) * s.SplitRows, s.N * s.OH);
        for (int row = split * s.SplitRows; row < end; row++)
        {
            int h = row % s.OH * s.StrideH - s.PadH + kh * s.DilationH;
            if (h < 0 || h >= s.H) continue;
            int imageRow = (row / s.OH * s.H + h) * s.W;
            for (int ow = 0; ow < s.OW; ow++)
            {
                int w = ow * s.StrideW - s.PadW + kw * s.DilationW;
                if (w < 0 || w >= s.W) continue;
                int x = (imageRow + w) * s.C, y = (row * s.OW + ow) * s.O;
                float y0 = gradient[y + o0], y1 = gradient[y + o1], y2 = gradient[y + o2], y3 = gradient[y + o3];
                r0.Add(image[x + c0], y0, y1, y2, y3);
                r1.Add(image[x + c1], y0, y1, y2, y3);
                r2.Add(image[x + c2], y0, y1, y2, y3);
                r3.Add(image[x + c3], y0, y1, y2, y3);
            }
        }
        int tap = (split * s.KH + kh) * s.KW + kw;
        Store(s, result, tap, c, firstO, o, r0);
        if (c + 1 < s.GroupC) Store(s, result, tap, c + 1, firstO, o, r1);
        if (c + 2 < s.GroupC) Store(s, result, tap, c + 2, firstO, o, r2);
        if (c + 3 < s.GroupC) Store(s, result, tap, c + 3, firstO, o, r3);
    }

    /// <summary>
    /// The gradient as a matrix product: a row for each tap and channel of the group, a column for each output channel, and sums over the
    /// output positions of a split.
    /// </summary>
    private static void ComputeTiled(ArrayView<float> image, ArrayView<float> gradient, ArrayView<float> result, ConvolutionSizes s)
    {
        var tileA = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        var tileB = SharedMemory.Allocate<float>(SharedTile.Depth * SharedTile.Side);
        int rows = s.KH * s.KW * s.GroupC, columnTiles = SharedTile.Count(s.GroupO), thread = Group.IdxX, rest = Grid.IdxX;
        int firstColumn = rest % columnTiles * SharedTile.Side;
        rest /= columnTiles;
        int firstRow = rest % SharedTile.Count(rows) * SharedTile.Side;
        rest /= SharedTile.Count(rows);
        int group = rest % s.Groups, split = rest / s.Groups, firstO = group * s.GroupO;
        int row = thread / SharedTile.BlocksPerSide * 4, column = thread % SharedTile.BlocksPerSide * 4;

        // Each thread loads the values of one tap and channel, for every second position.
        int gathered = firstRow + thread % SharedTile.Side, tap = gathered / s.GroupC;
        int top = tap / s.KW * s.DilationH - s.PadH, left = tap % s.KW * s.DilationW - s.PadW;
        int channel = group * s.GroupC + gathered % s.GroupC;
        int end = IntrinsicMath.Min((split + 1) * s.SplitRows, s.N * s.OH) * s.OW;

        Accumulator4 r0 = default, r1 = default, r2 = default, r3 = default;
        for (int first = split * s.SplitRows * s.OW; first < end; first += SharedTile.Depth)
        {
            for (int k = thread / SharedTile.Side; k < SharedTile.Depth; k += SharedTile.GroupSize / SharedTile.Side)
            {
                int position = first + k, outputRow = position / s.OW, h = outputRow % s.OH * s.StrideH + top,
                    w = position % s.OW * s.StrideW + left;
                float value = 0f;
                if (gathered < rows && position < end && h >= 0 && h < s.H && w >= 0 && w < s.W)
                    value = image[((outputRow / s.OH * s.H + h) * s.W + w) * s.C + channel];
                tileA[k * SharedTile.Side + thread % SharedTile.Side] = value;
            }
            SharedTile.Load(thread, gradient.SubView(firstO), tileB, firstColumn, s.GroupO, 1, first, end, s.O);
            Group.Barrier();
            for (int k = 0; k < SharedTile.Depth; k++)
            {
                int offsetA = k * SharedTile.Side + row, offsetB = k * SharedTile.Side + column;
                float y0 = tileB[offsetB], y1 = tileB[offsetB + 1], y2 = tileB[offsetB + 2], y3 = tileB[offsetB + 3];
                r0.Add(tileA[offsetA], y0, y1, y2, y3);
                r1.Add(tileA[offsetA + 1], y0, y1, y2, y3);
                r2.Add(tileA[offsetA + 2], y0, y1, y2, y3);
                r3.Add(tileA[offsetA + 3], y0, y1, y2, y3);
            }
            Group.Barrier();
        }
        int o = firstColumn + column, at = firstRow + row, firstTap = split * s.KH * s.KW;
        if (o >= s.GroupO) return;
        if (at < rows) Store(s, result, firstTap + at / s.GroupC, at % s.GroupC, firstO, o, r0);
        if (at + 1 < rows) Store(s, result, firstTap + (at + 1) / s.GroupC, (at + 1) % s.GroupC, firstO, o, r1);
        if (at + 2 < rows) Store(s, result, firstTap + (at + 2) / s.GroupC, (at + 2) % s.GroupC, firstO, o, r2);
        if (at + 3 < rows) Store(s, result, firstTap + (at + 3) / s.GroupC, (at + 3) % s.GroupC, firstO, o, r3);
    }

    private static void Store(ConvolutionSizes s, ArrayView<float> result, int tap, int c, int firstO, int o, Accumulator4 sums)
    {
        int offset = (tap * s.GroupC + c) * s.O + firstO + o;
        result[offset] = sums.X;
        if (o + 1 < s.GroupO) result[offset + 1] = sums.Y;
        if (o + 2 < s.GroupO) result[offset + 2] = sums.Z;
        if (o + 3 < s.GroupO) result[offset + 3] = sums.W;
    }

    private static void SumSplits(Index1D index, ArrayView<float> partialSums, ArrayView<float> result, int splits)
    {
        int count = partialSums.IntLength / splits;
        float sum = 0f;
        for (int split = 0; split < splits; split++) sum += partialSums[split * count + index];
        result[index] = sum;
    }
}
