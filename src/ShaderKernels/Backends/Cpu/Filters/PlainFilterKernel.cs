using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>A filter computed pixel by pixel with the functions that are the reference, in one pass or two.</summary>
internal sealed unsafe class PlainFilterKernel : BandedFilterKernel
{
    private readonly delegate*<CpuPixelSource, int, int, uint> _first, _second;
    private readonly uint[] _between;
    private readonly float[] _parameters;
    private int _pass;

    private PlainFilterKernel(CpuDevice device, ImageFilter filter, int width, int height,
        delegate*<CpuPixelSource, int, int, uint> first, delegate*<CpuPixelSource, int, int, uint> second)
        : base(device, filter, width, height)
    {
        _first = first;
        _second = second;
        _between = second == null ? [] : GC.AllocateUninitializedArray<uint>(width * height, pinned: true);
        _parameters = GC.AllocateArray<float>(Math.Max(1, filter.ParameterCount), pinned: true);
        Update();
    }

    /// <summary>Returns the kernel of a filter.</summary>
    public static PlainFilterKernel Prepare(CpuDevice device, ImageFilter filter, int width, int height) => filter switch
    {
        CopyFilter => new(device, filter, width, height, &PixelFunctions.Copy<CpuPixelSource>, null),
        KernelFilter => new(device, filter, width, height, &PixelFunctions.Kernel<CpuPixelSource>, null),
        BlurFilter => new(device, filter, width, height,
            &PixelFunctions.BlurAcross<CpuPixelSource>, &PixelFunctions.BlurDown<CpuPixelSource>),
        TableFilter => new(device, filter, width, height, &PixelFunctions.Table<CpuPixelSource>, null),
        CubeFilter => new(device, filter, width, height, &PixelFunctions.Cube<CpuPixelSource>, null),
        MedianFilter => new(device, filter, width, height, &PixelFunctions.Median<CpuPixelSource>, null),
        BilateralFilter => new(device, filter, width, height, &PixelFunctions.Bilateral<CpuPixelSource>, null),
        PixelateFilter => new(device, filter, width, height,
            &PixelFunctions.SquareMean<CpuPixelSource>, &PixelFunctions.FillSquare<CpuPixelSource>),
        VignetteFilter => new(device, filter, width, height, &PixelFunctions.Vignette<CpuPixelSource>, null),
        ChannelShiftFilter => new(device, filter, width, height, &PixelFunctions.ChannelShift<CpuPixelSource>, null),
        CathodeRayFilter => new(device, filter, width, height, &PixelFunctions.CathodeRay<CpuPixelSource>, null),
        BlendFilter => new(device, filter, width, height, &PixelFunctions.Blend<CpuPixelSource>, null),
        _ => throw new NotSupportedException($"{device.Name} has no kernel for {filter.Name}"),
    };

    protected override void ComputeRows(int band, int top, int bottom)
    {
        fixed (uint* between = _between)
        fixed (float* parameters = _parameters)
        {
            var middle = new PixelRows((byte*)between, Width * 4);
            var function = _pass == 0 ? _first : _second;
            var target = _pass == 0 && _second != null ? middle : Result;
            var source = _pass == 0 ? new CpuPixelSource(Source, Original, parameters, Width, Height)
                : new CpuPixelSource(middle, Source, parameters, Width, Height);
            for (int y = top; y < bottom; y++)
            {
                uint* row = (uint*)target.Row(y);
                for (int x = 0; x < Width; x++) row[x] = function(source, x, y);
            }
        }
    }

    protected override void ComputeBands()
    {
        _pass = 0;
        base.ComputeBands();
        if (_second == null) return;
        _pass = 1;
        base.ComputeBands();
    }

    private protected override void Update() => Filter.WriteParameters(_parameters);
}
