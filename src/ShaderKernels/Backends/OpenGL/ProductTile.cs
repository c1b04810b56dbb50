
namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// How a matrix product is cut up for the work-groups of <c>TiledProduct.glsl</c>: the tile that a group computes, and into how many parts
/// the sum along k is split where there are too few tiles to fill a GPU.
/// </summary>
/// <param name="ColumnThreads">Invocations across, each for 4 columns.</param>
/// <param name="RowThreads">Invocations down, each for <paramref name="Rows"/> rows.</param>
/// <param name="Rows">Rows an invocation.</param>
/// <param name="Splits">Parts of the sum.</param>
internal readonly record struct ProductTile(int ColumnThreads, int RowThreads, int Rows, int Splits)
{
    private const int Depth = 16; // As in TiledProduct.glsl.

    // Sums this long keep their accuracy, and stay below the 65536 steps after which Mesa's llvmpipe abandons a loop without a word.
    private const int LongestSum = 1 << 14;

    private const int EnoughGroups = 128; // Two or more for each multiprocessor of a common GPU.

    /// <summary>The tile for a product [rows, depth] times [depth, columns].</summary>
    /// <param name="rows">The output's rows.</param>
    /// <param name="columns">The output's columns.</param>
    /// <param name="depth">The length of each sum.</param>
    /// <param name="maySplit">Whether the sum may be split; not where each tile is already computed in several phases.</param>
    /// <param name="products">How many such products fill the GPU together.</param>
    public static ProductTile Choose(long rows, int columns, int depth, bool maySplit = true, int products = 1)
    {
        int across = columns <= 16 ? 4 : columns <= 32 ? 8 : 16;
        int down = rows <= 16 ? 4 : Math.Min(32, 256 / across);
        ReadOnlySpan<(int Rows, int Groups)> sizes = [(8, 2 * EnoughGroups), (4, EnoughGroups / 4), (2, EnoughGroups / 8)];
        int each = 1;
        foreach (var (candidate, groups) in sizes)
        {
            if (WorkGroups.DivideUp(rows, down * candidate) * WorkGroups.DivideUp(columns, 4 * across) * products < groups) continue;
            each = candidate;
            break;
        }
        var tile = new ProductTile(across, down, each, 1);
        if (!maySplit) return tile;
        long splits = Math.Min(EnoughGroups / Math.Max(1, tile.Tiles(rows, columns)), depth / (4 * Depth));
        return tile with { Splits = (int)Math.Max(splits, WorkGroups.DivideUp(depth, LongestSum)) };
    }

    /// <summary>The number of tiles that cover the output.</summary>
    public long Tiles(long rows, int columns) => RowTiles(rows) * ColumnTiles(columns);

    /// <summary>The defines of a product's sizes and its tiles.</summary>
    /// <param name="defines">Where they are added.</param>
    /// <param name="rows">The output's rows.</param>
    /// <param name="columns">The output's columns.</param>
    /// <param name="depth">The length of each sum.</param>
    /// <param name="phases">How many products of this size there are.</param>
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
