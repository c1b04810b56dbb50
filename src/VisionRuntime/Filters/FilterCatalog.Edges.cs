using System.Collections.Immutable;
using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

public static partial class FilterCatalog
{
    private static readonly ImmutableArray<float> SobelAcross = [-1, 0, 1, -2, 0, 2, -1, 0, 1], SobelDown = [-1, -2, -1, 0, 0, 0, 1, 2, 1];

    /// <summary>Gets the length of the gradient of luma: min(255, sqrt(gx² + gy²)) with Sobel's kernels of 3 by 3.</summary>
    public static FilterDefinition Sobel { get; } = Gradient("sobel", "Edges: the length of Sobel's gradient of luma.",
        SobelAcross, SobelDown);

    /// <summary>Gets the absolute gradient of luma along the rows, by Sobel's kernel -1 0 1, -2 0 2, -1 0 1.</summary>
    public static FilterDefinition SobelX { get; } = Luma("sobel-x", "Vertical edges: Sobel's gradient along the rows.", SobelAcross);

    /// <summary>Gets the absolute gradient of luma along the columns, by Sobel's kernel -1 -2 -1, 0 0 0, 1 2 1.</summary>
    public static FilterDefinition SobelY { get; } = Luma("sobel-y", "Horizontal edges: Sobel's gradient along the columns.", SobelDown);

    /// <summary>Gets the length of the gradient of luma with Prewitt's kernels, -1 0 1 in each row, and transposed.</summary>
    public static FilterDefinition Prewitt { get; } = Gradient("prewitt", "Edges: the length of Prewitt's gradient of luma.",
        [-1, 0, 1, -1, 0, 1, -1, 0, 1], [-1, -1, -1, 0, 0, 0, 1, 1, 1]);

    /// <summary>Gets the length of the gradient of luma with Scharr's kernels, -3 0 3, -10 0 10, -3 0 3, and transposed.</summary>
    public static FilterDefinition Scharr { get; } = Gradient("scharr", "Edges: the length of Scharr's gradient of luma.",
        [-3, 0, 3, -10, 0, 10, -3, 0, 3], [-3, -10, -3, 0, 0, 0, 3, 10, 3]);

    /// <summary>Gets the maximum of Kirsch's eight compass kernels over luma: 5 5 5, -3 0 -3, -3 -3 -3, turned in steps of 45°.</summary>
    public static FilterDefinition Kirsch { get; } = new("kirsch", "Edges: the strongest of Kirsch's eight directions.",
        _ => [new KernelFilter(3, 3, CompassKernels()) { Input = KernelInput.Luma, Output = KernelOutput.Maximum }]);

    /// <summary>Gets the absolute value of the Laplace operator over luma, 0 1 0, 1 -4 1, 0 1 0.</summary>
    public static FilterDefinition Laplacian { get; } = Luma("laplacian", "Edges: the absolute second derivative of luma.",
        [0, 1, 0, 1, -4, 1, 0, 1, 0]);

    /// <summary>
    /// Gets the differences of each pixel from its four neighbors, in each channel: 0 1 0, 1 -4 1, 0 1 0, limited to 0 to 255.
    /// </summary>
    public static FilterDefinition Edge { get; } = Channels("edge", "Edges in color: the difference of each pixel from its neighbors.",
        [0, 1, 0, 1, -4, 1, 0, 1, 0]);

    /// <summary>Gets Canny's edges: white lines of one pixel.</summary>
    public static FilterDefinition Canny { get; } = new("canny", "Edges: thin white lines, followed with two thresholds.",
        settings => [new CannyFilter(settings["low"], settings["high"])])
    {
        Parameters =
        [
            new("low", "the gradient above which a pixel connected with an edge is an edge", 100, 0, 2040),
            new("high", "the gradient above which a pixel is an edge", 200, 0, 2040),
        ],
    };

    /// <summary>
    /// Gets the curve detector of the lecture notes: a kernel of 7 by 7 pixels with 30 along a curve and 0 elsewhere, over luma, scaled
    /// so that a white curve gives 255.
    /// </summary>
    public static FilterDefinition Curve { get; } = new("curve", "The response to a curve that bends to the right at its top.",
        _ =>
        [
            new KernelFilter(7, 7,
            [
                0, 0, 0, 0, 0, 30, 0,
                0, 0, 0, 0, 30, 0, 0,
                0, 0, 0, 30, 0, 0, 0,
                0, 0, 0, 30, 0, 0, 0,
                0, 0, 0, 30, 0, 0, 0,
                0, 0, 0, 30, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 0,
            ]) { Input = KernelInput.Luma, Scale = 1 / 180f },
        ]);

    /// <summary>Gets the first of the two random filters of 9 by 9 in the LeNet tutorial of deeplearning.net.</summary>
    public static FilterDefinition Random1 { get; } = new("random-1", "A random filter of 9 by 9, the first of the LeNet tutorial.",
        _ => [RandomKernels.Create(0)]);

    /// <summary>Gets the second of the two random filters of 9 by 9 in the LeNet tutorial of deeplearning.net.</summary>
    public static FilterDefinition Random2 { get; } = new("random-2", "A random filter of 9 by 9, the second of the LeNet tutorial.",
        _ => [RandomKernels.Create(1)]);

    /// <summary>Returns a filter with a kernel of your own, applied to each channel without flipping it; results are limited to 0 to
    /// 255.</summary>
    /// <param name="kernel">
    /// The rows separated by semicolons, the values by spaces, as in <c>0 1 0;1 -4 1;0 1 0</c>; or a text file with a row on each line.
    /// </param>
    /// <exception cref="FilterException">The text or the file is not a matrix.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FilterDefinition Kernel(string kernel = "0 1 0;1 -4 1;0 1 0")
    {
        bool file = File.Exists(kernel);
        if (!file && !kernel.AsSpan().ContainsAny(' ', ';') && !float.TryParse(kernel, out _))
            throw new FileNotFoundException(
                $"{kernel}: the file does not exist, and the name is not a kernel such as \"0 1 0;1 -4 1;0 1 0\"");
        var filter = file ? KernelText.Load(kernel) : KernelText.Parse(kernel, $"kernel \"{kernel}\"");
        return new("kernel", "A kernel typed by hand, or from a file.", _ => [filter]);
    }

    private static FilterDefinition Gradient(string name, string description, ImmutableArray<float> across, ImmutableArray<float> down)
    {
        var filter = new KernelFilter(3, 3, [.. across, .. down]) { Input = KernelInput.Luma, Output = KernelOutput.Magnitude };
        return new(name, description, _ => [filter]);
    }

    private static FilterDefinition Luma(string name, string description, ImmutableArray<float> kernel)
    {
        var filter = new KernelFilter(3, 3, kernel) { Input = KernelInput.Luma, Output = KernelOutput.Absolute };
        return new(name, description, _ => [filter]);
    }

    private static FilterDefinition Channels(string name, string description, ImmutableArray<float> kernel)
    {
        var filter = new KernelFilter(3, 3, kernel);
        return new(name, description, _ => [filter]);
    }

    /// <summary>The eight kernels: the ring of weights around the center, turned by one place each.</summary>
    private static ImmutableArray<float> CompassKernels()
    {
        int[] ring = [0, 1, 2, 5, 8, 7, 6, 3];
        var kernels = new float[8 * 9];
        for (int turn = 0; turn < 8; turn++)
            for (int i = 0; i < 8; i++)
                kernels[turn * 9 + ring[(i + turn) % 8]] = i < 3 ? 5 : -3;
        return [.. kernels];
    }
}
