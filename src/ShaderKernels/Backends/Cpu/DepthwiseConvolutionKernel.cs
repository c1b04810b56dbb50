using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Depthwise convolution, in which every channel is a group of its own (Howard et al. 2017, section 3.1). Vectors run over channels, and
/// each value of the image is used for all taps that read it while it is in the first-level cache. Images [N, H, W, C], filters [KH, KW, 1,
/// O].
/// </summary>
internal sealed unsafe class DepthwiseConvolutionKernel : SimdKernel
{
    private readonly DepthwisePass _pass;
    private readonly RepeatedChannels _image;
    private readonly Epilogue _epilogue;
    private readonly int _lines, _linesPerPart;
    private ChannelSums _sums;
    private float* _input, _filters, _output;

    public DepthwiseConvolutionKernel(CpuDevice device, Convolution convolution, IReadOnlyList<Shape> inputs) : base(device)
    {
        var output = convolution.InferShapes(inputs)[0];
        Shape x = inputs[0];
        ConvolutionAlgorithms.RequireDepthwise(convolution.Groups, x[1]);
        Window height = convolution.Height, width = convolution.Width;
        int channels = output[1];
        _image = new RepeatedChannels(x.Count, channels / Math.Max(1, x[1]));
        _pass = new DepthwisePass
        {
            Rows = new(output[2], height.Size, -height.PadBegin, height.Stride, height.Dilation, x[2]),
            Columns = new(output[3], width.Size, -width.PadBegin, width.Stride, width.Dilation, x[3]),
            Channels = channels,
            InputRow = (nint)x[3] * channels,
            InputImage = (nint)x[2] * x[3] * channels,
            OutputRow = (nint)output[3] * channels,
            OutputImage = (nint)output[2] * output[3] * channels,
            Sums = new ChannelSums
            {
                OuterA = (nint)height.Dilation * x[3] * channels, InnerA = (nint)width.Dilation * channels,
                    BetweenA = (nint)width.Stride * channels,
                OuterB = (nint)width.Size * channels, InnerB = channels, BetweenC = channels,
            },
        };
        _epilogue = new(convolution.Activation, convolution.NegativeSlope);
        _lines = _pass.Lines(output[0]);
        _linesPerPart = ThreadTeam.ItemsPerPart(_lines, device.Team.Count);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _input = _image.Prepare(inputs[0].Pointer(), Device.Team);
        _filters = inputs[1].Pointer();
        _output = outputs[0].Pointer();
        _sums = _pass.Sums;
        _sums.Epilogue = _epilogue;
        _sums.Bias = inputs.Length > 2 ? inputs[2].Pointer() : null;
        _sums.Adds = inputs.Length > 3;
        _sums.Residual = inputs.Length > 3 ? (nint)(inputs[3].Pointer() - _output) : 0;
        Device.Team.Run(this, (_lines + _linesPerPart - 1) / _linesPerPart);
    }

    public override void Dispose()
    {
        _image.Dispose();
        base.Dispose();
    }

    protected override void Execute<TSimd, TVector>(int part) =>
        _pass.Execute<TSimd, TVector>(_sums, _input, _filters, _output, part * _linesPerPart, Math.Min(_lines, (part + 1) * _linesPerPart));
}
