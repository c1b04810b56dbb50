using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A tiled matrix product: the host side of <c>TiledProduct.glsl</c>, which the tuned shaders of convolution, its gradients and MatMul
/// share.
/// </summary>
/// <param name="Rows">The rows of the output.</param>
/// <param name="Columns">The columns of the output, which is row-major.</param>
/// <param name="Depth">The length of each sum.</param>
internal readonly record struct TiledProduct(long Rows, int Columns, int Depth)
{
    /// <summary>Whether the left matrix is read four elements at a time along k, otherwise along its rows.</summary>
    public bool LeftAlongK { get; init; }

    /// <summary>Whether the right matrix is read four elements at a time along k, otherwise along its columns.</summary>
    public bool RightAlongK { get; init; }

    /// <summary>Whether such four elements are contiguous and aligned, so that they are read as a vec4.</summary>
    public bool LeftVectors { get; init; }

    /// <summary>Whether such four elements are contiguous and aligned, so that they are read as a vec4.</summary>
    public bool RightVectors { get; init; }

    /// <summary>Whether a bias, the third input, is added to each row.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether a residual, the fourth input, is added to the output.</summary>
    public bool Residual { get; init; }

    /// <summary>The activation applied to each output.</summary>
    public Activation Activation { get; init; }

    /// <summary>The slope of the activation for negative values.</summary>
    public float NegativeSlope { get; init; }

    /// <summary>The number of products of this size that make up the output; the sums of several products are not split.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>The number of phases that are matrices of a batch, which take equally long.</summary>
    public int Matrices { get; init; } = 1;

    /// <summary>Whether the product is large enough for tiles: enough columns to share, or sums long enough to split.</summary>
    public bool IsTileable => Rows > 0 && (Columns >= 4 && Depth >= 8 || Columns > 0 && Depth >= 1024);

    /// <summary>Prepares the kernel: one pass, or two if the sum is split.</summary>
    /// <param name="device">The device.</param>
    /// <param name="shader">The shader that defines the matrices.</param>
    /// <param name="defines">The defines of the shader.</param>
    /// <param name="output">The shape of the output.</param>
    public Kernel Prepare(OpenGLDevice device, string shader, ShaderDefines defines, Shape output)
    {
        var tile = ProductTile.Choose(Rows, Columns, Depth, maySplit: Phases == 1, Matrices);
        bool split = tile.Splits > 1, addsBias = Bias && !split, addsResidual = Residual && !split;
        int addends = (addsBias ? 1 : 0) + (addsResidual ? 1 : 0);
        tile.AddTo(defines, Rows, Columns, Depth, Phases)
            .Add("LEFT_ALONG_K", LeftAlongK).Add("LEFT_VECTORS", LeftVectors).Add("LEFT_ELEMENT", LeftVectors ? "vec4" : "float")
            .Add("RIGHT_ALONG_K", RightAlongK).Add("RIGHT_VECTORS", RightVectors).Add("RIGHT_ELEMENT", RightVectors ? "vec4" : "float")
            .Add("OUTPUT_COUNT", output.Count).Add("OUTPUT_BINDING", 2 + addends)
            .Add("BIAS", addsBias).Add("RESIDUAL", addsResidual).Add(split ? Activation.None : Activation, NegativeSlope);
        var program = device.Program(shader, defines, "Index.glsl", "Activation.glsl", "TiledProduct.glsl", "ProductOutput.glsl");
        var groups = WorkGroups.Cover(tile.Tiles(Rows, Columns) * tile.Splits * Phases, 1, device.MaximumWorkGroups);
        var product = new ComputePass(device, program, groups, 3 + addends);
        return split ? SplitSum.Prepare(device, product, tile.Splits, output, Columns, Bias, Residual, Activation, NegativeSlope)
            : new OnePassKernel(product);
    }
}
