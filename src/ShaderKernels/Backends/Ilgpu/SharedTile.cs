using ILGPU;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Tiled matrix products in groups of 64 threads: a group computes a tile of 32 by 32 results, four by four per thread, from tiles in
/// shared memory.
/// </summary>
/// <remarks>See Kirk and Hwu, Programming Massively Parallel Processors, the chapter on tiling.</remarks>
internal static class SharedTile
{
    /// <summary>The rows and columns of a tile.</summary>
    public const int Side = 32;

    /// <summary>The depth of a tile: the steps of the sum that are in shared memory at a time.</summary>
    public const int Depth = 16;

    /// <summary>The register blocks along a side.</summary>
    public const int BlocksPerSide = Side / 4;

    /// <summary>The number of threads in a group.</summary>
    public const int GroupSize = BlocksPerSide * BlocksPerSide;

    /// <summary>The number of tiles that cover <paramref name="count"/> rows or columns.</summary>
    public static int Count(int count) => (count + Side - 1) / Side;

    /// <summary>
    /// Returns whether the columns of a group of a convolution fill at least a quarter of a tile, which holds the columns of one group
    /// alone. Otherwise, as in depthwise convolution, most of its work would be wasted.
    /// </summary>
    public static bool IsFilled(int groups, int columns) => groups == 1 || 4 * columns >= Side;

    /// <summary>
    /// Loads a tile [Depth, Side] of a matrix into shared memory, with zeros beyond the edges. Neighboring threads read neighboring
    /// elements, whether the matrix is row-major or column-major.
    /// </summary>
    /// <param name="thread">The index of the thread in its group; all threads of the group must call.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="tile">The tile in shared memory.</param>
    /// <param name="first">The first row of the tile (for a right matrix, the first column).</param>
    /// <param name="count">The number of rows (columns).</param>
    /// <param name="stride">The stride between rows (columns).</param>
    /// <param name="firstK">The first step of the sum.</param>
    /// <param name="countK">The length of the sum.</param>
    /// <param name="strideK">The stride along the sum.</param>
    public static void Load(int thread, ArrayView<float> matrix, ArrayView<float> tile, int first, int count, int stride, int firstK,
        int countK, int strideK)
    {
        for (int i = thread; i < Depth * Side; i += GroupSize)
        {
            int across = strideK == 1 ? i / Depth : i % Side, k = strideK == 1 ? i % Depth : i / Side;
            float value = 0f;
            if (first + across < count && firstK + k < countK) value = matrix[(first + across) * stride + (firstK + k) * strideK];
            tile[k * Side + across] = value;
        }
    }
}
