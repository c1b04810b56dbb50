using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The filter gradient of a depthwise convolution: sums over pixels, for up to four neighboring taps at a time and channels in vectors. The
/// rows of the batch are split into bands, whose partial sums are added at the end, so that the result does not depend on the number of
/// threads. Images [N, H, W, C], output gradients [N, OH, OW, O], result [KH, KW, 1, O].
/// </summary>
internal sealed unsafe class DepthwiseFilterGradientKernel : SimdKernel
{
    private const int MaximumBands = 16, RowBlock = 4, TapBlock = 4;
    private const long ProductsPerBand = 1 << 16;

    private readonly Window _height, _width;
    private readonly RepeatedChannels _image;
    private readonly TapTable _rows, _columns; // Transposed: the output positions of a tap, and the image position that each reads.
    private readonly CpuBuffer _bands;
    private readonly ChannelSums _sums;
    private readonly int _channels, _lines, _bandCount, _imageRows, _imageColumns, _outputRows, _outputColumns;
    private float* _input, _gradient, _output;
    private bool _combining;

    public DepthwiseFilterGradientKernel(CpuDevice device, ConvolutionFilterGradient gradient, IReadOnlyList<Shape> inputs) : base(device)
    {
        var filters = gradient.InferShapes(inputs)[0];
        Shape x = inputs[0], dy = inputs[1];
        ConvolutionAlgorithms.RequireDepthwise(gradient.Groups, x[1]);
        (_height, _width, _channels) = (gradient.Height, gradient.Width, dy[1]);
        (_imageRows, _imageColumns, _outputRows, _outputColumns) = (x[2], x[3], dy[2], dy[3]);
        _lines = checked(dy[0] * _outputRows);
        _image = new RepeatedChannels(x.Count, _channels / Math.Max(1, x[1]));
        _rows = new(_height.Size, _outputRows, -_height.PadBegin, _height.Dilation, _height.Stride, _imageRows);
        _columns = new(_width.Size, _outputColumns, -_width.PadBegin, _width.Dilation, _width.Stride, _imageColumns);
        _bandCount = (int)Math.Clamp(Math.Min(_lines, gradient.Multiplications(inputs) / ProductsPerBand), 1, MaximumBands);
        _bands = new CpuBuffer(Math.Max(1, _bandCount * filters.Count));
        _sums = new ChannelSums
        {
            OuterA = (nint)_height.Stride * _imageColumns * _channels, InnerA = (nint)_width.Stride * _channels,
                BetweenA = (nint)_width.Dilation * _channels,
            OuterB = (nint)_outputColumns * _channels, InnerB = _channels, BetweenC = _channels, Adds = true,
        };
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = _image.Prepare(inputs[0].Pointer(), Device.Team);
        _gradient = inputs[1].Pointer();
        _output = outputs[0].Pointer();
        _combining = false;
        Device.Team.Run(this, _bandCount);
        _combining = true;
        Device.Team.Run(this, _height.Size * _width.Size);
    }

    public override void Dispose()
    {
        _image.Dispose();
        _bands.Dispose();
        base.Dispose();
    }

    /// <summary>Computes the partial sums of one band, or adds those of one tap.</summary>
    protected override void Execute<TSimd, TVector>(int part)
    {
        nint filters = (nint)_height.Size * _width.Size * _channels;
        if (_combining)
        {
            var total = new Span<float>(_output + (nint)part * _channels, _channels);
            total.Clear();
            for (int band = 0; band < _bandCount; band++)
            {
                float* sums = _bands.Pointer + band * filters + (nint)part * _channels;
                for (int channel = 0; channel < _channels; channel++) total[channel] += sums[channel];
            }
            return;
        }
        float* result = _bands.Pointer + part * filters;
        new Span<float>(result, (int)filters).Clear();
        int line = (int)((long)_lines * part / _bandCount), end = (int)((long)_lines * (part + 1) / _bandCount);
        while (line < end)
        {
            (int n, int y) = Math.DivRem(line, _outputRows);
            int rows = Math.Min(Math.Min(RowBlock, end - line), _outputRows - y);
            AddRows<TSimd, TVector>(n, y, rows, result);
            line += rows;
        }
    }

    /// <summary>
    /// Accumulates the contribution of a few output rows of one image to all taps. There are few rows, so that they stay in the first-level
    /// cache for all taps.
    /// </summary>
    private void AddRows<TSimd, TVector>(int n, int y, int rows, float* result)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int block = 4 * TSimd.Count;
        float* image = _input + (nint)n * _imageRows * _imageColumns * _channels,
            gradient = _gradient + (nint)n * _outputRows * _outputColumns * _channels;
        for (int channel = 0; channel < _channels; channel += block)
        {
            int channels = Math.Min(block, _channels - channel);
            for (int ky = 0; ky < _height.Size; ky++)
            {
                var range = _rows.Rows[ky];
                int first = Math.Max(y, range.First), last = Math.Min(y + rows, range.First + range.Taps);
                if (first >= last) continue;
                float* imageRow = image + (nint)_rows.At(ky, first) * _imageColumns * _channels + channel;
                float* gradientRow = gradient + (nint)first * _outputColumns * _channels + channel;
                float* taps = result + (nint)ky * _width.Size * _channels + channel;
                for (int kx = 0; kx < _width.Size; kx += TapBlock)
                {
                    int count = Math.Min(TapBlock, _width.Size - kx), from = 0, to = _outputColumns;
                    for (int i = 0; i < count; i++)
                    {
                        var column = _columns.Rows[kx + i];
                        (from, to) = (Math.Max(from, column.First), Math.Min(to, column.First + column.Taps));
                    }
                    // Columns that all these taps read, then those that only some of them read.
                    to = Math.Max(from, to);
                    Add(kx, count, from, to);
                    for (int i = 0; i < count; i++)
                    {
                        var column = _columns.Rows[kx + i];
                        Add(kx + i, 1, column.First, Math.Min(from, column.First + column.Taps));
                        Add(kx + i, 1, Math.Max(to, column.First), column.First + column.Taps);
                    }
                }

                void Add(int kx, int count, int from, int to)
                {
                    if (from >= to) return;
                    _sums.Run<TSimd, TVector>(imageRow + (nint)_columns.At(kx, from) * _channels, gradientRow + (nint)from * _channels,
                        taps + (nint)kx * _channels,
                        channel, channels, count, last - first, to - from);
                }
            }
        }
    }
}
