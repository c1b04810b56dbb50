using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>A filter of one pass or two. Frames are copied to the accelerator by <see cref="CopyFilter"/>.</summary>
internal sealed unsafe class IlgpuFilterKernel : FilterKernel
{
    private readonly FilterPass _first;
    private readonly FilterPass? _second;
    private readonly Tensor _parameters;
    private readonly Tensor? _between;
    private readonly float[] _values;

    public IlgpuFilterKernel(IlgpuDevice device, ImageFilter filter, int width, int height) : base(filter, width, height)
    {
        (_first, _second) = filter switch
        {
            CopyFilter => (Pass(FilterPass.Copy), null),
            KernelFilter => (Pass(FilterPass.Kernel), null),
            BlurFilter => (Pass(FilterPass.BlurAcross), Pass(FilterPass.BlurDown)),
            TableFilter => (Pass(FilterPass.Table), null),
            CubeFilter => (Pass(FilterPass.Cube), null),
            MedianFilter => (Pass(FilterPass.Median), null),
            BilateralFilter => (Pass(FilterPass.Bilateral), null),
            PixelateFilter => (Pass(FilterPass.SquareMean), Pass(FilterPass.FillSquare)),
            VignetteFilter => (Pass(FilterPass.Vignette), null),
            ChannelShiftFilter => (Pass(FilterPass.ChannelShift), null),
            CathodeRayFilter => (Pass(FilterPass.CathodeRay), null),
            BlendFilter => (Pass(FilterPass.Blend), (FilterPass?)null),
            _ => throw new NotSupportedException($"{device.Name} has no kernel for {filter.Name}"),
        };
        _values = new float[Math.Max(1, filter.ParameterCount)];
        _parameters = device.AllocateTensor([_values.Length]);
        if (_second is not null) _between = device.AllocateTensor([height, width]);
        Update();

        FilterPass Pass(Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int> function) =>
            new(device, width, height, function);
    }

    public override void Dispose()
    {
        _parameters.Buffer.Dispose();
        _between?.Buffer.Dispose();
        base.Dispose();
    }

    private protected override void Update()
    {
        Filter.WriteParameters(_values);
        _parameters.Write(_values);
    }

    private protected override void Compute(DeviceImage source, DeviceImage original, PixelBuffer result)
    {
        if (Filter is CopyFilter && source is CpuImage frame)
        {
            Upload(frame, result);
            return;
        }
        var (image, other) = (Pixels(source), Pixels(original));
        _first.Run(image, other, _parameters, _between ?? result.Pixels);
        _second?.Run(_between!, image, _parameters, result.Pixels);
    }

    private Tensor Pixels(DeviceImage image) => image is PixelBuffer { Pixels.Buffer: IlgpuBuffer } pixels ? pixels.Pixels
        : throw new ArgumentException($"{Filter.Name}: the Ilgpu device needs a PixelBuffer of its own, not {image.GetType().Name}; "
            + "copy frames with a CopyFilter");

    /// <summary>Copies the rows of a frame, from the top and without the padding between them.</summary>
    private void Upload(CpuImage frame, PixelBuffer result)
    {
        if (frame.Pixels == null)
            throw new ArgumentException($"{Filter.Name}: the CpuImage has no pixels; it is disposed, or Point was not called");
        var target = result.Pixels.View();
        if (!frame.BottomUp && frame.RowBytes == Width * 4)
        {
            target.CopyFromCPU(ref Unsafe.AsRef<float>(frame.Pixels), target.Length);
            return;
        }
        for (int y = 0; y < Height; y++)
            target.SubView((long)y * Width, Width).CopyFromCPU(ref Unsafe.AsRef<float>(frame.RowFromTop(y)), Width);
    }
}
