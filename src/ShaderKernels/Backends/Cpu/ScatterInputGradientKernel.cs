using System.Runtime.Intrinsics;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The input gradient for few input channels: the product of the output gradients with the transposed filters gives, for every output
/// pixel, the gradient of its whole window, which is added to the image (col2im). With few channels the columns of the product, taps by
/// channels, fill vectors that the channels alone would leave part-empty. A part of the work is an image. Output gradients [N, OH, OW, O],
/// filters [KH, KW, C, O], result [N, H, W, C].
/// </summary>
internal sealed unsafe class ScatterInputGradientKernel : SimdKernel
{
    private const int MinimumOutputs = 32;

    private readonly ConvolutionInputGradient _operator;
    private readonly PackedMatrix _filters;
    private readonly CpuBuffer _segment;
    private readonly int _batch, _channels, _outputs, _outputHeight, _outputWidth, _columns;
    private float* _gradient, _result;

    public ScatterInputGradientKernel(CpuDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs) : base(device)
    {
        gradient.InferShapes(inputs);
        Shape dy = inputs[0], w = inputs[1];
        (_operator, _batch, _outputs, _outputHeight, _outputWidth) = (gradient, dy[0], dy[1], dy[2], dy[3]);
        _channels = w[1];
        _columns = gradient.Height.Size * gradient.Width.Size * _channels;
        _filters = new PackedMatrix(_outputs, _columns, _outputs, (int)device.Width, transposed: true);
        _segment = SegmentList.Allocate(1);
        *SegmentList.Pointer(_segment) = new Segment { Length = _outputs };
    }

    /// <summary>
    /// Whether the kernel is faster than <see cref="ConvolutionInputGradientKernel"/>: the channels leave a quarter of their vectors empty,
    /// the sums over output channels outweigh the additions to the image, and there are images enough for all threads.
    /// </summary>
    public static bool Suits(CpuDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs)
    {
        int channels = inputs[1][1], lanes = (int)device.Width, vectors = (channels + lanes - 1) / lanes;
        return gradient.Groups == 1 && gradient.Width.Dilation == 1 && inputs[0][0] >= 2 * device.Team.Count
            && 4 * channels <= 3 * vectors * lanes && inputs[0][1] >= MinimumOutputs && gradient.Height.Size * gradient.Width.Size > 1;
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _filters.Pack(inputs[1].Pointer(), Device.Team);
        _gradient = inputs[0].Pointer();
        _result = outputs[0].Pointer();
        Device.Team.Run(this, _batch);
    }

    public override void Dispose()
    {
        _filters.Dispose();
        _segment.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        float* image = _result + (nint)part * _operator.InputHeight * _operator.InputWidth * _channels;
        new Span<float>(image, _operator.InputHeight * _operator.InputWidth * _channels).Clear();
        float** a = stackalloc float*[GatherGemm.Rows];
        float** c = stackalloc float*[GatherGemm.Rows];
        const int Block = 512;
        float* products = stackalloc float[GatherGemm.Rows * Block];
        var gemm = new GatherGemm
        {
            StepA = 1, B = _filters.Pointer, StrideB = _filters.PanelWidth, PanelB = _filters.PanelStride,
            Segments = SegmentList.Pointer(_segment), SegmentCount = 1,
        };
        int pixels = _outputHeight * _outputWidth;
        float* gradient = _gradient + (nint)part * pixels * _outputs;
        // Columns in blocks, so that the products of eight pixels stay in the first-level cache.
        for (int column = 0; column < _columns; column += Block, gemm.B += Block / _filters.PanelWidth * _filters.PanelStride)
        {
            int columns = Math.Min(Block, _columns - column);
            for (int pixel = 0; pixel < pixels; pixel += GatherGemm.Rows)
            {
                int rows = Math.Min(GatherGemm.Rows, pixels - pixel);
                for (int row = 0; row < GatherGemm.Rows; row++)
                {
                    a[row] = gradient + (nint)Math.Min(pixel + row, pixels - 1) * _outputs;
                    c[row] = products + row * Block;
                }
                gemm.Multiply<TSimd, TVector>(a, c, GatherGemm.Rows, columns);
                for (int row = 0; row < rows; row++) Scatter<TSimd, TVector>(image, pixel + row, c[row], column, columns);
            }
        }
    }

    /// <summary>Adds the products of one output pixel to its window, a row of the window at a time.</summary>
    private void Scatter<TSimd, TVector>(float* image, int pixel, float* products, int column, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        Window height = _operator.Height, width = _operator.Width;
        (int y, int x) = Math.DivRem(pixel, _outputWidth);
        int line = width.Size * _channels, left = (x * width.Stride - width.PadBegin) * _channels;
        int rowLength = _operator.InputWidth * _channels;
        for (int ky = column / line; ky * line < column + columns; ky++)
        {
            int row = y * height.Stride - height.PadBegin + ky * height.Dilation;
            if ((uint)row >= (uint)_operator.InputHeight) continue;
            // The part of this row of the window that is inside the image and among the columns of the block.
            int first = Math.Max(Math.Max(0, -left), column - ky * line);
            int end = Math.Min(Math.Min(line, rowLength - left), column + columns - ky * line);
            if (end > first)
                Add<TSimd, TVector>(products + ky * line - column + first, image + (nint)row * rowLength + left + first, end - first);
        }
    }

    private static void Add<TSimd, TVector>(float* from, float* to, int count)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int i = 0;
        for (; i + TSimd.Count <= count; i += TSimd.Count) TSimd.Store(TSimd.Add(TSimd.Load(to + i), TSimd.Load(from + i)), to + i);
        if (TSimd.Count > 4)
        {
            for (; i + 4 <= count; i += 4) (Vector128.Load(to + i) + Vector128.Load(from + i)).Store(to + i);
        }
        for (; i < count; i++) to[i] += from[i];
    }
}
