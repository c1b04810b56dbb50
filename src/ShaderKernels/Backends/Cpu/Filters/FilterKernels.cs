using ShaderKernels.Devices;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>Chooses the kernel of a filter: a tuned one where there is one, and the plain functions for scalar code.</summary>
internal static class FilterKernels
{
    public static FilterKernel Prepare(CpuDevice device, ImageFilter filter, int width, int height) => filter switch
    {
        CannyFilter canny => new CannyFilterKernel(device, canny, width, height),
        _ => PlainFilterKernel.Prepare(device, filter, width, height),
    };
}
