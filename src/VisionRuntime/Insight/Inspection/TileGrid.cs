namespace VisionRuntime.Insight.Inspection;

/// <summary>Tiles of one size in rows, with a gap of a few pixels.</summary>
/// <param name="Count">The number of tiles.</param>
/// <param name="Columns">The number in a full row.</param>
/// <param name="TileWidth">The width of one in pixels.</param>
/// <param name="TileHeight">The height of one in pixels.</param>
internal readonly record struct TileGrid(int Count, int Columns, int TileWidth, int TileHeight)
{
    private const int Gap = 2;

    public int Width => Columns * (TileWidth + Gap) - Gap;

    public int Height => (Count + Columns - 1) / Columns * (TileHeight + Gap) - Gap;

    /// <summary>About as many columns as make a square, and a multiple of the number of tiles that belong together.</summary>
    public static TileGrid For(int count, int tileWidth, int tileHeight, int together = 1)
    {
        int columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)count * tileHeight / tileWidth)), 1, Math.Max(1, count));
        return new(count, (columns + together - 1) / together * together, tileWidth, tileHeight);
    }

    public (int Left, int Top) Place(int index) => (index % Columns * (TileWidth + Gap), index / Columns * (TileHeight + Gap));
}
