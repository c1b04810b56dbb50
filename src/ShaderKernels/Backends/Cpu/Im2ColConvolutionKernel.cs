using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Convolution by explicit im2col (Chellapilla et al. 2006): the window of each output pixel becomes a row of KH * KW * C / groups values,
/// with zeros for padding, and the product of the rows and the filters is the output. Only a block of rows exists at a time: the threads
/// fill it together, then each multiplies it by a panel of filters, so that filters larger than the cache are loaded once per block and not
/// once per tile. Images [N, H, W, C], filters [KH, KW, C / groups, O].
/// </summary>
internal sealed unsafe class Im2ColConvolutionKernel : SimdKernel
{
    /// <summary>The rows of a block: eight tiles of the product.</summary>
    private const int BlockRows = 8 * GatherGemm.Rows;

    private readonly Convolution _operator;
    private readonly CpuBuffer _columns, _segment;
    private readonly RightMatrix _filters;
    private readonly int _inputHeight, _inputWidth, _inputChannels, _outputHeight, _outputWidth, _outputChannels, _groupChannels,
        _groupOutputs, _rowLength;
    private readonly long _pixels;
    private GatherGemm _gemm;
    private float* _input, _output;
    private long _first;
    private int _rows;
    private bool _filling;

    public Im2ColConvolutionKernel(CpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs) : base(device)
    {
        var output = convolution.InferShapes(inputs)[0];
        Shape x = inputs[0], w = inputs[1];
        _operator = convolution;
        (_inputChannels, _inputHeight, _inputWidth) = (x[1], x[2], x[3]);
        (_outputChannels, _outputHeight, _outputWidth) = (output[1], output[2], output[3]);
        (_groupChannels, _groupOutputs) = (w[1], w[0] / convolution.Groups);
        _rowLength = w[1] * w[2] * w[3];
        _pixels = (long)output[0] * output[2] * output[3];
        _columns = new CpuBuffer(Math.Max(1L, (long)BlockRows * _rowLength));
        _segment = SegmentList.Allocate(1);
        *SegmentList.Pointer(_segment) = new Segment { Length = _rowLength };
        _filters = new RightMatrix(_rowLength, _groupOutputs, _outputChannels, (int)device.Width);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        float* bias = inputs.Length > 2 ? inputs[2].Pointer() : null;
        for (int group = 0; group < _operator.Groups; group++)
        {
            _input = inputs[0].Pointer() + group * _groupChannels;
            _output = outputs[0].Pointer() + group * _groupOutputs;
            _gemm = new GatherGemm
            {
                StepA = 1, B = _filters.Prepare(inputs[1].Pointer() + group * _groupOutputs), StrideB = _filters.Stride,
                Segments = SegmentList.Pointer(_segment), SegmentCount = 1,
                Bias = bias == null ? null : bias + group * _groupOutputs, Epilogue = new(_operator.Activation, _operator.NegativeSlope),
                Residual = inputs.Length > 3 ? (nint)(inputs[3].Pointer() - outputs[0].Pointer()) : 0,
            };
            int panel = 2 * (int)Device.Width;
            for (_first = 0; _first < _pixels; _first += BlockRows)
            {
                _rows = (int)Math.Min(BlockRows, _pixels - _first);
                _filling = true;
                Device.Team.Run(this, (_rows + GatherGemm.Rows - 1) / GatherGemm.Rows);
                _filling = false;
                Device.Team.Run(this, (_groupOutputs + panel - 1) / panel);
            }
        }
    }

    public override void Dispose()
    {
        _columns.Dispose();
        _segment.Dispose();
        _filters.Dispose();
        base.Dispose();
    }

    /// <summary>Fills one tile of rows, or multiplies the block by one panel of filters.</summary>
    protected override void Execute<TSimd, TVector>(int part)
    {
        if (_filling)
        {
            int from = part * GatherGemm.Rows;
            Fill(_columns.Pointer + (nint)from * _rowLength, _first + from, Math.Min(GatherGemm.Rows, _rows - from));
            return;
        }
        float** a = stackalloc float*[GatherGemm.Rows];
        float** c = stackalloc float*[GatherGemm.Rows];
        int column = part * 2 * TSimd.Count, columns = Math.Min(2 * TSimd.Count, _groupOutputs - column);
        var gemm = _gemm;
        gemm.B += column;
        gemm.Bias += gemm.Bias == null ? 0 : column;
        for (int row = 0; row < _rows; row += GatherGemm.Rows)
        {
            int stored = Math.Min(GatherGemm.Rows, _rows - row);
            for (int i = 0; i < GatherGemm.Rows; i++)
            {
                // Rows past the last pixel repeat it; they are computed and not stored.
                int at = row + Math.Min(i, stored - 1);
                a[i] = _columns.Pointer + (nint)at * _rowLength;
                c[i] = _output + (_first + at) * _outputChannels + column;
            }
            gemm.Multiply<TSimd, TVector>(a, c, stored, columns);
        }
    }

    /// <summary>Copies the windows of <paramref name="rows"/> output pixels into rows.</summary>
    private void Fill(float* row, long first, int rows)
    {
        Window height = _operator.Height, width = _operator.Width;
        (long line, long column) = Math.DivRem(first, _outputWidth);
        (long image, long y) = Math.DivRem(line, _outputHeight);
        int x = (int)column;
        for (int i = 0; i < rows; i++)
        {
            float* pixels = _input + image * _inputHeight * _inputWidth * _inputChannels;
            int left = x * width.Stride - width.PadBegin;
            for (int ky = 0; ky < height.Size; ky++)
            {
                long above = y * height.Stride - height.PadBegin + (long)ky * height.Dilation;
                if (above < 0 || above >= _inputHeight) new Span<float>(row, width.Size * _groupChannels).Clear();
                else FillLine(row, pixels + above * _inputWidth * _inputChannels, left);
                row += width.Size * _groupChannels;
            }
            if (++x < _outputWidth) continue;
            x = 0;
            if (++y == _outputHeight) (y, image) = (0, image + 1);
        }
    }

    /// <summary>Copies one line of a window, in one piece if its pixels are contiguous and inside the image.</summary>
    private void FillLine(float* row, float* line, int left)
    {
        Window width = _operator.Width;
        if (width.Dilation == 1 && _groupChannels == _inputChannels && left >= 0 && left + width.Size <= _inputWidth)
        {
            new ReadOnlySpan<float>(line + (nint)left * _inputChannels,
                width.Size * _groupChannels).CopyTo(new(row, width.Size * _groupChannels));
            return;
        }
        for (int kx = 0; kx < width.Size; kx++, row += _groupChannels)
        {
            int at = left + kx * width.Dilation;
            var to = new Span<float>(row, _groupChannels);
            if (at < 0 || at >= _inputWidth) to.Clear();
            else new ReadOnlySpan<float>(line + (nint)at * _inputChannels, _groupChannels).CopyTo(to);
        }
    }
}
