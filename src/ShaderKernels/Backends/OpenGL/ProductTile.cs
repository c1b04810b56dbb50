namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A variant of a matrix product: the tile that a work group computes, how it loads the matrices, and the number of splits of the sum along
/// k if there are too few tiles to fill a GPU.
/// </summary>
/// <param name="Shared">Whether the matrices are loaded into shared memory (<c>TiledProduct.glsl</c>), otherwise into registers alone
/// (<c>RegisterProduct.glsl</c>).</param>
/// <param name="ColumnThreads">The invocations across.</param>
/// <param name="RowThreads">The invocations down.</param>
/// <param name="Quads">The columns per invocation, divided by 4.</param>
/// <param name="Rows">The rows per invocation.</param>
/// <param name="Splits">The splits of the sum.</param>
internal readonly record struct ProductTile(bool Shared, int ColumnThreads, int RowThreads, int Quads, int Rows, int Splits = 1)
{
    /// <summary>The shader that multiplies.</summary>
    public string Shader => Shared ? "TiledProduct.glsl" : "RegisterProduct.glsl";

    /// <summary>Gets the columns of a tile.</summary>
    public int Columns => 4 * Quads * ColumnThreads;

    /// <summary>Returns the number of tiles that cover the output.</summary>
    public long Tiles(long rows, int columns) => RowTiles(rows) * ColumnTiles(columns);

    /// <summary>Returns the number of tiles down.</summary>
    public long RowTiles(long rows) => WorkGroups.DivideUp(rows, RowThreads * Rows);

    /// <summary>Returns the number of tiles across.</summary>
    public long ColumnTiles(int columns) => WorkGroups.DivideUp(columns, Columns);
}
