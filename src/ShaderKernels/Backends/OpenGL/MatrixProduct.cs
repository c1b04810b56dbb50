using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A matrix product: the host side of <c>Product.glsl</c>, which the tuned shaders of convolution, its gradients and MatMul share.
/// </summary>
/// <param name="Rows">The rows of the output.</param>
/// <param name="Columns">The columns of the output, which is row-major.</param>
/// <param name="Segments">The segments of each sum.</param>
/// <param name="SegmentDepth">The length of a segment.</param>
internal readonly record struct MatrixProduct(long Rows, int Columns, int Segments, int SegmentDepth)
{
    /// <summary>The steps along k of a tile in shared memory, as in TiledProduct.glsl.</summary>
    public const int TileDepth = 16;

    /// <summary>
    /// Sums up to this length stay accurate, and below the 65536 iterations after which Mesa's llvmpipe silently ends a loop.
    /// </summary>
    public const int MaximumSumLength = 1 << 14;

    /// <summary>Gets the length of each sum.</summary>
    public int Depth => checked(Segments * SegmentDepth);

    /// <summary>Whether the left matrix is contiguous along k, otherwise along its rows.</summary>
    public bool LeftAlongK { get; init; }

    /// <summary>Whether the right matrix is contiguous along k, otherwise along its columns.</summary>
    public bool RightAlongK { get; init; }

    /// <summary>Whether four contiguous elements are aligned, so that they are read as a vec4.</summary>
    public bool LeftVectors { get; init; }

    /// <summary>Whether four contiguous elements are aligned, so that they are read as a vec4.</summary>
    public bool RightVectors { get; init; }

    /// <summary>The distance in memory of neighboring k, unless the left matrix is contiguous along k.</summary>
    public int LeftStep { get; init; } = 1;

    /// <summary>The distance in memory of neighboring columns if the right matrix is contiguous along k, otherwise of neighboring
    /// k.</summary>
    public int RightStep { get; init; }

    /// <summary>How the right matrix is packed, if it stays the same from run to run; null if it is read as it is.</summary>
    public MatrixPacking? Packing { get; init; }

    /// <summary>Whether elements of the left matrix may be outside its memory, in the padding.</summary>
    public bool LeftPadded { get; init; }

    /// <summary>Whether a bias, the third input, is added to each row.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether a residual, the fourth input, is added to the output.</summary>
    public bool Residual { get; init; }

    /// <summary>The activation applied to each output.</summary>
    public Activation Activation { get; init; }

    /// <summary>The slope of the activation for negative values.</summary>
    public float NegativeSlope { get; init; }

    /// <summary>The number of products of this size that make up the output.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>The number of phases that take equally long, such as the matrices of a batch or the groups of a convolution.</summary>
    public int Matrices { get; init; } = 1;

    /// <summary>The number of phases side by side: the groups of a convolution, whose columns follow each other in memory.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Gets whether sums may be split along k, which needs phases of the same length.</summary>
    public bool Splits => Phases == Matrices;

    /// <summary>
    /// Returns whether the product is worth a tuned shader, with enough columns to share or sums long enough to split, and whether the
    /// device has textures for its operands.
    /// </summary>
    public bool IsSupported(OpenGLDevice device, IReadOnlyList<Shape> inputs) =>
        device.Tuned && Rows > 0 && (Columns >= 4 && Depth >= 8 || Columns > 0 && Depth >= 512)
        && inputs[0].Count / Width(LeftVectors) <= device.MaximumTexels && inputs[1].Count / Width(RightVectors) <= device.MaximumTexels;

    /// <summary>Prepares the variant that was measured to be the fastest, or that of the cost model where nothing is measured.</summary>
    /// <param name="device">The device.</param>
    /// <param name="shader">The shader that defines the matrices.</param>
    /// <param name="defines">The defines of the shader.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the output.</param>
    public Kernel Prepare(OpenGLDevice device, string shader, ShaderDefines defines, IReadOnlyList<Shape> inputs, Shape output)
    {
        var product = this;
        if (device.Tuner is not { } tuner || device.ChooseTile is not null)
            return With(device.ChooseTile?.Invoke(this) ?? ProductTiles.Choose(this, device.IsSoftware));
        return tuner.Prepare(device, $"{shader}\n{this}\n{defines}", ProductTiles.Candidates(this, device.IsSoftware), With, inputs,
            output);

        Kernel With(ProductTile tile) => product.Prepare(device, shader, new(defines), inputs, output, tile);
    }

    /// <summary>Prepares a variant: one pass, or two if the sum is split.</summary>
    private Kernel Prepare(OpenGLDevice device, string shader, ShaderDefines defines, IReadOnlyList<Shape> inputs, Shape output,
        ProductTile tile)
    {
        bool split = tile.Splits > 1, addsBias = Bias && !split, addsResidual = Residual && !split;
        int addends = (addsBias ? 1 : 0) + (addsResidual ? 1 : 0);
        AddTo(defines, tile).Add("OUTPUT_COUNT", output.Count).Add("OUTPUT_BINDING", 2 + addends)
            .Add("BIAS", addsBias).Add("RESIDUAL", addsResidual).Add(split ? Activation.None : Activation, NegativeSlope);
        var program = device.Program(shader, defines, "Index.glsl", "Activation.glsl", "Product.glsl", tile.Shader, "ProductOutput.glsl");
        var groups = WorkGroups.Cover(tile.Tiles(Rows, Columns) * tile.Splits * Phases, 1, device.MaximumWorkGroups);
        var product = new ComputePass(device, program, groups, 3 + addends, Format(LeftVectors),
            Packing?.Format ?? Format(RightVectors));
        Kernel kernel = split
            ? SplitSum.Prepare(device, product, tile.Splits, output, Columns * Groups, Bias, Residual, Activation, NegativeSlope)
            : new OnePassKernel(product);
        return Packing?.Around(device, this, tile, kernel, inputs) ?? kernel;
    }

    private static int Width(bool vectors) => vectors ? 4 : 1;

    private static SizedInternalFormat Format(bool vectors) => vectors ? SizedInternalFormat.Rgba32f : SizedInternalFormat.R32f;

    private ShaderDefines AddTo(ShaderDefines defines, ProductTile tile) => defines
        .Add("PRODUCT_ROWS", Rows).Add("PRODUCT_COLUMNS", Columns).Add("PRODUCT_DEPTH", Depth)
        .Add("SEGMENTS", Segments).Add("SEGMENT_DEPTH", SegmentDepth)
        .Add("PRODUCT_ELEMENT", Columns % 4 == 0 ? "vec4" : "float")
        .Add("LEFT_ALONG_K", LeftAlongK).Add("LEFT_VECTORS", LeftVectors).Add("LEFT_WIDTH", Width(LeftVectors))
        .Add("LEFT_STEP", LeftAlongK ? 1 : LeftStep).Add("LEFT_PADDED", LeftPadded)
        .Add("RIGHT_ALONG_K", RightAlongK).Add("RIGHT_VECTORS", RightVectors).Add("RIGHT_WIDTH", Width(RightVectors))
        .Add("RIGHT_PACKED", Packing is not null).Add("RIGHT_STEP", Packing is null ? RightStep : tile.Columns)
        .Add("RIGHT_GROUP", Packing is null ? Columns : tile.ColumnTiles(Columns) * tile.Columns * Depth)
        .Add("COLUMN_THREADS", tile.ColumnThreads).Add("ROW_THREADS", tile.RowThreads).Add("ROWS", tile.Rows).Add("QUADS", tile.Quads)
        .Add("ROW_TILES", tile.RowTiles(Rows)).Add("COLUMN_TILES", tile.ColumnTiles(Columns))
        .Add("PHASES", Phases).Add("SPLITS", tile.Splits).Add("SPLIT_DEPTH", SplitDepth(tile));

    /// <summary>The length of a split: whole steps of a tile, or whole segments, which registers take one by one.</summary>
    private long SplitDepth(ProductTile tile)
    {
        int unit = tile.Shared || Segments == 1 ? TileDepth : SegmentDepth;
        return WorkGroups.DivideUp(Depth, (long)tile.Splits * unit) * unit;
    }
}
