namespace VisionRuntime.Models;

/// <summary>
/// Bitmaps of the ten digits, 7 pixels wide and 12 high: the parameters of the output units of LeNet-5 (LeCun et al. 1998), which layer F6
/// learns to reproduce. They are drawn here in the manner of the paper's figure 3, and are not a transcript of it.
/// </summary>
internal static class DigitBitmaps
{
    /// <summary>The width of a bitmap in pixels.</summary>
    public const int Width = 7;

    /// <summary>The height of a bitmap in pixels.</summary>
    public const int Height = 12;

    /// <summary>Rows of five digits side by side, first 0 to 4, then 5 to 9.</summary>
    private static readonly string[] Drawn =
    [
        "..###..  ...#...  .#####.  #######  .....#.",
        ".#...#.  ..##...  #.....#  .....#.  ....##.",
        "#.....#  .#.#...  ......#  ....#..  ...#.#.",
        "#.....#  ...#...  ......#  ...#...  ..#..#.",
        "#.....#  ...#...  .....#.  ..###..  .#...#.",
        "#.....#  ...#...  ....#..  .....#.  #....#.",
        "#.....#  ...#...  ...#...  ......#  #....#.",
        "#.....#  ...#...  ..#....  ......#  #######",
        "#.....#  ...#...  .#.....  ......#  .....#.",
        "#.....#  ...#...  #......  ......#  .....#.",
        ".#...#.  ...#...  #......  #.....#  .....#.",
        "..###..  .#####.  #######  .#####.  .....#.",

        "#######  ...###.  #######  .#####.  ..###..",
        "#......  ..#....  #.....#  #.....#  .#...#.",
        "#......  .#.....  ......#  #.....#  #.....#",
        "#......  #......  .....#.  #.....#  #.....#",
        "#.###..  #......  .....#.  .#...#.  #.....#",
        "##...#.  #.###..  ....#..  ..###..  .#...##",
        "......#  ##...#.  ....#..  .#...#.  ..###.#",
        "......#  #.....#  ...#...  #.....#  ......#",
        "......#  #.....#  ...#...  #.....#  ......#",
        "......#  #.....#  ..#....  #.....#  .....#.",
        "#....#.  .#...#.  ..#....  #.....#  ....#..",
        ".####..  ..###..  ..#....  .#####.  .###...",
    ];

    /// <summary>Returns the bitmaps [10, 84], row by row: 1 for ink and -1 for background.</summary>
    public static float[] Codes()
    {
        float[] codes = new float[10 * Height * Width];
        for (int i = 0; i < codes.Length; i++)
        {
            int digit = i / (Height * Width), row = i / Width % Height, column = i % Width;
            codes[i] = Drawn[digit / 5 * Height + row][digit % 5 * (Width + 2) + column] == '#' ? 1 : -1;
        }
        return codes;
    }
}
