
namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The tiling of a matrix product in <c>TiledProduct.glsl</c>: the tile that a work group computes, and the number of splits of the sum
/// along k if there are too few tiles to fill a GPU.
/// </summary>
/// <param name="ColumnThreads">The invocations across, each for 4 columns.</param>
/// <param name="RowThreads">The invocations down, each for <paramref name="Rows"/> rows.</param>
/// <param name="Rows">The rows per invocation.</param>
/// <param name="Splits">The splits of the sum.</param>
internal readonly record struct ProductTile(int ColumnThreads, int RowThreads, int Rows, int Splits)
{
    private const int Depth = 16; // As in TiledProduct.glsl.

    // Sums up to this length stay accurate, and below the 65536 iterations after which Mesa's llvmpipe silently ends a loop.
    private const int MaximumSumLength = 1 << 14;

    private const int TargetGroups = 128; // At least two for each multiprocessor of a typical GPU.

    /// <summary>Selects the tile for a product of [rows, depth] and [depth, columns].</summary>
    /// <param name="rows">The output's rows.</param>
    /// <param name="columns">The output's columns.</param>
    /// <param name="depth">The length of each sum.</param>
    /// <param name="maySplit">Whether the sum may be split; false if each tile is already computed in several phases.</param>
    /// <param name="products">The number of products of this size that run concurrently.</param>
    public static ProductTile Choose(long rows, int columns, int depth, bool maySplit = true, int products = 1)
    {
        int across = columns <= 16 ? 4 : columns <= 32 ? 8 : 16;
        int down = rows <= 16 ? 4 : Math.Min(32, 256 / across);
        ReadOnlySpan<(int Rows, int Groups)> sizes = [(8, 2 * TargetGroups), (4, TargetGroups / 4), (2, TargetGroups / 8)];
        int each = 1;
        foreach (var (candidate, groups) in sizes)
        {
            if (WorkGroups.DivideUp(rows, down * candidate) * WorkGroups.DivideUp(columns, 4 * across) * products < groups) continue;
            each = candidate;
            break;
        }
        var tile = new ProductTile(across, down, each, 1);
        if (!maySplit) return tile;
        long splits = Math.Min(TargetGroups / Math.Max(1, tile.Tiles(rows, columns)), depth / (4 * Depth));
        return tile with { Splits = (int)Math.Max(splits, WorkGroups.DivideUp(depth, MaximumSumLength)) };
    }

    /// <summary>Returns the number of tiles that cover the output.</summary>
    public long Tiles(long rows, int columns) => RowTiles(rows) * ColumnTiles(columns);

    /// <summary>Adds the defines of the sizes of a product and its tiles.</summary>
    /// <param name="defines">The defines to add to.</param>
    /// <param name="rows">The output's rows.</param>
    /// <param name="columns">The output's columns.</param>
    /// <param name="depth">The length of each sum.</param>
    /// <param name="phases">The number of products of this size.</param>
    public ShaderDefines AddTo(ShaderDefines defines, long rows, int columns, int depth, int phases = 1) => defines
        .Add("PRODUCT_ROWS", rows).Add("PRODUCT_COLUMNS", columns).Add("PRODUCT_DEPTH", depth)
        .Add("PRODUCT_ELEMENT", columns % 4 == 0 ? "vec4" : "float")
        .Add("COLUMN_THREADS", ColumnThreads).Add("ROW_THREADS", RowThreads).Add("ROWS", Rows)
        .Add("ROW_TILES", RowTiles(rows)).Add("COLUMN_TILES", ColumnTiles(columns))
        .Add("PRODUCTS", (long)Splits * phases).Add("SPLITS", Splits)
        .Add("SPLIT_DEPTH", WorkGroups.DivideUp(depth, (long)Splits * Depth) * Depth);

    private long RowTiles(long rows) => WorkGroups.DivideUp(rows, RowThreads * Rows);

    private long ColumnTiles(int columns) => WorkGroups.DivideUp(columns, 4 * ColumnThreads);
}
