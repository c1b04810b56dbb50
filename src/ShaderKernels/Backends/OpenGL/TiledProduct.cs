using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A kernel that is a matrix product by tiles: the C# side of <c>TiledProduct.glsl</c>, which the tuned shaders of convolution,
/// its gradients and MatMul share.
/// </summary>
/// <param name="Rows">The output's rows.</param>
/// <param name="Columns">The output's columns; rows of the output follow each other in memory.</param>
/// <param name="Depth">The length of each sum.</param>
internal readonly record struct TiledProduct(long Rows, int Columns, int Depth)
{
    /// <summary>The left matrix is read four neighbors at a time along k, else along its rows.</summary>
    public bool LeftAlongK { get; init; }

    /// <summary>The right matrix is read four neighbors at a time along k, else along its columns.</summary>
    public bool RightAlongK { get; init; }

    /// <summary>Such four lie together in memory and begin at a multiple of four.</summary>
    public bool LeftVectors { get; init; }

    /// <summary>Such four lie together in memory and begin at a multiple of four.</summary>
    public bool RightVectors { get; init; }

    /// <summary>A third input is added to each row.</summary>
    public bool Bias { get; init; }

    /// <summary>A fourth input is added to the output.</summary>
    public bool Residual { get; init; }

    /// <summary>Applied to each output.</summary>
    public Activation Activation { get; init; }

    /// <summary>How many products of this size make up the output; with more than one the sums are not split.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>How many of the phases are matrices of a batch, all of the same weight.</summary>
    public int Matrices { get; init; } = 1;

    /// <summary>Whether the product computes anything that tiles are good for: enough columns to share, or sums long enough to split.</summary>
    public bool Worthwhile => Rows > 0 && (Columns >= 4 && Depth >= 8 || Columns > 0 && Depth >= 1024);

    /// <summary>Makes the kernel: one pass, or two where the sum is split.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="shader">The shader that says what the matrices are.</param>
    /// <param name="defines">The shader's own sizes.</param>
    /// <param name="output">The output's shape.</param>
    public Kernel Prepare(OpenGLDevice device, string shader, ShaderDefines defines, Shape output)
    {
        var tile = ProductTile.Choose(Rows, Columns, Depth, maySplit: Phases == 1, Matrices);
        bool split = tile.Splits > 1, biasHere = Bias && !split, residualHere = Residual && !split;
        int addends = (biasHere ? 1 : 0) + (residualHere ? 1 : 0);
        tile.AddTo(defines, Rows, Columns, Depth, Phases)
            .Add("LEFT_ALONG_K", LeftAlongK).Add("LEFT_VECTORS", LeftVectors).Add("LEFT_ELEMENT", LeftVectors ? "vec4" : "float")
            .Add("RIGHT_ALONG_K", RightAlongK).Add("RIGHT_VECTORS", RightVectors).Add("RIGHT_ELEMENT", RightVectors ? "vec4" : "float")
            .Add("OUTPUT_COUNT", output.Count).Add("OUTPUT_BINDING", 2 + addends)
            .Add("BIAS", biasHere).Add("RESIDUAL", residualHere).Add(split ? Activation.None : Activation);
        var program = device.Program(shader, defines, "Index.glsl", "Activation.glsl", "TiledProduct.glsl", "ProductOutput.glsl");
        var groups = WorkGroups.Cover(tile.Tiles(Rows, Columns) * tile.Splits * Phases, 1, device.MaximumWorkGroups);
        var product = new ComputePass(device, program, groups, 3 + addends);
        return split ? SplitSum.Join(device, product, tile.Splits, output, Columns, Bias, Residual, Activation) : new OnePassKernel(product);
    }
}
