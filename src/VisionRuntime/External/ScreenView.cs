namespace VisionRuntime.External;

/// <summary>The pixels of a game's window: rows from the top, four bytes a pixel in the order red, green, blue, alpha.</summary>
internal readonly ref struct ScreenView(ReadOnlySpan<byte> pixels, int width, int height)
{
    public ReadOnlySpan<byte> Pixels { get; } = pixels;

    public int Width => width;

    public int Height => height;

    /// <summary>Gets a row of a rectangle, without the part that is outside the window.</summary>
    public ReadOnlySpan<byte> Row(int x, int y, int count) =>
        y < 0 || y >= height || x >= width ? [] : Pixels.Slice((y * width + x) * 4, Math.Min(count, width - x) * 4);
}
