using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

public static partial class FilterCatalog
{
    /// <summary>Gets the mean of a square of pixels, 3 by 3 unless changed.</summary>
    public static FilterDefinition Box { get; } = new("box", "Blur: the mean of a square of pixels.",
        settings => [BlurFilter.Box(settings.Integer("size"), settings.Integer("size"))])
    {
        Parameters = [new("size", "the side of the square in pixels, odd", 3, 1, 63) { Step = 2 }],
    };

    /// <summary>Gets the mean weighted by a Gaussian function: sigma 1.5 and 9 by 9 pixels unless changed.</summary>
    public static FilterDefinition Gaussian { get; } = new("gaussian", "Blur: the mean weighted by a Gaussian function.",
        settings => [BlurFilter.Gaussian(settings["sigma"], settings.Integer("size"))])
    {
        Parameters =
        [
            new("sigma", "the standard deviation in pixels", 1.5f, 0.1f, 30),
            new("size", "the number of rows and columns, odd", 9, 1, 181) { Step = 2 },
        ],
    };

    /// <summary>Gets the median of 3 by 3 pixels in each channel.</summary>
    public static FilterDefinition Median { get; } = new("median", "Removes specks: the median of 3 by 3 pixels.", _ =>
        [new MedianFilter()]);

    /// <summary>Gets the bilateral filter: smooth areas, sharp edges.</summary>
    public static FilterDefinition Bilateral { get; } = new("bilateral", "Smooths areas and keeps edges.",
        settings => [new BilateralFilter(settings.Integer("diameter") / 2, settings["sigma-color"], settings["sigma-space"])])
    {
        Parameters =
        [
            new("diameter", "the diameter of the neighborhood in pixels, odd", 9, 3, 33) { Step = 2 },
            new("sigma-color", "the standard deviation of color differences, in levels", 75, 1, 500),
            new("sigma-space", "the standard deviation of distances, in pixels", 75, 0.5f, 500),
        ],
    };

    /// <summary>Gets the sharpening kernel 0 -1 0, -1 5 -1, 0 -1 0 in each channel; the amount scales its difference from the
    /// picture.</summary>
    public static FilterDefinition Sharpen { get; } = new("sharpen", "Sharpens: adds the difference from the neighbors.",
        settings =>
        {
            float a = settings["amount"];
            return [new KernelFilter(3, 3, [0, -a, 0, -a, 1 + 4 * a, -a, 0, -a, 0])];
        })
    {
        Parameters = [new("amount", "how much of the difference is added", 1, 0, 8)],
    };

    /// <summary>Gets the embossing kernel -2 -1 0, -1 1 1, 0 1 2 in each channel.</summary>
    public static FilterDefinition Emboss { get; } = Channels("emboss", "A relief lit from the top left.", [-2, -1, 0, -1, 1, 1, 0, 1, 2]);
}
