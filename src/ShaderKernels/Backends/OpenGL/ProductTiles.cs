namespace ShaderKernels.Backends.OpenGL;

/// <summary>The variants of a matrix product, and the cost model that chooses one where nothing is measured.</summary>
internal static class ProductTiles
{
    private const int TargetGroups = 128; // At least two for each multiprocessor of a typical GPU.

    private const int SoftwareGroups = 8; // A few for each thread of a software renderer.

    private const int RegisterThreads = 64;

    /// <summary>The blocks of an invocation in shared memory, largest first, and the groups from which on a GPU is full of them.</summary>
    private static readonly (int Rows, int Quads, int Groups)[] SharedSizes = [(8, 2, 2 * TargetGroups), (8, 1, TargetGroups), (4, 1, 0)];

    // What a load of four elements costs, in multiply-adds of a vec4, where the cache of a software renderer serves it.
    private const double LoadCost = 4;

    /// <summary>Chooses a tile by the cost model: in shared memory on a GPU, in registers on a software renderer.</summary>
    public static ProductTile Choose(MatrixProduct product, bool software) =>
        software ? InRegisters(product, SoftwareGroups) : InSharedMemory(product);

    /// <summary>Returns the variants that may be the fastest, the choice of the cost model first.</summary>
    public static IReadOnlyList<ProductTile> Candidates(MatrixProduct product, bool software)
    {
        int splitTo = software ? SoftwareGroups : TargetGroups;
        var candidates = new List<ProductTile> { Choose(product, software), InRegisters(product, splitTo) };
        foreach (var (rows, quads, _) in SharedSizes) candidates.Add(Split(Shared(product, rows, quads), product, splitTo));
        return [.. candidates.Distinct()];
    }

    /// <summary>Returns the largest tile of shared memory of which there are enough for a GPU.</summary>
    private static ProductTile InSharedMemory(MatrixProduct product)
    {
        var size = SharedSizes.First(size => size.Groups == 0 || product.Columns > 32 * size.Quads
            && Shared(product, size.Rows, size.Quads).Tiles(product.Rows, product.Columns) * product.Matrices >= size.Groups);
        return Split(Shared(product, size.Rows, size.Quads), product, TargetGroups);
    }

    private static ProductTile Shared(MatrixProduct product, int rows, int quads)
    {
        int across = product.Columns <= 16 ? 4 : product.Columns <= 32 ? 8 : 16;
        int down = product.Rows <= 16 ? 4 : Math.Min(32, 256 / across);
        return new(Shared: true, across, down, quads, rows);
    }

    /// <summary>Returns the block of registers with the lowest cost of loads and multiply-adds, those beyond the edges included.</summary>
    private static ProductTile InRegisters(MatrixProduct product, int targetGroups)
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
                int down = (int)Math.Min(WorkGroups.DivideUp(product.Rows, rows), RegisterThreads / across);
                (best, least) = (new ProductTile(Shared: false, across, down, quads, rows), cost);
            }
        }
        return Split(best, product, targetGroups);
    }

    private static ProductTile Split(ProductTile tile, MatrixProduct product, int targetGroups)
    {
        if (!product.Splits) return tile;
        long tiles = Math.Max(1, tile.Tiles(product.Rows, product.Columns) * product.Phases);
        long splits = Math.Min(targetGroups / tiles, product.Depth / (4 * MatrixProduct.TileDepth));
        return tile with { Splits = (int)Math.Max(splits, WorkGroups.DivideUp(product.Depth, MatrixProduct.MaximumSumLength)) };
    }
}
