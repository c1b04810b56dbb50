using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Transposes a matrix, in blocks that stay in the first-level cache.</summary>
internal static unsafe class MatrixTranspose
{
    private const int Block = 16;
    private const int Tile = 4;

    /// <summary>destination[c, r] = source[r, c].</summary>
    /// <param name="source">The source matrix.</param>
    /// <param name="sourceStride">The stride between the rows of the source, in floats.</param>
    /// <param name="destination">The destination matrix.</param>
    /// <param name="destinationStride">The stride between the rows of the destination, in floats.</param>
    /// <param name="rows">The rows of the source.</param>
    /// <param name="columns">The columns of the source.</param>
    public static void Run(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        if (rows == 3 && destinationStride == 3 && Sse.IsSupported)
        {
            Interleave(source, sourceStride, destination, columns);
            return;
        }
        int tiledRows = Sse.IsSupported ? rows - rows % Tile : 0, tiledColumns = columns - columns % Tile;
        for (int row = 0; row < tiledRows; row += Block)
        {
            int lastRow = Math.Min(tiledRows, row + Block);
            for (int column = 0; column < tiledColumns; column += Tile)
            {
                for (int r = row; r < lastRow; r += Tile)
                    FourByFour(source + r * sourceStride + column, sourceStride, destination + column * destinationStride + r,
                        destinationStride);
            }
        }
        Elements(source, sourceStride, destination, destinationStride, 0, tiledRows, tiledColumns, columns);
        Elements(source, sourceStride, destination, destinationStride, tiledRows, rows, 0, columns);
    }

    private static void Elements(float* source, nint sourceStride, float* destination, nint destinationStride, int firstRow, int endRow,
        int firstColumn, int endColumn)
    {
        for (int row = firstRow; row < endRow; row += Block)
        {
            int lastRow = Math.Min(endRow, row + Block);
            for (int column = firstColumn; column < endColumn; column++)
            {
                float* from = source + column, to = destination + column * destinationStride;
                for (int r = row; r < lastRow; r++) to[r] = from[r * sourceStride];
            }
        }
    }

    /// <summary>Interleaves three rows, such as the planes of an image, four columns at a time.</summary>
    private static void Interleave(float* source, nint sourceStride, float* destination, int columns)
    {
        int column = 0;
        // A vector of four elements ends in the next column, which is stored after it.
        for (; column + 4 < columns; column += 4, destination += 12)
        {
            var a = Sse.LoadVector128(source + column);
            var b = Sse.LoadVector128(source + sourceStride + column);
            var c = Sse.LoadVector128(source + 2 * sourceStride + column);
            var lowAb = Sse.UnpackLow(a, b);
            var highAb = Sse.UnpackHigh(a, b);
            Sse.Store(destination, Sse.MoveLowToHigh(lowAb, c));
            Sse.Store(destination + 3, Sse.Shuffle(lowAb, c, 0b_01_01_11_10));
            Sse.Store(destination + 6, Sse.Shuffle(highAb, c, 0b_10_10_01_00));
            Sse.Store(destination + 9, Sse.Shuffle(highAb, c, 0b_11_11_11_10));
        }
        for (; column < columns; column++, destination += 3)
        {
            destination[0] = source[column];
            destination[1] = source[sourceStride + column];
            destination[2] = source[2 * sourceStride + column];
        }
    }

    private static void FourByFour(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        var a = Sse.LoadVector128(source);
        var b = Sse.LoadVector128(source + sourceStride);
        var c = Sse.LoadVector128(source + 2 * sourceStride);
        var d = Sse.LoadVector128(source + 3 * sourceStride);
        var lowAb = Sse.UnpackLow(a, b);
        var lowCd = Sse.UnpackLow(c, d);
        var highAb = Sse.UnpackHigh(a, b);
        var highCd = Sse.UnpackHigh(c, d);
        Sse.Store(destination, Sse.MoveLowToHigh(lowAb, lowCd));
        Sse.Store(destination + destinationStride, Sse.MoveHighToLow(lowCd, lowAb));
        Sse.Store(destination + 2 * destinationStride, Sse.MoveLowToHigh(highAb, highCd));
        Sse.Store(destination + 3 * destinationStride, Sse.MoveHighToLow(highCd, highAb));
    }
}
