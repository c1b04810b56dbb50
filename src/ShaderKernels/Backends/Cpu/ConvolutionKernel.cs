using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Convolution as implicit GEMM, without an im2col matrix: a row of the product is one output pixel, whose pointer is the top left of its
/// window in the (padded) image, and a segment is one row of the filter. If the filters exceed the second-level cache, a part of the work
/// is one panel of filters (two vectors wide) for a block of pixels, so that filters are loaded from memory once per block and not once per
/// tile of eight pixels. Images [N, H, W, C], filters [KH, KW, C / groups, O].
/// </summary>
internal sealed unsafe class ConvolutionKernel : SimdKernel
{
    /// <summary>From this number of weights on (half a MiB), filters are processed in panels.</summary>
    internal const long PanelThreshold = 1 << 17;

    /// <summary>The tiles of a block: 128 pixels.</summary>
    private const int BlockTiles = 16;

    private readonly Convolution _operator;
    private readonly PaddedImage _image;
    private readonly CpuBuffer _segments;
    private readonly RightMatrix? _filters;
    private readonly PackedMatrix[] _packed;
    private readonly bool _packsInRun;
    private readonly int _batch, _outputHeight, _outputWidth, _outputChannels, _groupChannels, _groups, _segmentCount, _tileRows,
        _tiles, _tilesPerPart, _columnsPerPart, _columnParts;
    private GatherGemm _gemm;
    private float* _input, _output, _bias;

    /// <summary>Creates the kernel.</summary>
    /// <param name="device">The device.</param>
    /// <param name="convolution">The operator.</param>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <param name="packs">Whether the filters are packed by <see cref="Prepack"/> instead of being read in place in each run.</param>
    public ConvolutionKernel(CpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs, bool packs = false) : base(device)
    {
        var output = convolution.InferShapes(inputs)[0];
        Shape x = inputs[0], w = inputs[1];
        (_operator, _groups) = (convolution, convolution.Groups);
        (_batch, _outputChannels, _outputHeight, _outputWidth) = (output[0], output[1], output[2], output[3]);
        _groupChannels = w[1];
        Window height = convolution.Height, width = convolution.Width;
        _image = new PaddedImage(x[0], x[2], x[3], x[1], height.PadBegin, height.PadEnd, width.PadBegin, width.PadEnd);
        long pixels = (long)_batch * _outputHeight * _outputWidth;
        _tileRows = GatherGemm.RowsOf(pixels, device.Width);
        _tiles = (int)((pixels + _tileRows - 1) / _tileRows);

        // The taps of a filter row are contiguous in the image unless they are dilated or belong to one of several groups.
        bool merged = _groups == 1 && width.Dilation == 1;
        int runs = merged ? 1 : width.Size, length = merged ? width.Size * _groupChannels : _groupChannels;
        _segmentCount = height.Size * runs;
        _segments = SegmentList.Allocate(_segmentCount);
        for (int ky = 0; ky < height.Size; ky++)
        {
            for (int run = 0; run < runs; run++)
            {
                SegmentList.Pointer(_segments)[ky * runs + run] = new Segment
                {
                    A = (nint)ky * height.Dilation * _image.RowStride + (nint)run * width.Dilation * x[1],
                    B = ((nint)ky * width.Size + run) * _groupChannels,
                    Length = length,
                };
            }
        }
        int groupOutputs = _outputChannels / _groups, panel = 2 * (int)device.Width;
        bool panels = (long)height.Size * width.Size * _groupChannels * groupOutputs >= PanelThreshold && groupOutputs >= 2 * panel;
        int blocks = (_tiles + BlockTiles - 1) / BlockTiles;
        _tilesPerPart = panels ? (_tiles + blocks - 1) / Math.Max(1, blocks) : ThreadTeam.ItemsPerPart(_tiles, device.Team.Count);
        if (!panels && convolution.Multiplications(inputs) < ThreadTeam.SmallWork) _tilesPerPart = Math.Max(1, _tiles);
        _columnsPerPart = panels ? panel : groupOutputs;
        _columnParts = (groupOutputs + _columnsPerPart - 1) / Math.Max(1, _columnsPerPart);
        int rows = height.Size * width.Size * _groupChannels;
        // Filters that change with every run are packed in it if enough pixels use them.
        _packsInRun = !packs && panels && _tiles >= 2 * BlockTiles;
        packs |= _packsInRun;
        _packed = packs ? [.. Enumerable.Range(0, _groups).Select(_ => new PackedMatrix(rows, groupOutputs, _outputChannels,
            (int)device.Width))] : [];
        if (!packs) _filters = new RightMatrix(rows, groupOutputs, _outputChannels, (int)device.Width);
    }

    public override int MaximumSlices => _groups == 1 ? Math.Max(1, Parts / Device.Team.Count) : 1;

    private int Parts => (_tiles + _tilesPerPart - 1) / _tilesPerPart * _columnParts;

    public override void Prepack(ReadOnlySpan<Tensor> inputs)
    {
        for (int group = 0; group < _packed.Length; group++)
            _packed[group].Pack(inputs[1].Pointer() + group * (_outputChannels / _groups), Device.Team);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        if (_packsInRun && BeginsRun) Prepack(inputs);
        if (BeginsRun) _input = _image.Prepare(inputs[0].Pointer(), Device.Team);
        _output = outputs[0].Pointer();
        _bias = inputs.Length > 2 ? inputs[2].Pointer() : null;
        int groupOutputs = _outputChannels / _groups;
        for (int group = 0; group < _groups; group++)
        {
            var packed = _filters is null ? _packed[group] : null;
            _gemm = new GatherGemm
            {
                StepA = 1,
                B = packed is null ? _filters!.Prepare(inputs[1].Pointer() + group * groupOutputs) : packed.Pointer,
                StrideB = packed is null ? _filters!.Stride : packed.PanelWidth,
                PanelB = packed is null ? 0 : packed.PanelStride,
                Segments = SegmentList.Pointer(_segments), SegmentCount = _segmentCount,
                Bias = _bias == null ? null : _bias + group * groupOutputs, Epilogue = new(_operator.Activation, _operator.NegativeSlope),
                Residual = inputs.Length > 3 ? (nint)(inputs[3].Pointer() - outputs[0].Pointer()) : 0,
            };
            _input += group == 0 ? 0 : _groupChannels;
            _output += group == 0 ? 0 : groupOutputs;
            RunParts(Parts);
        }
    }

    public override void Dispose()
    {
        _image.Dispose();
        _segments.Dispose();
        _filters?.Dispose();
        foreach (var filters in _packed) filters.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        float** a = stackalloc float*[GatherGemm.MaximumRows];
        float** c = stackalloc float*[GatherGemm.MaximumRows];
        long pixels = (long)_batch * _outputHeight * _outputWidth;
        (int block, int columnPart) = Math.DivRem(part, _columnParts);
        int last = Math.Min(_tiles, (block + 1) * _tilesPerPart);
        int column = columnPart * _columnsPerPart, columns = Math.Min(_columnsPerPart, _outputChannels / _groups - column);
        var gemm = _gemm;
        gemm.B += gemm.PanelB == 0 ? column : column / gemm.StrideB * gemm.PanelB;
        gemm.Bias += gemm.Bias == null ? 0 : column;
        nint stepY = (nint)_operator.Height.Stride * _image.RowStride, stepX = (nint)_operator.Width.Stride * _image.Channels;
        for (int tile = block * _tilesPerPart; tile < last; tile++)
        {
            long first = (long)tile * _tileRows;
            int rows = (int)Math.Min(_tileRows, pixels - first);
            (long line, long x) = Math.DivRem(first, _outputWidth);
            (long n, long y) = Math.DivRem(line, _outputHeight);
            for (int row = 0; row < _tileRows; row++)
            {
                // Rows past the last pixel repeat it; they are computed and not stored.
                a[row] = _input + n * _image.ImageStride + y * stepY + x * stepX;
                c[row] = _output + (first + Math.Min(row, rows - 1)) * _outputChannels + column;
                if (row + 1 >= rows) continue;
                if (++x == _outputWidth)
                {
                    x = 0;
                    if (++y == _outputHeight) (y, n) = (0, n + 1);
                }
            }
            gemm.Multiply<TSimd, TVector>(a, c, rows, columns);
        }
    }
}
