using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The input gradient as one small stride-1 convolution per phase: with stride S, the input pixels y ≡ p (mod S) depend only on the taps
/// k ≡ p (mod S), so no multiplication by inserted zeros is computed. Output gradients [N, OH, OW, O], filters [KH, KW, C / groups, O],
/// result [N, H, W, C]. The filters are transposed into panels of two vectors of input channels; large ones are processed panel by panel
/// for blocks of pixels, as in <see cref="ConvolutionKernel"/>.
/// </summary>
internal sealed unsafe class ConvolutionInputGradientKernel : SimdKernel
{
    private readonly ConvolutionInputGradient _operator;
    private readonly PaddedImage _gradient;
    private readonly CpuBuffer _filters;
    private readonly Phase[] _phases;
    private readonly int _batch, _inputChannels, _groupChannels, _groupOutputs, _panelWidth, _panels, _panelsPerPart;
    private readonly int _top, _left;
    private GatherGemm _gemm;
    private Phase? _phase;
    private float* _input, _output, _source;

    public ConvolutionInputGradientKernel(CpuDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs) : base(device)
    {
        var x = gradient.InferShapes(inputs)[0];
        Shape dy = inputs[0], w = inputs[1];
        (_operator, _batch, _inputChannels) = (gradient, x[0], x[1]);
        (_groupChannels, _groupOutputs) = (w[1], w[0] / gradient.Groups);
        _panelWidth = 2 * (int)device.Width;
        _panels = (_groupChannels + _panelWidth - 1) / _panelWidth;
        Window height = gradient.Height, width = gradient.Width;
        (_top, int bottom) = Border(height, x[2], dy[2]);
        (_left, int right) = Border(width, x[3], dy[3]);
        _gradient = new PaddedImage(dy[0], dy[2], dy[3], dy[1], _top, bottom, _left, right);
        _filters = new CpuBuffer(Math.Max(1L, _panels * (long)PanelStride));
        _panelsPerPart = w.Count / gradient.Groups >= ConvolutionKernel.PanelThreshold && _panels > 1 ? 1 : _panels;

        var phases = new List<Phase>();
        for (int py = 0; py < Math.Min(height.Stride, x[2]); py++)
        {
            for (int px = 0; px < Math.Min(width.Stride, x[3]); px++) phases.Add(new Phase(this, py, px));
        }
        _phases = [.. phases];
    }

    /// <summary>The distance between panels of the transposed filters, in floats.</summary>
    private nint PanelStride => (nint)_operator.Height.Size * _operator.Width.Size * _groupOutputs * _panelWidth;

    private int ColumnParts => (_panels + _panelsPerPart - 1) / Math.Max(1, _panelsPerPart);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        float* image = _gradient.Prepare(inputs[0].Pointer(), Device.Team);
        for (int group = 0; group < _operator.Groups; group++)
        {
            _source = inputs[1].Pointer() + group * _groupOutputs;
            _phase = null;
            Device.Team.Run(this, _operator.Height.Size * _operator.Width.Size * _panels);
            _input = image + group * _groupOutputs;
            _output = outputs[0].Pointer() + group * _groupChannels;
            foreach (var phase in _phases)
            {
                _phase = phase;
                _gemm = new GatherGemm
                {
                    StepA = 1, B = _filters.Pointer, StrideB = _panelWidth, PanelB = PanelStride,
                    Segments = SegmentList.Pointer(phase.Segments), SegmentCount = phase.SegmentCount,
                };
                Device.Team.Run(this, (phase.Tiles + phase.TilesPerPart - 1) / phase.TilesPerPart * ColumnParts);
            }
        }
    }

    public override void Dispose()
    {
        _gradient.Dispose();
        _filters.Dispose();
        foreach (var phase in _phases) phase.Segments.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// Input pixel y, in padded coordinates, is S q + p; tap k of that phase reads output row q - (k D - p) / S. Returns the rows of zeros
    /// that keep every such read inside the padded gradient.
    /// </summary>
    private static (int Before, int After) Border(Window window, int length, int positions)
    {
        int before = Math.Max(0, (window.EffectiveSize - 1) / window.Stride - window.PadBegin / window.Stride);
        int lastQ = (length - 1 + window.PadBegin) / window.Stride;
        return (before, Math.Max(0, lastQ - (positions - 1)));
    }

    /// <summary>Transposes one panel of one tap of the filters [KH, KW, C, O] to [KH, KW, O, C].</summary>
    private void TransposeFilters(int part)
    {
        (int tap, int panel) = Math.DivRem(part, _panels);
        int outputs = _groupOutputs * _operator.Groups, channel = panel * _panelWidth;
        MatrixTranspose.Run(_source + ((long)tap * _groupChannels + channel) * outputs, outputs,
            _filters.Pointer + panel * PanelStride + (nint)tap * _groupOutputs * _panelWidth, _panelWidth,
            Math.Min(_panelWidth, _groupChannels - channel), _groupOutputs);
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        if (_phase is null)
        {
            TransposeFilters(part);
            return;
        }
        float** a = stackalloc float*[GatherGemm.Rows];
        float** c = stackalloc float*[GatherGemm.Rows];
        (int block, int columnPart) = Math.DivRem(part, ColumnParts);
        int column = columnPart * _panelsPerPart * _panelWidth;
        int columns = Math.Min(_panelsPerPart * _panelWidth, _groupChannels - column);
        var gemm = _gemm;
        gemm.B += columnPart * _panelsPerPart * PanelStride;
        int last = Math.Min(_phase.Tiles, (block + 1) * _phase.TilesPerPart);
        for (int tile = block * _phase.TilesPerPart; tile < last; tile++)
        {
            long first = (long)tile * GatherGemm.Rows, pixels = (long)_batch * _phase.Rows * _phase.Columns;
            int rows = (int)Math.Min(GatherGemm.Rows, pixels - first);
            (long line, long i) = Math.DivRem(first, _phase.Columns);
            (long n, long j) = Math.DivRem(line, _phase.Rows);
            for (int row = 0; row < GatherGemm.Rows; row++)
            {
                a[row] = _input + n * _gradient.ImageStride + (j + _phase.FirstQY + _top) * _gradient.RowStride
                    + (i + _phase.FirstQX + _left) * _gradient.Channels;
                long y = _phase.FirstY + j * _operator.Height.Stride, x = _phase.FirstX + i * _operator.Width.Stride;
                c[row] = _output + ((n * _operator.InputHeight + y) * _operator.InputWidth + x) * _inputChannels + column;
                if (row + 1 >= rows) continue;
                if (++i == _phase.Columns)
                {
                    i = 0;
                    if (++j == _phase.Rows) (j, n) = (0, n + 1);
                }
            }
            gemm.Multiply<TSimd, TVector>(a, c, rows, columns);
        }
    }

    /// <summary>The input pixels with the same remainder modulo the strides, and the taps they depend on.</summary>
    private sealed class Phase
    {
        public readonly CpuBuffer Segments;
        public readonly int SegmentCount, Rows, Columns, FirstY, FirstX, FirstQY, FirstQX, Tiles, TilesPerPart;

        /// <param name="kernel">The kernel, whose padded gradient is already laid out.</param>
        /// <param name="firstY">The first input row of the phase.</param>
        /// <param name="firstX">The first input column of the phase.</param>
        public Phase(ConvolutionInputGradientKernel kernel, int firstY, int firstX)
        {
            Window height = kernel._operator.Height, width = kernel._operator.Width;
            (FirstY, FirstX) = (firstY, firstX);
            (FirstQY, int py) = Math.DivRem(firstY + height.PadBegin, height.Stride);
            (FirstQX, int px) = Math.DivRem(firstX + width.PadBegin, width.Stride);
            Rows = (kernel._operator.InputHeight - firstY + height.Stride - 1) / height.Stride;
            Columns = (kernel._operator.InputWidth - firstX + width.Stride - 1) / width.Stride;
            Tiles = (int)(((long)kernel._batch * Rows * Columns + GatherGemm.Rows - 1) / GatherGemm.Rows);
            TilesPerPart = kernel._panelsPerPart < kernel._panels ? 16 : ThreadTeam.ItemsPerPart(Tiles, kernel.Device.Team.Count);
            int[] tapsY = TapsWithRemainder(height, py), tapsX = TapsWithRemainder(width, px);
            SegmentCount = tapsY.Length * tapsX.Length;
            Segments = SegmentList.Allocate(SegmentCount);
            int next = 0;
            foreach (int ky in tapsY)
            {
                foreach (int kx in tapsX)
                {
                    SegmentList.Pointer(Segments)[next++] = new Segment
                    {
                        A = -(nint)((ky * height.Dilation - py) / height.Stride) * kernel._gradient.RowStride
                            - (nint)((kx * width.Dilation - px) / width.Stride) * kernel._gradient.Channels,
                        B = ((nint)ky * width.Size + kx) * kernel._groupOutputs,
                        Length = kernel._groupOutputs,
                    };
                }
            }
        }

        private static int[] TapsWithRemainder(Window window, int remainder) =>
            [.. Enumerable.Range(0, window.Size).Where(tap => tap * window.Dilation % window.Stride == remainder)];
    }
}
