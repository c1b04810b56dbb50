using DemoGame.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <content>Bars and curves.</content>
public sealed partial class HudRenderer
{
    /// <summary>
    /// Draws a row for each value: its label, a bar, and the number. The bars share one scale, with zero at the left or, if there are
    /// negative values, in the middle.
    /// </summary>
    /// <param name="place">The area; each row gets an equal share of the height.</param>
    /// <param name="scale">Pixels per dot of the font.</param>
    /// <param name="labels">A label for each value.</param>
    /// <param name="values">The values, for example the Q-value of each action.</param>
    /// <param name="highlighted">The index of the value to highlight, or -1.</param>
    /// <exception cref="ArgumentException">The numbers of labels and values differ.</exception>
    public void Bars(PixelRectangle place, int scale, IReadOnlyList<string> labels, ReadOnlySpan<float> values, int highlighted)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != values.Length)
            throw new ArgumentException($"Bars: {labels.Count} labels for {values.Length} values", nameof(labels));
        if (values.IsEmpty) return;

        (float largest, bool signed) = ScaleOf(values);
        int labelWidth = 0;
        for (int index = 0; index < labels.Count; index++) labelWidth = Math.Max(labelWidth, PixelFont.WidthOf(labels[index].Length));
        int numberWidth = PixelFont.WidthOf(6) * scale;
        int gap = 4 * scale;
        int left = place.X + (labelWidth * scale) + gap;
        var track = new PixelRectangle(
            left, 0, Math.Max(0, place.X + place.Width - left - gap - numberWidth), PixelFont.CapitalHeight * scale);

        Span<char> number = stackalloc char[24];
        for (int index = 0; index < values.Length; index++)
        {
            int y = place.Y + (place.Height * index / values.Length);
            bool highlight = index == highlighted;
            Text(place.X, y, scale, highlight ? HudColors.Accent : HudColors.Label, labels[index]);
            Bar(track with { Y = y }, values[index] / largest, signed, highlight);
            var text = new TextLine(number).Add(values[index], "0.00").Text;
            TextRight(place.X + place.Width, y, scale, highlight ? HudColors.Text : HudColors.Label, text);
        }
    }

    /// <summary>
    /// Draws values as a curve over their index, filled below, from the minimum at the bottom to the maximum at the top. Values that are
    /// not finite are left out.
    /// </summary>
    public void Sparkline(PixelRectangle place, int scale, ReadOnlySpan<float> values, Color color)
    {
        Box(place, HudColors.Track, HudColors.Track, 2 * scale);
        PixelRectangle area = place.Inset(2 * scale);
        if (values.Length < 2 || area.Width < 2 || area.Height < 2) return;

        (float lowest, float highest) = RangeOf(values);
        if (!(highest >= lowest)) return;
        float span = highest > lowest ? highest - lowest : 1;
        Color below = color.WithOpacity(0.03f);
        float before = float.NaN;
        for (int column = 0; column < area.Width; column += scale)
        {
            float y = Height(values, column / (float)(area.Width - 1));
            if (float.IsFinite(y))
            {
                int width = Math.Min(scale, area.Width - column);
                int line = (int)MathF.Round(y);
                int from = float.IsFinite(before) ? (int)MathF.Round(before) : line;
                int top = Math.Min(line, from);
                // The fill fades with the height in the chart, not in the column, so that neighboring columns match.
                Color above = below.Toward(color.WithOpacity(0.5f), 1 - (y / area.Height));
                Box(new PixelRectangle(area.X + column, area.Y + line, width, area.Height - line), above, below);
                Box(new PixelRectangle(area.X + column, area.Y + top, width, Math.Max(line, from) - top + scale), color, color);
            }
            before = y;
        }

        float Height(ReadOnlySpan<float> all, float along)
        {
            float position = along * (all.Length - 1);
            int index = Math.Min((int)position, all.Length - 2);
            float value = all[index] + ((all[index + 1] - all[index]) * (position - index));
            return (1 - ((value - lowest) / span)) * (area.Height - scale);
        }
    }

    private void Bar(PixelRectangle track, float value, bool signed, bool highlight)
    {
        if (track.Width < 1) return;
        float radius = track.Height / 4f;
        Box(track, HudColors.Track, HudColors.Track, radius);
        int half = track.Width / 2;
        int zero = signed ? track.X + half : track.X;
        float length = Math.Clamp(float.IsFinite(value) ? value : 0, -1, 1) * (signed ? half : track.Width);
        int width = Math.Max(2, (int)MathF.Round(MathF.Abs(length)));
        Color color = highlight ? HudColors.Accent : HudColors.Bar;
        var bar = new PixelRectangle(length < 0 ? zero - width : zero, track.Y, width, track.Height);
        Box(bar, color.Toward(Color.White, 0.25f), color, radius);
        if (signed) Box(new PixelRectangle(zero, track.Y, 1, track.Height), HudColors.Label, HudColors.Label);
    }

    private static (float Largest, bool Signed) ScaleOf(ReadOnlySpan<float> values)
    {
        float largest = 0;
        bool signed = false;
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) continue;
            largest = MathF.Max(largest, MathF.Abs(value));
            signed |= value < 0;
        }
        return (largest > 0 ? largest : 1, signed);
    }

    private static (float Lowest, float Highest) RangeOf(ReadOnlySpan<float> values)
    {
        float lowest = float.PositiveInfinity;
        float highest = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) continue;
            lowest = MathF.Min(lowest, value);
            highest = MathF.Max(highest, value);
        }
        return (lowest, highest);
    }
}
