namespace VisionRuntime.Models;

/// <summary>
/// Bitmaps of the ten digits, 7 pixels wide and 12 high: the fixed parameters of the output units of LeNet-5 (LeCun et al. 1998), the
/// targets of layer F6. They are drawn in the style of the paper's figure 3, not copied from it.
/// </summary>
internal static class DigitBitmaps
{
    /// <summary>The width of a bitmap in pixels.</summary>
    public const int Width = 7;

    /// <summary>The height of a bitmap in pixels.</summary>
    public const int Height = 12;

    /// <summary>The bitmaps in two rows of five digits, 0 to 4 and 5 to 9.</summary>
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

    /// <summary>Returns the bitmaps [10, 84] in row-major order: 1 for the foreground and -1 for the background.</summary>
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
