using ILGPU;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Matrix products in groups of 64 threads: a tile of 32 by 32 results, four by four a thread, from tiles in shared memory.
/// </summary>
/// <remarks>See Kirk and Hwu, Programming Massively Parallel Processors, the chapter on tiling.</remarks>
internal static class TileLoads
{
    /// <summary>The rows and columns of a tile.</summary>
    public const int Side = 32;

    /// <summary>How much of the sums is in shared memory at once.</summary>
    public const int Depth = 16;

    /// <summary>The blocks of four along a side.</summary>
    public const int Blocks = Side / 4;

    /// <summary>The threads of a group.</summary>
    public const int Threads = Blocks * Blocks;

    /// <summary>How many tiles cover so many rows or columns.</summary>
    public static int Tiles(int count) => (count + Side - 1) / Side;

    /// <summary>
    /// Copies a part of a matrix to a tile [Depth, Side], with zeros beyond its edges. Neighboring threads read neighbors in memory,
    /// whichever way the matrix lies.
    /// </summary>
    /// <param name="thread">The thread's number in its group; all of them must come.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="tile">Its tile.</param>
    /// <param name="first">The tile's first row (or column, of a right matrix).</param>
    /// <param name="count">How many there are.</param>
    /// <param name="step">How far apart they lie.</param>
    /// <param name="firstK">The first step of the sum.</param>
    /// <param name="countK">The length of the sum.</param>
    /// <param name="stepK">How far apart its numbers lie.</param>
    public static void Load(int thread, ArrayView<float> matrix, ArrayView<float> tile, int first, int count, int step, int firstK, int countK, int stepK)
    {
        for (int i = thread; i < Depth * Side; i += Threads)
        {
            int across = stepK == 1 ? i / Depth : i % Side, k = stepK == 1 ? i % Depth : i / Side;
            float value = 0f;
            if (first + across < count && firstK + k < countK) value = matrix[(first + across) * step + (firstK + k) * stepK];
            tile[k * Side + across] = value;
        }
    }
}
