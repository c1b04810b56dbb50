namespace ShaderKernels.Cpu;

/// <summary>Copies a matrix with rows and columns exchanged, in blocks that stay in the first-level cache.</summary>
internal static unsafe class Transposition
{
    private const int Block = 16;

    /// <summary>destination[c, r] = source[r, c].</summary>
    public static void Run(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row += Block)
        {
            int lastRow = Math.Min(rows, row + Block);
            for (int column = 0; column < columns; column += Block)
            {
                int lastColumn = Math.Min(columns, column + Block);
                for (int c = column; c < lastColumn; c++)
                {
                    float* to = destination + c * destinationStride;
                    float* from = source + c;
                    for (int r = row; r < lastRow; r++) to[r] = from[r * sourceStride];
                }
            }
        }
    }
}
