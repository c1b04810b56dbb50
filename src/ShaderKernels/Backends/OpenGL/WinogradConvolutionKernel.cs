using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Convolution by Winograd's algorithm, for filters of 3 x 3 with stride 1 that stay the same from run to run: the image is transformed
/// (<c>WinogradInput.comp</c>), each element of the transformed tiles is a matrix product with the transformed and packed filters, and the
/// products are transformed to outputs (<c>WinogradOutput.comp</c>).
/// </summary>
internal sealed class WinogradConvolutionKernel : Kernel
{
    private const int MaximumVectors = 16; // The vectors of a tile in the registers of a GPU; larger tiles go channel by channel.
    private const long MaximumWorkspace = 64 << 20; // In bytes.

    private readonly ComputePass _transformInput, _transformOutput;
    private readonly Kernel _product;
    private readonly Tensor _matrices, _products;
    private readonly Tensor[] _operands;

    private WinogradConvolutionKernel(ComputePass transformInput, Tensor matrices, Kernel product, Tensor products,
        ComputePass transformOutput, int inputs)
    {
        (_transformInput, _matrices, _product, _products, _transformOutput) =
            (transformInput, matrices, product, products, transformOutput);
        _operands = new Tensor[inputs - 1];
        _operands[0] = products;
    }

    /// <summary>Returns whether the algorithm computes a convolution, with at most 64 MiB of memory.</summary>
    public static bool Supports(OpenGLDevice device, ConvolutionGeometry geometry, WinogradTransform transform)
    {
        long elements = Elements(geometry, transform).Sum();
        return geometry is { Groups: 1, Height: { Size: 3, Stride: 1, Dilation: 1 }, Width: { Size: 3, Stride: 1, Dilation: 1 } }
            && elements * sizeof(float) <= Math.Min(MaximumWorkspace, device.MaximumTensorBytes) && elements <= device.MaximumTexels;
    }

    /// <summary>Returns the numbers of elements of the transformed image, of the products and of the transformed filters.</summary>
    public static long[] Elements(ConvolutionGeometry geometry, WinogradTransform transform)
    {
        var product = Product(geometry, transform);
        return [transform.Products * product.Rows * product.Depth, transform.Products * product.Rows * product.Columns,
            (long)transform.Products * product.Depth * product.Columns];
    }

    /// <summary>Returns the product of the transformed image and filters: a row for each tile, a phase for each of its elements.</summary>
    public static MatrixProduct Product(ConvolutionGeometry geometry, WinogradTransform transform)
    {
        int channels = (geometry.C + 3) / 4 * 4;
        return new(Tiles(geometry, transform), geometry.O, 1, channels)
        {
            LeftAlongK = true,
            LeftVectors = true,
            RightVectors = true,
            Packing = new MatrixPacking(geometry.C, channels, geometry.O, 1, WeightPrecision.Single) { Transform = transform },
            Phases = transform.Products,
            Matrices = transform.Products,
            Groups = transform.Products,
        };
    }

    /// <summary>Prepares the kernel with a variant of the product.</summary>
    public static Kernel Prepare(OpenGLDevice device, Convolution convolution, ConvolutionGeometry geometry, WinogradTransform transform,
        ProductTile tile, IReadOnlyList<Shape> inputs, Shape output)
    {
        var product = Product(geometry, transform);
        bool bias = inputs.Count > 2, residual = inputs.Count > 3;
        int tiles = checked((int)product.Rows), channels = product.Depth;
        var defines = geometry.Defines().Add("TILES", tiles).Add("TILES_H", transform.Tiles(geometry.OH))
            .Add("TILES_W", transform.Tiles(geometry.OW)).Add("CHANNELS", channels);
        Shape matrices = [transform.Products, tiles, channels], products = [transform.Products, tiles, geometry.O];
        var input = Pass("WinogradInput.comp", transform.AddInput(new(defines)), geometry.C, channels, 2, "Index.glsl", "Lanes.glsl",
            "Winograd.glsl");
        var outputs = Pass("WinogradOutput.comp", transform.AddOutput(new(defines)).Add("BIAS", bias).Add("RESIDUAL", residual)
            .Add("OUTPUT_BINDING", inputs.Count - 1).Add(convolution.Activation, convolution.NegativeSlope), geometry.O, geometry.O,
            inputs.Count, "Index.glsl", "Activation.glsl", "Lanes.glsl", "Winograd.glsl");
        var multiply = product.Prepare(device, "MatMulProduct.comp", new ShaderDefines().Add("M", tiles).Add("N", geometry.O)
            .Add("K", channels).Add("TRANSPOSE_A", false).Add("LEFT_MATRIX(i)", "int(i) * M * K")
            .Add("RIGHT_MATRIX(i)", "int(i) * RIGHT_GROUP"), [matrices, inputs[1]], products, tile);
        return new WinogradConvolutionKernel(input, device.AllocateTensor(matrices), multiply, device.AllocateTensor(products), outputs,
            inputs.Count);

        ComputePass Pass(string shader, ShaderDefines own, int stored, int computed, int operands,
            params ReadOnlySpan<string> shared)
        {
            bool vectors = stored % 4 == 0 && (device.IsSoftware || transform.Products <= MaximumVectors);
            int lanes = vectors ? 4 : 1;
            var program = device.Program(shader, own.Add("LANES", lanes), shared);
            var groups = WorkGroups.Cover((long)tiles * computed / lanes, 64, device.MaximumWorkGroups);
            return new(device, program, groups, operands, lanes == 4 ? SizedInternalFormat.Rgba32f : SizedInternalFormat.R32f);
        }
    }

    public override void Prepack(ReadOnlySpan<Tensor> inputs) => _product.Prepack([_matrices, inputs[1]]);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _transformInput.Run(inputs[0], _matrices);
        _product.Run([_matrices, inputs[1]], [_products]);
        inputs[2..].CopyTo(_operands.AsSpan(1));
        _transformOutput.Run(_operands, outputs);
    }

    public override void Dispose()
    {
        _transformInput.Dispose();
        _product.Dispose();
        _transformOutput.Dispose();
        _matrices.Buffer.Dispose();
        _products.Buffer.Dispose();
        base.Dispose();
    }

    private static long Tiles(ConvolutionGeometry geometry, WinogradTransform transform) =>
        (long)geometry.N * transform.Tiles(geometry.OH) * transform.Tiles(geometry.OW);
}
