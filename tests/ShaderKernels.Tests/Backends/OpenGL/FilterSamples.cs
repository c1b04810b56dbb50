using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>A filter of every type.</summary>
public static class FilterSamples
{
    public static ImageFilter[] All { get; } =
    [
        new CopyFilter(), new KernelFilter(3, 3, [.. Enumerable.Range(-4, 9).Select(i => (float)i)]), BlurFilter.Gaussian(1.5f, 9),
        TableFilter.From(i => 255 - i), new CubeFilter(2, [.. Enumerable.Range(0, 24).Select(i => i / 24f)]), new MedianFilter(),
        new BilateralFilter(2, 50, 3), new CannyFilter(100, 200), new PixelateFilter(4), new VignetteFilter(0.5f),
        new ChannelShiftFilter(2), new CathodeRayFilter(0.1f, 0.3f, 0.2f), new BlendFilter(BlendMode.Mix, 0.5f),
    ];
}
