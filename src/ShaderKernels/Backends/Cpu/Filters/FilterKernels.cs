using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>Chooses the kernel of a filter: a tuned one where there is one, and the plain functions for scalar code.</summary>
internal static class FilterKernels
{
    public static FilterKernel Prepare(CpuDevice device, ImageFilter filter, int width, int height)
    {
        filter.Validate();
        return Tuned(device, filter, width, height) ?? (filter is CannyFilter canny ? new CannyFilterKernel(device, canny, width, height)
            : PlainFilterKernel.Prepare(device, filter, width, height));
    }

    private static BandedFilterKernel? Tuned(CpuDevice device, ImageFilter filter, int width, int height) => filter switch
    {
        _ when device.Width == SimdWidth.Scalar || width < 1 || height < 1 => null,
        KernelFilter kernel when IntegerWeights.FactorOf(kernel) is not null =>
            new IntegerKernelFilterKernel(device, kernel, width, height),
        KernelFilter kernel => new FloatKernelFilterKernel(device, kernel, width, height),
        BlurFilter blur => new BlurFilterKernel(device, blur, width, height),
        TableFilter table => new TableFilterKernel(device, table, width, height),
        MedianFilter median => new MedianFilterKernel(device, median, width, height),
        BilateralFilter bilateral => new BilateralFilterKernel(device, bilateral, width, height),
        PixelateFilter pixelate => new PixelateFilterKernel(device, pixelate, width, height),
        VignetteFilter vignette => new VignetteFilterKernel(device, vignette, width, height),
        ChannelShiftFilter shift => new ChannelShiftFilterKernel(device, shift, width, height),
        CannyFilter canny => new TunedCannyFilterKernel(device, canny, width, height),
        CubeFilter cube => new CubeFilterKernel(device, cube, width, height),
        CathodeRayFilter tube when width > 1 && height > 1 => new CathodeRayFilterKernel(device, tube, width, height),
        BlendFilter blend when BlendFilterKernel.Supports(blend) => new BlendFilterKernel(device, blend, width, height),
        _ => null,
    };
}
