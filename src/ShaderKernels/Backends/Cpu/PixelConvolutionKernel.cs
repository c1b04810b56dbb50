using System.Runtime.CompilerServices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Convolution with few output channels and stride 1 along the width, such as the first layer of LeNet-5: vectors run over neighboring
/// pixels of a row, since the output channels would leave them empty. The image is copied into planes, [N, C, H, W] with its padding, and
/// the sums of two vectors of pixels for all channels are interleaved into the output, [N, OH, OW, O].
/// </summary>
internal sealed unsafe class PixelConvolutionKernel : SimdKernel
{
    /// <summary>The output channels of the register block.</summary>
    public const int MaximumOutputs = 8;

    private const int WidestVector = 16;

    private readonly Convolution _operator;
    private readonly int _batch, _channels, _height, _width, _paddedHeight, _paddedWidth, _outputs, _outputHeight, _outputWidth, _lines,
        _linesPerPart;
    private readonly CpuBuffer _planes, _filters;
    private float* _input, _output, _bias, _residual;
    private bool _copies;

    public PixelConvolutionKernel(CpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs) : base(device)
    {
        ConvolutionAlgorithms.RequirePixels(convolution, inputs);
        var output = convolution.InferShapes(inputs)[0];
        Shape x = inputs[0];
        _operator = convolution;
        (_batch, _channels, _height, _width) = (x[0], x[1], x[2], x[3]);
        (_outputs, _outputHeight, _outputWidth) = (output[1], output[2], output[3]);
        _paddedHeight = convolution.Height.PadBegin + _height + convolution.Height.PadEnd;
        _paddedWidth = convolution.Width.PadBegin + _width + convolution.Width.PadEnd;
        _planes = new CpuBuffer(Math.Max(1L, (long)_batch * _channels * _paddedHeight * _paddedWidth));
        _filters = new CpuBuffer(Math.Max(1L, (long)_channels * convolution.Height.Size * convolution.Width.Size * MaximumOutputs));
        _lines = _batch * _outputHeight;
        _linesPerPart = convolution.Multiplications(inputs) < ThreadTeam.SmallWork ? Math.Max(1, _lines)
            : ThreadTeam.ItemsPerPart(_lines, device.Team.Count);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = inputs[0].Pointer();
        _output = outputs[0].Pointer();
        _bias = inputs.Length > 2 ? inputs[2].Pointer() : null;
        _residual = inputs.Length > 3 ? inputs[3].Pointer() : null;
        // Filters [KH, KW, C, O] as [C, KH, KW, 8].
        int taps = _operator.Height.Size * _operator.Width.Size;
        float* filters = inputs[1].Pointer();
        for (int tap = 0; tap < taps; tap++)
        {
            for (int channel = 0; channel < _channels; channel++, filters += _outputs)
                new ReadOnlySpan<float>(filters, _outputs)
                    .CopyTo(new(_filters.Pointer + (channel * taps + tap) * MaximumOutputs, _outputs));
        }
        if (BeginsRun)
        {
            _copies = true;
            Device.Team.Run(this, _batch);
            _copies = false;
        }
        RunParts(Parts);
    }

    public override int MaximumSlices => Math.Max(1, Parts / Device.Team.Count);

    private int Parts => (_lines + _linesPerPart - 1) / _linesPerPart;

    public override void Dispose()
    {
        _planes.Dispose();
        _filters.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part)
    {
        if (_copies)
        {
            CopyPlanes(part);
            return;
        }
        for (int line = part * _linesPerPart; line < Math.Min(_lines, (part + 1) * _linesPerPart); line++)
        {
            (int n, int y) = Math.DivRem(line, _outputHeight);
            float* row = _planes.Pointer + ((nint)n * _channels * _paddedHeight + y * _operator.Height.Stride) * _paddedWidth;
            float* result = _output + (nint)line * _outputWidth * _outputs;
            for (int x = 0; x < _outputWidth; x += 2 * TSimd.Count)
                Pixels<TSimd, TVector>(row + x, result + (nint)x * _outputs, Math.Min(2 * TSimd.Count, _outputWidth - x));
        }
    }

    private void CopyPlanes(int n)
    {
        Window height = _operator.Height, width = _operator.Width;
        for (int channel = 0; channel < _channels; channel++)
        {
            for (int y = 0; y < _height; y++)
            {
                float* from = _input + ((nint)n * _height + y) * _width * _channels + channel;
                float* to = _planes.Pointer + (((nint)n * _channels + channel) * _paddedHeight + y + height.PadBegin) * _paddedWidth
                    + width.PadBegin;
                if (_channels == 1) new ReadOnlySpan<float>(from, _width).CopyTo(new(to, _width));
                else for (int x = 0; x < _width; x++) to[x] = from[x * _channels];
            }
        }
    }

    /// <summary>Computes all channels of some pixels, up to two vectors.</summary>
    [SkipLocalsInit]
    private void Pixels<TSimd, TVector>(float* image, float* result, int pixels)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float* sums = stackalloc float[MaximumOutputs * 2 * WidestVector];
        Sums<TSimd, TVector>(image, sums);
        nint step = 2 * TSimd.Count;
        for (int output = 0; output < _outputs; output++)
        {
            float bias = _bias == null ? 0 : _bias[output];
            for (int pixel = 0; pixel < pixels; pixel++) result[pixel * _outputs + output] = sums[output * step + pixel] + bias;
        }
        var epilogue = new Epilogue(_operator.Activation, _operator.NegativeSlope);
        if (epilogue.IsNone && _residual == null) return;
        nint residual = _residual == null ? 0 : (nint)(_residual - _output);
        int count = pixels * _outputs, i = 0;
        for (; i + TSimd.Count <= count; i += TSimd.Count)
        {
            TVector value = TSimd.Load(result + i);
            if (residual != 0) value = TSimd.Add(value, TSimd.Load(result + i + residual));
            TSimd.Store(epilogue.Apply<TSimd, TVector>(value), result + i);
        }
        for (; i < count; i++) result[i] = epilogue.Apply<SimdScalar, float>(result[i] + (residual != 0 ? result[i + residual] : 0));
    }

    /// <summary>The micro-kernel of eight channels by two vectors of pixels, which calls no other method.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sums<TSimd, TVector>(float* image, float* sums) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector c00 = zero, c10 = zero, c20 = zero, c30 = zero, c40 = zero, c50 = zero, c60 = zero, c70 = zero;
        TVector c01 = zero, c11 = zero, c21 = zero, c31 = zero, c41 = zero, c51 = zero, c61 = zero, c71 = zero;
        nint stepX = _operator.Width.Dilation, stepY = (nint)_operator.Height.Dilation * _paddedWidth,
            plane = (nint)_paddedHeight * _paddedWidth;
        int channels = _channels, rows = _operator.Height.Size, columns = _operator.Width.Size;
        float* f = _filters.Pointer;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int ky = 0; ky < rows; ky++)
            {
                float* x = image + channel * plane + ky * stepY;
                for (int kx = 0; kx < columns; kx++, x += stepX, f += MaximumOutputs)
                {
                    TVector x0 = TSimd.Load(x), x1 = TSimd.Load(x + TSimd.Count), w;
                    w = TSimd.Broadcast(f[0]); c00 = TSimd.MultiplyAdd(w, x0, c00); c01 = TSimd.MultiplyAdd(w, x1, c01);
                    w = TSimd.Broadcast(f[1]); c10 = TSimd.MultiplyAdd(w, x0, c10); c11 = TSimd.MultiplyAdd(w, x1, c11);
                    w = TSimd.Broadcast(f[2]); c20 = TSimd.MultiplyAdd(w, x0, c20); c21 = TSimd.MultiplyAdd(w, x1, c21);
                    w = TSimd.Broadcast(f[3]); c30 = TSimd.MultiplyAdd(w, x0, c30); c31 = TSimd.MultiplyAdd(w, x1, c31);
                    w = TSimd.Broadcast(f[4]); c40 = TSimd.MultiplyAdd(w, x0, c40); c41 = TSimd.MultiplyAdd(w, x1, c41);
                    w = TSimd.Broadcast(f[5]); c50 = TSimd.MultiplyAdd(w, x0, c50); c51 = TSimd.MultiplyAdd(w, x1, c51);
                    w = TSimd.Broadcast(f[6]); c60 = TSimd.MultiplyAdd(w, x0, c60); c61 = TSimd.MultiplyAdd(w, x1, c61);
                    w = TSimd.Broadcast(f[7]); c70 = TSimd.MultiplyAdd(w, x0, c70); c71 = TSimd.MultiplyAdd(w, x1, c71);
                }
            }
        }
        nint width = 2 * TSimd.Count;
        TSimd.Store(c00, sums); TSimd.Store(c01, sums + TSimd.Count);
        TSimd.Store(c10, sums + width); TSimd.Store(c11, sums + width + TSimd.Count);
        TSimd.Store(c20, sums + 2 * width); TSimd.Store(c21, sums + 2 * width + TSimd.Count);
        TSimd.Store(c30, sums + 3 * width); TSimd.Store(c31, sums + 3 * width + TSimd.Count);
        TSimd.Store(c40, sums + 4 * width); TSimd.Store(c41, sums + 4 * width + TSimd.Count);
        TSimd.Store(c50, sums + 5 * width); TSimd.Store(c51, sums + 5 * width + TSimd.Count);
        TSimd.Store(c60, sums + 6 * width); TSimd.Store(c61, sums + 6 * width + TSimd.Count);
        TSimd.Store(c70, sums + 7 * width); TSimd.Store(c71, sums + 7 * width + TSimd.Count);
    }
}
