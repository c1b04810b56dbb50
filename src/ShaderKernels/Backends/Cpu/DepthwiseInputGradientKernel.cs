using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The input gradient of a depthwise convolution: the flipped filter over the output gradient, once for each phase (the remainder of the
/// position of an input pixel modulo the strides), since the pixels of a phase depend on the same taps. Output gradients [N, OH, OW, O],
/// filters [KH, KW, 1, O], result [N, H, W, C].
/// </summary>
internal sealed unsafe class DepthwiseInputGradientKernel : SimdKernel
{
    private readonly DepthwisePass[] _passes;
    private readonly CpuBuffer? _perOutput; // [N, H, W, O], if the channel multiplier is above 1.
    private readonly int _batch, _multiplier;
    private readonly long _pixelRows, _rowLength;
    private DepthwisePass? _pass;
    private int _lines, _linesPerPart;
    private float* _gradient, _filters, _output, _sums;

    public DepthwiseInputGradientKernel(CpuDevice device, ConvolutionInputGradient gradient, IReadOnlyList<Shape> inputs) : base(device)
    {
        var x = gradient.InferShapes(inputs)[0];
        Shape dy = inputs[0];
        ConvolutionAlgorithms.RequireDepthwise(gradient.Groups, x[1]);
        Window height = gradient.Height, width = gradient.Width;
        int channels = dy[1];
        (_batch, _multiplier) = (x[0], channels / Math.Max(1, x[1]));
        (_pixelRows, _rowLength) = ((long)x[0] * x[2], (long)x[3] * x[1]);
        if (_multiplier > 1) _perOutput = new CpuBuffer(Math.Max(1, x.Count * _multiplier));
        var passes = new List<DepthwisePass>();
        for (int top = 0; top < Math.Min(height.Stride, x[2]); top++)
        {
            for (int left = 0; left < Math.Min(width.Stride, x[3]); left++)
            {
                Phase down = new(height, top, x[2], dy[2]), across = new(width, left, x[3], dy[3]);
                passes.Add(new DepthwisePass
                {
                    Rows = down.Table,
                    Columns = across.Table,
                    Channels = channels,
                    InputRow = (nint)dy[3] * channels,
                    InputImage = (nint)dy[2] * dy[3] * channels,
                    OutputStart = ((nint)top * x[3] + left) * channels,
                    OutputRow = (nint)height.Stride * x[3] * channels,
                    OutputImage = (nint)x[2] * x[3] * channels,
                    FilterStart = ((nint)down.FirstTap * width.Size + across.FirstTap) * channels,
                    Sums = new ChannelSums
                    {
                        OuterA = (nint)down.Pitch * dy[3] * channels, InnerA = (nint)across.Pitch * channels, BetweenA = channels,
                        OuterB = (nint)down.TapStep * width.Size * channels, InnerB = (nint)across.TapStep * channels,
                            BetweenC = (nint)width.Stride * channels,
                    },
                });
            }
        }
        _passes = [.. passes];
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _gradient = inputs[0].Pointer();
        _filters = inputs[1].Pointer();
        _output = outputs[0].Pointer();
        _sums = _perOutput is null ? _output : _perOutput.Pointer;
        foreach (var pass in _passes)
        {
            _pass = pass;
            _lines = pass.Lines(_batch);
            _linesPerPart = ThreadTeam.ItemsPerPart(_lines, Device.Team.Count);
            Device.Team.Run(this, (_lines + _linesPerPart - 1) / _linesPerPart);
        }
        if (_perOutput is null) return;
        _pass = null;
        Device.Team.Run(this, (int)_pixelRows);
    }

    public override void Dispose()
    {
        _perOutput?.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// Computes lines of a phase; after the phases, sums over the output channels of each input channel for one row of pixels.
    /// </summary>
    protected override void Execute<TSimd, TVector>(int part)
    {
        if (_pass is { } pass)
        {
            pass.Execute<TSimd, TVector>(pass.Sums, _gradient, _filters, _sums, part * _linesPerPart,
                Math.Min(_lines, (part + 1) * _linesPerPart));
            return;
        }
        float* from = _sums + part * _rowLength * _multiplier, to = _output + part * _rowLength;
        for (long i = 0; i < _rowLength; i++)
        {
            float sum = 0;
            for (int j = 0; j < _multiplier; j++) sum += *from++;
            to[i] = sum;
        }
    }

    /// <summary>
    /// The pixels along one axis with one remainder. Pixel y, in padded coordinates, is S q + p; tap k reads it for output position q - (k
    /// D - p) / S if that is an integer: so every S / gcd(S, D)-th tap, if any, each D / gcd(S, D) positions before the previous one.
    /// </summary>
    private readonly struct Phase
    {
        public readonly TapTable Table;
        public readonly int FirstTap, TapStep, Pitch;

        public Phase(Window window, int first, int length, int positions)
        {
            (int q, int p) = Math.DivRem(first + window.PadBegin, window.Stride);
            int common = GreatestCommonDivisor(window.Stride, window.Dilation);
            (TapStep, Pitch) = (window.Stride / common, -(window.Dilation / common));
            while (FirstTap < Math.Min(window.Size, TapStep) && (FirstTap * window.Dilation - p) % window.Stride != 0) FirstTap++;
            int taps = FirstTap >= Math.Min(window.Size, TapStep) ? 0 : (window.Size - FirstTap + TapStep - 1) / TapStep;
            int start = taps == 0 ? 0 : q - (FirstTap * window.Dilation - p) / window.Stride;
            Table = new TapTable((length - first + window.Stride - 1) / window.Stride, taps, start, 1, Pitch, positions);
        }

        private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
    }
}
