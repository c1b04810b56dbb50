using ShaderKernels.Operators.Filters;
using VisionRuntime.Filters;

namespace VisionFilter;

/// <summary>A filter of your own: Sobel's kernels over the brightness, and the length of the gradient that they measure.</summary>
internal static class EdgeFilter
{
    /// <summary>The filter. Type other kernels here, or add steps: the records in ShaderKernels.Operators.Filters.</summary>
    public static FilterDefinition Definition { get; } = new("edges", "Edges in gray.", settings =>
    [
        new KernelFilter(3, 3, [-1, 0, 1, -2, 0, 2, -1, 0, 1, -1, -2, -1, 0, 0, 0, 1, 2, 1])
        {
            Input = KernelInput.Luma, Output = KernelOutput.Magnitude, Scale = settings["brightness"],
        },
    ])
    {
        // Parameters may be changed while the filter runs: filter.Chain.Stages[0].Settings["brightness"] = 0.5f.
        Parameters = [new("brightness", "what the gradient is multiplied with", 0.25f, 0, 4)],
    };
}
