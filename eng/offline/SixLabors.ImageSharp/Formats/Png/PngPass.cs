namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The pixels of one pass: every <c>StepX</c>-th column from <c>Left</c>, every <c>StepY</c>-th row from <c>Top</c>.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    /// <summary>The seven passes of Adam7 (PNG specification, 8.2).</summary>
    public static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    public int Columns(int width) => (width - Left + StepX - 1) / StepX;

    public int Rows(int height) => (height - Top + StepY - 1) / StepY;
}
