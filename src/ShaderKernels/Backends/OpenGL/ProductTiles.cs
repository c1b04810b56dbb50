namespace ShaderKernels.Backends.OpenGL;

/// <summary>The variants of a matrix product, and the cost model that chooses one where nothing is measured.</summary>
internal static class ProductTiles
{
    private const int TargetGroups = 128; // At least two for each multiprocessor of a typical GPU.

    private const int SoftwareGroups = 8; // A few for each thread of a software renderer.

    private const int RegisterThreads = 64;

    // What a load of four elements costs, in multiply-adds of a vec4, where the cache of a software renderer serves it.
    private const double LoadCost = 4;

    /// <summary>Chooses a tile by the cost model: in shared memory on a GPU, in registers on a software renderer.</summary>
    public static ProductTile Choose(MatrixProduct product, bool software) =>
        software ? InRegisters(product, SoftwareGroups) : InSharedMemory(product);

    /// <summary>Returns the largest tile of shared memory of which there are enough for a GPU.</summary>
    public static ProductTile InSharedMemory(MatrixProduct product)
    {
        int columns = product.Columns;
        int across = columns <= 16 ? 4 : columns <= 32 ? 8 : 16;
        int down = product.Rows <= 16 ? 4 : Math.Min(32, 256 / across);
        ReadOnlySpan<(int Rows, int Quads, int Groups)> sizes = [(8, 2, 2 * TargetGroups), (8, 1, TargetGroups), (4, 1, 0)];
        foreach (var (rows, quads, groups) in sizes)
        {
            var tile = new ProductTile(Shared: true, across, down, quads, rows);
            if (columns >= 4 * quads * across && tile.Tiles(product.Rows, columns) * product.Matrices >= groups || groups == 0)
                return Split(tile, product, TargetGroups);
        }
        throw new InvalidOperationException();
    }

    /// <summary>Returns the block of registers with the lowest cost of loads and multiply-adds, those beyond the edges included.</summary>
    public static ProductTile InRegisters(MatrixProduct product, int targetGroups)
    {
        var best = default(ProductTile);
        double least = double.PositiveInfinity;
        foreach (int quads in (ReadOnlySpan<int>)[2, 1])
        {
            foreach (int rows in (ReadOnlySpan<int>)[8, 7, 6, 5, 4, 2, 1])
            {
                if (rows % 4 != 0 && product is { LeftVectors: true, LeftAlongK: false }) continue;
                double blocks = (double)WorkGroups.DivideUp(product.Rows, rows) * WorkGroups.DivideUp(product.Columns, 4 * quads);
                double cost = blocks * (4 * rows * quads + LoadCost * (rows + 4 * quads));
                if (cost >= least) continue;
                int across = (int)Math.Min(WorkGroups.DivideUp(product.Columns, 4 * quads), 8);
                (best, least) = (new ProductTile(Shared: false, across, RegisterThreads / across, quads, rows), cost);
            }
        }
        return Split(best, product, targetGroups);
    }

    private static ProductTile Split(ProductTile tile, MatrixProduct product, int targetGroups)
    {
        if (product.Phases > 1) return tile;
        long tiles = Math.Max(1, tile.Tiles(product.Rows, product.Columns));
        long splits = Math.Min(targetGroups / tiles, product.Depth / (4 * MatrixProduct.TileDepth));
        return tile with { Splits = (int)Math.Max(splits, WorkGroups.DivideUp(product.Depth, MatrixProduct.MaximumSumLength)) };
    }
}
