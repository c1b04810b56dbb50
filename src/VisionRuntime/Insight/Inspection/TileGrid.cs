namespace VisionRuntime.Insight.Inspection;

/// <summary>A grid of tiles of one size with small gaps between them.</summary>
/// <param name="Count">The number of tiles.</param>
/// <param name="Columns">Tiles in a row.</param>
/// <param name="TileWidth">The width of a tile in pixels.</param>
/// <param name="TileHeight">The height of a tile in pixels.</param>
internal readonly record struct TileGrid(int Count, int Columns, int TileWidth, int TileHeight)
{
    private const int Gap = 2;

    public int Width => Columns * (TileWidth + Gap) - Gap;

    public int Height => (Count + Columns - 1) / Columns * (TileHeight + Gap) - Gap;

    /// <summary>
    /// A roughly square grid, whose number of columns is a multiple of the size of a group of tiles that belong together.
    /// </summary>
    public static TileGrid For(int count, int tileWidth, int tileHeight, int group = 1)
    {
        int columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)count * tileHeight / tileWidth)), 1, Math.Max(1, count));
        return new(count, (columns + group - 1) / group * group, tileWidth, tileHeight);
    }

    /// <summary>The top left corner of a tile.</summary>
    public (int Left, int Top) PositionOf(int index) => (index % Columns * (TileWidth + Gap), index / Columns * (TileHeight + Gap));
}
