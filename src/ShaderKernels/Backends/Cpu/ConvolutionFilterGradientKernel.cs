using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The filter gradient as a matrix product summed over pixels: a row is one filter tap (ky, kx, c), whose pointer is the first input pixel
/// that the tap reads; a segment is one output row of one image. Images [N, H, W, C], output gradients [N, OH, OW, O], result [KH, KW, C /
/// groups, O]. The sum is taken in chunks of output rows whose gradients stay in the second-level cache while all taps of a part use them.
/// </summary>
internal sealed unsafe class ConvolutionFilterGradientKernel : SimdKernel
{
    /// <summary>The output gradients of a chunk: 256 KiB.</summary>
    private const int ChunkFloats = 64 << 10;

    private readonly ConvolutionFilterGradient _operator;
    private readonly PaddedImage _image;
    private readonly CpuBuffer _segments;
    private readonly int _outputChannels, _groupChannels, _segmentCount, _taps, _tiles, _tilesPerPart, _segmentsPerChunk;
    private GatherGemm _gemm;
    private float* _input, _output;

    public ConvolutionFilterGradientKernel(CpuDevice device, ConvolutionFilterGradient gradient, IReadOnlyList<Shape> inputs) : base(device)
    {
        gradient.InferShapes(inputs);
        Shape x = inputs[0], dy = inputs[1];
        (_operator, _outputChannels, _groupChannels) = (gradient, dy[1], x[1] / gradient.Groups);
        Window height = gradient.Height, width = gradient.Width;
        _image = new PaddedImage(x[0], x[2], x[3], x[1], height.PadBegin, height.PadEnd, width.PadBegin, width.PadEnd);
        _taps = height.Size * width.Size * _groupChannels;
        int batch = dy[0], rows = dy[2], columns = dy[3];
        _segmentCount = batch * rows;
        _segments = SegmentList.Allocate(_segmentCount);
        for (int n = 0; n < batch; n++)
        {
            for (int y = 0; y < rows; y++)
            {
                SegmentList.Pointer(_segments)[n * rows + y] = new Segment
                {
                    A = n * _image.ImageStride + (nint)y * height.Stride * _image.RowStride,
                    B = ((nint)n * rows + y) * columns,
                    Length = columns,
                };
            }
        }
        _tiles = (_taps + GatherGemm.Rows - 1) / GatherGemm.Rows;
        _tilesPerPart = ThreadTeam.ItemsPerPart(_tiles, device.Team.Count);
        _segmentsPerChunk = Math.Max(1, ChunkFloats / Math.Max(1, columns * _outputChannels));
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        float* image = _image.Prepare(inputs[0].Pointer(), Device.Team);
        int groupOutputs = _outputChannels / _operator.Groups;
        for (int group = 0; group < _operator.Groups; group++)
        {
            _input = image + group * _groupChannels;
            _output = outputs[0].Pointer() + group * groupOutputs;
            _gemm = new GatherGemm
            {
                StepA = (nint)_operator.Width.Stride * _image.Channels,
                B = inputs[1].Pointer() + group * groupOutputs, StrideB = _outputChannels,
            };
            Device.Team.Run(this, (_tiles + _tilesPerPart - 1) / _tilesPerPart);
        }
    }

    public override void Dispose()
    {
        _image.Dispose();
        _segments.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        float** a = stackalloc float*[GatherGemm.Rows];
        float** c = stackalloc float*[GatherGemm.Rows];
        var gemm = _gemm;
        int segment = 0;
        do
        {
            gemm.Segments = SegmentList.Pointer(_segments) + segment;
            gemm.SegmentCount = Math.Min(_segmentsPerChunk, _segmentCount - segment);
            gemm.Accumulates = segment > 0;
            for (int tile = part * _tilesPerPart; tile < Math.Min(_tiles, (part + 1) * _tilesPerPart); tile++)
            {
                int first = tile * GatherGemm.Rows, rows = Math.Min(GatherGemm.Rows, _taps - first);
                for (int row = 0; row < GatherGemm.Rows; row++)
                {
                    int tap = first + Math.Min(row, rows - 1);
                    (int position, int channel) = Math.DivRem(tap, _groupChannels);
                    (int ky, int kx) = Math.DivRem(position, _operator.Width.Size);
                    a[row] = _input + (nint)ky * _operator.Height.Dilation * _image.RowStride
                        + (nint)kx * _operator.Width.Dilation * _image.Channels + channel;
                    c[row] = _output + (nint)tap * _outputChannels;
                }
                gemm.Multiply<TSimd, TVector>(a, c, rows, _outputChannels / _operator.Groups);
            }
            segment += _segmentsPerChunk;
        }
        while (segment < _segmentCount);
    }
}
