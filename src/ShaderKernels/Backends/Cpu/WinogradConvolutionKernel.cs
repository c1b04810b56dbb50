using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Convolution with filters of 3x3 and stride 1 by Winograd's minimal filtering (Lavin and Gray 2016): tiles of the image are transformed,
/// each of the (m + 2)² elements of a tile is the subject of one matrix product, tiles by channels times channels by filters, and the
/// products are transformed into m x m outputs. Filters are transformed and packed by <see cref="Prepack"/> if they are constant, otherwise
/// in each run. Large images are processed in blocks of tiles, each by one thread from the image to the outputs, so that the transformed
/// tiles stay in the second-level cache; for small ones all threads share each of the three stages.
/// </summary>
internal sealed unsafe class WinogradConvolutionKernel<TTransform> : SimdKernel where TTransform : struct, IWinogradTransform
{
    /// <summary>The floats that filters and a block of transformed tiles and products may take together: 900 KiB.</summary>
    private const int CacheFloats = 225 << 10;

    private readonly Convolution _operator;
    private readonly bool _constantFilters;
    private readonly int _batch, _channels, _height, _width, _outputChannels, _outputHeight, _outputWidth;
    private readonly int _points, _tilesDown, _tilesAcross, _tiles, _blockTiles, _rowV, _rowM, _panelWidth, _panels;
    private readonly bool _inBlocks;
    private readonly CpuBuffer _filters, _workspace, _zeros, _segment;
    private float* _input, _output, _bias, _residual, _source;
    private Stage _stage;
    private int _stageParts, _nextBlock, _endBlock;

    public WinogradConvolutionKernel(CpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, bool constantFilters)
        : base(device)
    {
        ConvolutionAlgorithms.RequireWinograd(convolution);
        var output = convolution.InferShapes(inputs)[0];
        Shape x = inputs[0];
        (_operator, _constantFilters) = (convolution, constantFilters);
        (_batch, _channels, _height, _width) = (x[0], x[1], x[2], x[3]);
        (_outputChannels, _outputHeight, _outputWidth) = (output[1], output[2], output[3]);
        _points = TTransform.Outputs + 2;
        (_tilesDown, _tilesAcross, _tiles) = Tiles(output);
        _panelWidth = 2 * (int)device.Width;
        _panels = (_outputChannels + _panelWidth - 1) / _panelWidth;
        // Rows whose distance is a power of two would fall into the same sets of the cache.
        (_rowV, _rowM) = (_channels + 16, (_outputChannels + 15) / 16 * 16 + 16);
        int threads = device.Team.Count, matrices = _points * _points;
        long filters = (long)matrices * _panels * _panelWidth * _channels, tileFloats = matrices * (_rowV + _rowM);
        // Filters that stay in the cache beside the tiles allow small blocks; others are read again for every block, which costs as much as
        // writing and reading the tiles if there are so many of them.
        int wanted = (int)(filters + 2 * GatherGemm.Rows * tileFloats <= CacheFloats
            ? (CacheFloats - filters) / tileFloats / GatherGemm.Rows * GatherGemm.Rows
            : Math.Max(16, (long)_channels * _outputChannels / (2 * (_channels + _outputChannels))));
        _inBlocks = _tiles >= wanted * threads;
        if (_inBlocks)
        {
            int blocks = ((_tiles + wanted - 1) / wanted + threads - 1) / threads * threads;
            _blockTiles = Math.Min(RoundUp(wanted), RoundUp((_tiles + blocks - 1) / blocks));
        }
        else _blockTiles = RoundUp(_tiles);
        _filters = new CpuBuffer(Math.Max(1L, filters));
        _workspace = new CpuBuffer(Math.Max(1L, (_inBlocks ? threads : 1) * (long)WorkspaceFloats));
        _zeros = new CpuBuffer(Math.Max(1, _channels));
        _segment = SegmentList.Allocate(1);
        *SegmentList.Pointer(_segment) = new Segment { Length = _channels };

        static int RoundUp(int tiles) => (tiles + GatherGemm.Rows - 1) / GatherGemm.Rows * GatherGemm.Rows;
    }

    private enum Stage
    {
        Filters,
        Blocks,
        Input,
        Product,
        Output,
    }

    // The elements of eight tiles, the rows of a tile of the product, lie together, so that transforming them touches few pages:
    // [tiles / 8, (m + 2)², 8, channels].
    private nint PlaneV => GatherGemm.Rows * (nint)_rowV;

    private nint PlaneM => GatherGemm.Rows * (nint)_rowM;

    private nint GroupV => _points * _points * PlaneV;

    private nint GroupM => _points * _points * PlaneM;

    private nint WorkspaceFloats => _blockTiles / GatherGemm.Rows * (GroupV + GroupM);

    private nint StartM => _blockTiles / GatherGemm.Rows * GroupV;

    /// <summary>Returns the number of tiles down, across and in the batch.</summary>
    public static (int Down, int Across, int All) Tiles(Shape output)
    {
        int m = TTransform.Outputs, down = (output[2] + m - 1) / m, across = (output[3] + m - 1) / m;
        return (down, across, output[0] * down * across);
    }

    public override int MaximumSlices => Math.Max(1, (_inBlocks ? Blocks : 2 * TileParts + ProductParts) / Device.Team.Count);

    private int Blocks => (_tiles + _blockTiles - 1) / Math.Max(1, _blockTiles);

    private int TileParts => Math.Min(_tiles, 4 * Device.Team.Count);

    private int ProductParts => Math.Min(_points * _points * _panels, 8 * Device.Team.Count);

    public override void Prepack(ReadOnlySpan<Tensor> inputs)
    {
        _source = inputs[1].Pointer();
        (_stage, _stageParts) = (Stage.Filters, _panels);
        Device.Team.Run(this, _panels);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        if (!_constantFilters && BeginsRun) Prepack(inputs);
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        _bias = inputs.Length > 2 ? inputs[2].Pointer() : null;
        _residual = inputs.Length > 3 ? inputs[3].Pointer() : null;
        if (_inBlocks)
        {
            int threads = Device.Team.Count;
            (_nextBlock, _endBlock) = ShareOf(Blocks);
            (_stage, _stageParts) = (Stage.Blocks, threads);
            Device.Team.Run(this, threads, wakes: true);
            return;
        }
        int all = 2 * TileParts + ProductParts;
        Run(Stage.Input, TileParts, 0, all);
        Run(Stage.Product, ProductParts, TileParts, all);
        Run(Stage.Output, TileParts, TileParts + ProductParts, all);
    }

    public override void Dispose()
    {
        _filters.Dispose();
        _workspace.Dispose();
        _zeros.Dispose();
        _segment.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        int products = _points * _points * _panels;
        switch (_stage)
        {
            case Stage.Filters:
                PackPanel<TSimd, TVector>(part);
                break;
            case Stage.Blocks:
                int last = Math.Min(_tiles, _endBlock * _blockTiles);
                float* own = _workspace.Pointer + part * WorkspaceFloats;
                for (int first; (first = (Interlocked.Increment(ref _nextBlock) - 1) * _blockTiles) < last;)
                {
                    int count = Math.Min(_blockTiles, _tiles - first);
                    TransformInput<TSimd, TVector>(own, first, first, first + count);
                    Multiply<TSimd, TVector>(own, count, 0, products);
                    TransformOutput<TSimd, TVector>(own, first, first, first + count);
                }
                break;
            case Stage.Input:
                TransformInput<TSimd, TVector>(_workspace.Pointer, 0, First(part, _tiles), First(part + 1, _tiles));
                break;
            case Stage.Product:
                Multiply<TSimd, TVector>(_workspace.Pointer, _tiles, First(part, products), First(part + 1, products));
                break;
            default:
                TransformOutput<TSimd, TVector>(_workspace.Pointer, 0, First(part, _tiles), First(part + 1, _tiles));
                break;
        }
    }

    /// <summary>Runs those parts of a stage that belong to the current slice.</summary>
    private void Run(Stage stage, int parts, int before, int all)
    {
        (_stage, _stageParts) = (stage, parts);
        RunParts(parts, before, all);
    }

    /// <summary>Returns the first of <paramref name="count"/> items that belongs to a part of the stage.</summary>
    private int First(int part, int count) => (int)((long)count * part / _stageParts);

    /// <summary>Transforms the filters of one panel of output channels: G g G'.</summary>
    private void PackPanel<TSimd, TVector>(int panel) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int column = panel * _panelWidth, count = Math.Min(_panelWidth, _outputChannels - column);
        float* taps = stackalloc float[9 * 32];
        float* halfway = stackalloc float[3 * 8 * 32];
        new Span<float>(taps, 9 * 32).Clear();
        var g = TTransform.Filters;
        for (int channel = 0; channel < _channels; channel++)
        {
            for (int tap = 0; tap < 9; tap++)
                new ReadOnlySpan<float>(_source + ((long)tap * _channels + channel) * _outputChannels + column, count)
                    .CopyTo(new(taps + tap * 32, 32));
            for (int i = 0; i < _points; i++)
            {
                for (int x = 0; x < 3; x++)
                    Combine<TSimd, TVector>(taps + x * 32, 3 * 32, g.Slice(3 * i, 3), halfway + (i * 3 + x) * 32);
            }
            for (int i = 0; i < _points; i++)
            {
                for (int j = 0; j < _points; j++)
                    Combine<TSimd, TVector>(halfway + i * 3 * 32, 32, g.Slice(3 * j, 3), Filters(i * _points + j, panel)
                        + (nint)channel * _panelWidth);
            }
        }
    }

    /// <summary>Adds three lines of a panel's width with the given factors.</summary>
    private void Combine<TSimd, TVector>(float* lines, nint step, ReadOnlySpan<float> factors, float* result)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector f0 = TSimd.Broadcast(factors[0]), f1 = TSimd.Broadcast(factors[1]), f2 = TSimd.Broadcast(factors[2]);
        for (int i = 0; i < _panelWidth; i += TSimd.Count)
        {
            TVector sum = TSimd.Multiply(f0, TSimd.Load(lines + i));
            sum = TSimd.MultiplyAdd(f1, TSimd.Load(lines + step + i), sum);
            TSimd.Store(TSimd.MultiplyAdd(f2, TSimd.Load(lines + 2 * step + i), sum), result + i);
        }
    }

    private float* Filters(int matrix, int panel) => _filters.Pointer + ((nint)matrix * _panels + panel) * _channels * _panelWidth;

    /// <summary>The products of some pairs of a matrix and a panel of filters, numbered panel by panel.</summary>
    private void Multiply<TSimd, TVector>(float* workspace, int tiles, int first, int end)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float** a = stackalloc float*[GatherGemm.Rows];
        float** c = stackalloc float*[GatherGemm.Rows];
        for (int product = first; product < end; product++)
        {
            (int matrix, int panel) = Math.DivRem(product, _panels);
            int column = panel * _panelWidth;
            var gemm = new GatherGemm
            {
                StepA = 1, B = Filters(matrix, panel), StrideB = _panelWidth, PanelB = (nint)_channels * _panelWidth,
                Segments = SegmentList.Pointer(_segment), SegmentCount = 1,
            };
            int columns = Math.Min(_panelWidth, _outputChannels - column);
            float* rowsV = workspace + matrix * PlaneV, rowsM = workspace + StartM + matrix * PlaneM + column;
            for (int tile = 0; tile < tiles; tile += GatherGemm.Rows, rowsV += GroupV, rowsM += GroupM)
            {
                // Rows without a tile are computed and never read.
                for (int row = 0; row < GatherGemm.Rows; row++)
                {
                    a[row] = rowsV + row * _rowV;
                    c[row] = rowsM + row * _rowM;
                }
                gemm.Multiply<TSimd, TVector>(a, c, GatherGemm.Rows, columns);
            }
        }
    }

    /// <summary>Transforms tiles of the image, B' d B, into rows of the left matrices.</summary>
    /// <param name="workspace">The matrices.</param>
    /// <param name="origin">The tile of the first row.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="end">The tile after the last.</param>
    private void TransformInput<TSimd, TVector>(float* workspace, int origin, int first, int end)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float** pixels = stackalloc float*[64];
        int m = TTransform.Outputs, count = _points;
        for (int tile = first; tile < end; tile++)
        {
            (int line, int across) = Math.DivRem(tile, _tilesAcross);
            (int n, int down) = Math.DivRem(line, _tilesDown);
            int top = down * m - _operator.Height.PadBegin, left = across * m - _operator.Width.PadBegin;
            for (int y = 0; y < count; y++)
            {
                bool inside = (uint)(top + y) < (uint)_height;
                float* row = _input + ((nint)n * _height + top + y) * _width * _channels;
                for (int x = 0; x < count; x++)
                    pixels[y * count + x] = inside && (uint)(left + x) < (uint)_width ? row + (nint)(left + x) * _channels : _zeros.Pointer;
            }
            TransformTile<TSimd, TVector>(pixels,
                workspace + (tile - origin) / GatherGemm.Rows * GroupV + (tile - origin) % GatherGemm.Rows * (nint)_rowV, 0);
        }
    }

    [SkipLocalsInit]
    private void TransformTile<TSimd, TVector>(float** pixels, float* result, int channel)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* halfway = stackalloc float[64 * 16];
        int lanes = TSimd.Count, count = TTransform.Outputs + 2;
        nint plane = PlaneV;
        for (; channel + lanes <= _channels; channel += lanes)
        {
            for (int y = 0; y < count; y++)
                TTransform.Input<TSimd, TVector>(pixels + y * count, channel, halfway + y * count * lanes, lanes);
            for (int x = 0; x < count; x++)
                TTransform.Input<TSimd, TVector>(halfway + x * lanes, count * lanes, result + x * plane + channel, count * plane);
        }
        if (channel == _channels) return;
        if (lanes == 16) TransformTile<Simd256, Vector256<float>>(pixels, result, channel);
        else if (lanes == 8) TransformTile<Simd128, Vector128<float>>(pixels, result, channel);
        else TransformTile<SimdScalar, float>(pixels, result, channel);
    }

    /// <summary>Transforms products into outputs, A' M A, adds bias and residual and applies the activation.</summary>
    private void TransformOutput<TSimd, TVector>(float* workspace, int origin, int first, int end)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int m = TTransform.Outputs;
        for (int tile = first; tile < end; tile++)
        {
            (int line, int across) = Math.DivRem(tile, _tilesAcross);
            (int n, int down) = Math.DivRem(line, _tilesDown);
            int rows = Math.Min(m, _outputHeight - down * m), columns = Math.Min(m, _outputWidth - across * m);
            nint corner = (((nint)n * _outputHeight + down * m) * _outputWidth + across * m) * _outputChannels;
            float* products = workspace + StartM + (tile - origin) / GatherGemm.Rows * GroupM
                + (tile - origin) % GatherGemm.Rows * (nint)_rowM;
            TransformProducts<TSimd, TVector>(products, corner, rows, columns, 0);
        }
    }

    [SkipLocalsInit]
    private void TransformProducts<TSimd, TVector>(float* products, nint corner, int rows, int columns, int channel)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* halfway = stackalloc float[64 * 16];
        float* results = stackalloc float[64 * 16];
        int lanes = TSimd.Count, m = TTransform.Outputs, count = m + 2;
        nint plane = PlaneM;
        var epilogue = new Epilogue(_operator.Activation, _operator.NegativeSlope);
        for (; channel + lanes <= _outputChannels; channel += lanes)
        {
            for (int y = 0; y < count; y++)
                TTransform.Output<TSimd, TVector>(products + y * count * plane + channel, plane, halfway + y * m * lanes, lanes);
            for (int x = 0; x < columns; x++)
                TTransform.Output<TSimd, TVector>(halfway + x * lanes, m * lanes, results + x * lanes, m * lanes);
            TVector bias = _bias == null ? TSimd.Broadcast(0) : TSimd.Load(_bias + channel);
            for (int y = 0; y < rows; y++)
            {
                nint at = corner + (nint)y * _outputWidth * _outputChannels + channel;
                for (int x = 0; x < columns; x++, at += _outputChannels)
                {
                    TVector value = TSimd.Add(TSimd.Load(results + (y * m + x) * lanes), bias);
                    if (_residual != null) value = TSimd.Add(value, TSimd.Load(_residual + at));
                    TSimd.Store(epilogue.Apply<TSimd, TVector>(value), _output + at);
                }
            }
        }
        if (channel == _outputChannels) return;
        if (lanes == 16) TransformProducts<Simd256, Vector256<float>>(products, corner, rows, columns, channel);
        else if (lanes == 8) TransformProducts<Simd128, Vector128<float>>(products, corner, rows, columns, channel);
        else TransformProducts<SimdScalar, float>(products, corner, rows, columns, channel);
    }
}
