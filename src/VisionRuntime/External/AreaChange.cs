namespace VisionRuntime.External;

/// <summary>Notices changes in a part of the screen.</summary>
/// <param name="area">The part of the window.</param>
/// <param name="threshold">The mean absolute difference of the colors, from 0 to 255, above which it has changed.</param>
internal sealed class AreaChange(ScreenArea area, double threshold)
{
    private readonly byte[] _before = new byte[area.Width * area.Height * 4];
    private bool _known;

    /// <summary>Forgets what was seen: the next screen is not a change.</summary>
    public void Begin() => _known = false;

    /// <summary>Returns whether the part differs from the last screen.</summary>
    public bool Differs(ScreenView screen)
    {
        long difference = 0;
        for (int y = 0; y < area.Height; y++)
        {
            var row = screen.Row(area.X, area.Y + y, area.Width);
            var before = _before.AsSpan(y * area.Width * 4, row.Length);
            for (int x = 0; x < row.Length; x++) difference += Math.Abs(row[x] - before[x]);
            row.CopyTo(before);
        }
        bool known = _known;
        _known = true;
        // Alpha never changes, so three of four bytes count.
        return known && difference > threshold * area.Width * area.Height * 3;
    }
}
