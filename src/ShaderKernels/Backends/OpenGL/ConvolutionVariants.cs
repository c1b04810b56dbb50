using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The variants of a convolution that is a matrix product: directly, or by Winograd's algorithms where the filters stay the same from run
/// to run, each with the variants of its product.
/// </summary>
/// <param name="Device">The device.</param>
/// <param name="Convolution">The convolution.</param>
/// <param name="Geometry">Its geometry.</param>
/// <param name="Direct">The product of the direct algorithm.</param>
/// <param name="Defines">The defines of its shader.</param>
internal readonly record struct ConvolutionVariants(OpenGLDevice Device, Convolution Convolution, ConvolutionGeometry Geometry,
    MatrixProduct Direct, ShaderDefines Defines)
{
    private const string Shader = "ConvolutionProduct.comp";

    // What it costs, in multiply-adds, to write and read an element of a transformed image or product, and to read one of the weights.
    // Measured on Mesa's llvmpipe; for a GPU, counted with 33 operations per byte of memory (docs/performance.md).
    private const double SoftwareElement = 72, SoftwareWeight = 2.5, Element = 132, Weight = 66;

    /// <summary>Prepares the variant that was measured to be the fastest, or that of the cost model where nothing is measured.</summary>
    public Kernel Prepare(IReadOnlyList<Shape> inputs, Shape output)
    {
        var own = this;
        WinogradTransform[] transforms = [.. Transforms()];
        if (transforms.Length == 0) return Direct.Prepare(Device, Shader, Defines, inputs, output);
        if (Device.Tuner is not { } tuner || Device.ChooseTile is not null)
        {
            var chosen = Device.Transform ?? transforms.Prepend(null).MinBy(Cost);
            return With((chosen, Product(chosen).Choose(Device)));
        }
        var variants = new List<(WinogradTransform? Transform, ProductTile Tile)>();
        foreach (var transform in transforms.Prepend(null))
            variants.AddRange(ProductTiles.Candidates(Product(transform), Device.IsSoftware).Select(tile => (transform, tile)));
        return tuner.Prepare(Device, $"{Shader}\n{Direct}\n{Defines}", variants, With, inputs, output);

        Kernel With((WinogradTransform? Transform, ProductTile Tile) variant) => variant.Transform is null
            ? own.Direct.Prepare(own.Device, Shader, new(own.Defines), inputs, output, variant.Tile)
            : WinogradConvolutionKernel.Prepare(own.Device, own.Convolution, own.Geometry, variant.Transform, variant.Tile, inputs, output);
    }

    /// <summary>Returns the algorithms of Winograd that compute the convolution.</summary>
    private IEnumerable<WinogradTransform> Transforms()
    {
        if (!Device.Winograd || Direct.Packing is not { Precision: WeightPrecision.Single }) return [];
        var (device, geometry) = (Device, Geometry);
        IEnumerable<WinogradTransform> all = Device.Transform is { } only ? [only] : [WinogradTransform.Two, WinogradTransform.Four];
        return all.Where(transform => WinogradConvolutionKernel.Supports(device, geometry, transform));
    }

    private MatrixProduct Product(WinogradTransform? transform) =>
        transform is null ? Direct : WinogradConvolutionKernel.Product(Geometry, transform);

    /// <summary>The cost of an algorithm, in multiply-adds.</summary>
    private double Cost(WinogradTransform? transform)
    {
        var product = Product(transform);
        double multiplications = (double)product.Rows * product.Columns * product.Depth * product.Phases;
        var (element, weight) = Device.IsSoftware ? (SoftwareElement, SoftwareWeight) : (Element, Weight);
        if (transform is null) return multiplications + weight * product.Depth * product.Columns;
        long[] elements = WinogradConvolutionKernel.Elements(Geometry, transform);
        return multiplications + element * (elements[0] + elements[1]) + weight * elements[2];
    }
}
