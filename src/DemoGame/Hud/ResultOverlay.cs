using DemoGame.Rendering;
using VisionRuntime;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>Draws the results of networks over the frame that they are of. Allocates nothing.</summary>
/// <param name="surface">What is drawn on.</param>
/// <param name="place">The rectangle that the frame covers.</param>
/// <param name="frameWidth">The width of the frame in pixels.</param>
/// <param name="frameHeight">The height of the frame in pixels.</param>
internal readonly ref struct ResultOverlay(IOverlaySurface surface, PixelRectangle place, int frameWidth, int frameHeight)
{
    private const int BarWidth = 60;

    private readonly int _scale = Math.Clamp(Math.Min(place.Width, place.Height) / 240, 1, 3);

    /// <summary>Draws the most likely classes with their scores as bars, in the upper left corner.</summary>
    public void Classes(ScreenClassifier classifier, int count)
    {
        if (classifier.ResultFrame < 0) return;
        count = Math.Min(count, classifier.Scores.Length);
        int longest = 0;
        for (int rank = 0; rank < count; rank++) longest = Math.Max(longest, classifier[rank].Label.Length);
        longest = Math.Min(longest, 28);
        int line = (PixelFont.LineHeight + 1) * _scale, margin = 4 * _scale;
        int bar = margin + PixelFont.WidthOf(longest + 1) * _scale;
        int width = bar + (BarWidth + 5 * PixelFont.Advance) * _scale + margin;
        var panel = new PixelRectangle(place.X + margin, place.Y + margin, width, count * line + margin + 2 * _scale);
        surface.Fill(panel, HudColors.PanelBottom.WithOpacity(0.8f));
        Span<char> text = stackalloc char[16];
        for (int rank = 0; rank < count; rank++)
        {
            var (_, label, score) = classifier[rank];
            int y = panel.Y + margin + rank * line;
            surface.Write(panel.X + margin, y, _scale, rank == 0 ? HudColors.Accent : HudColors.Text,
                label.AsSpan(0, Math.Min(label.Length, longest)));
            surface.Fill(new(panel.X + bar, y, BarWidth * _scale, PixelFont.CapitalHeight * _scale), HudColors.Track);
            surface.Fill(new(panel.X + bar, y, (int)(BarWidth * _scale * score), PixelFont.CapitalHeight * _scale),
                rank == 0 ? HudColors.Accent : HudColors.Bar);
            surface.Write(panel.X + bar + (BarWidth + 4) * _scale, y, _scale, HudColors.Text,
                new TextLine(text).Add(score * 100, "0").Add("%").Text);
        }
    }

    /// <summary>Draws the heat map of the most likely class over the part of the frame that the classifier looks at.</summary>
    public void Heat(ScreenClassifier classifier)
    {
        if (classifier.ResultFrame < 0 || classifier.MapRows == 0) return;
        var map = classifier.HeatMap(classifier[0].Index);
        var view = classifier.ViewOf(frameWidth, frameHeight);
        for (int row = 0; row < classifier.MapRows; row++)
        {
            for (int column = 0; column < classifier.MapColumns; column++)
            {
                float heat = map[row * classifier.MapColumns + column];
                float left = view.X + view.Width * (float)column / classifier.MapColumns;
                float top = view.Y + view.Height * (float)row / classifier.MapRows;
                var cell = Place(left, top, (float)view.Width / classifier.MapColumns, (float)view.Height / classifier.MapRows);
                var color = HudColors.Cold.Toward(HudColors.Hot, heat);
                surface.Fill(cell, color.WithOpacity(0.15f + 0.5f * heat));
            }
        }
    }

    /// <summary>Draws a box with label and score around each object.</summary>
    public void Objects(ScreenDetector detector)
    {
        Span<char> text = stackalloc char[40];
        for (int i = 0; i < detector.Objects.Count; i++)
        {
            var found = detector.Objects[i];
            var box = Inside(Place(found.X, found.Y, found.Width, found.Height));
            Outline(box, HudColors.Accent);
            var caption = new TextLine(text).Add(found.Label.AsSpan(0, Math.Min(found.Label.Length, 28))).Add(" ")
                .Add(found.Score * 100, "0").Add("%").Text;
            int height = PixelFont.LineHeight * _scale;
            var plate = new PixelRectangle(box.X, Math.Max(place.Y, box.Y - height),
                (PixelFont.WidthOf(caption.Length) + 4) * _scale, height);
            surface.Fill(plate, HudColors.PanelBottom);
            surface.Write(plate.X + 2 * _scale, plate.Y + 2 * _scale, _scale, HudColors.Accent, caption);
        }
    }

    /// <summary>Draws the parameters of filters with their values as bars, in the upper left corner.</summary>
    public void Controls(FilterControls controls)
    {
        if (!controls.Visible) return;
        int line = (PixelFont.LineHeight + 1) * _scale, margin = 4 * _scale, name = PixelFont.WidthOf(19) * _scale;
        int width = name + (BarWidth + 9 * PixelFont.Advance) * _scale + 2 * margin;
        var panel = new PixelRectangle(place.X + margin, place.Y + margin, width, controls.Count * line + margin + 2 * _scale);
        surface.Fill(panel, HudColors.PanelBottom.WithOpacity(0.8f));
        Span<char> text = stackalloc char[16];
        for (int i = 0; i < controls.Count; i++)
        {
            var (value, part) = controls.ValueOf(i);
            int y = panel.Y + margin + i * line, indent = controls.IsParameter(i) ? PixelFont.Advance * _scale : 0;
            var color = i == controls.Selected ? HudColors.Accent : controls.IsParameter(i) ? HudColors.Label : HudColors.Text;
            string label = controls.NameOf(i);
            surface.Write(panel.X + margin + indent, y, _scale, color, label.AsSpan(0, Math.Min(label.Length, 18)));
            int left = panel.X + margin + name;
            surface.Fill(new(left, y, BarWidth * _scale, PixelFont.CapitalHeight * _scale), HudColors.Track);
            surface.Fill(new(left, y, (int)(BarWidth * _scale * part), PixelFont.CapitalHeight * _scale),
                i == controls.Selected ? HudColors.Accent : HudColors.Bar);
            surface.Write(left + (BarWidth + 4) * _scale, y, _scale, HudColors.Text, new TextLine(text).Add(value, "0.##").Text);
        }
    }

    /// <summary>Says how old the results are where they are not of the frame that is shown.</summary>
    public void Age(TimeSpan age)
    {
        if (age <= TimeSpan.Zero) return;
        Span<char> text = stackalloc char[40];
        var caption = new TextLine(text).Add("result ").Add((long)Math.Ceiling(age.TotalMilliseconds)).Add(" ms old").Text;
        int x = place.X + 4 * _scale, y = place.Y + place.Height - (PixelFont.LineHeight + 4) * _scale;
        surface.Fill(new(x, y, (PixelFont.WidthOf(caption.Length) + 6) * _scale, (PixelFont.LineHeight + 2) * _scale),
            HudColors.PanelBottom.WithOpacity(0.8f));
        surface.Write(x + 3 * _scale, y + 3 * _scale, _scale, HudColors.Label, caption);
    }

    private PixelRectangle Place(float x, float y, float width, float height)
    {
        float scaleX = (float)place.Width / frameWidth, scaleY = (float)place.Height / frameHeight;
        int left = place.X + (int)MathF.Round(x * scaleX), top = place.Y + (int)MathF.Round(y * scaleY);
        return new(left, top, place.X + (int)MathF.Round((x + width) * scaleX) - left,
            place.Y + (int)MathF.Round((y + height) * scaleY) - top);
    }

    /// <summary>Returns the part of a rectangle that lies in the frame: objects at its edges may reach beyond it.</summary>
    private PixelRectangle Inside(PixelRectangle box)
    {
        int left = Math.Max(box.X, place.X), top = Math.Max(box.Y, place.Y);
        int right = Math.Min(box.X + box.Width, place.X + place.Width), bottom = Math.Min(box.Y + box.Height, place.Y + place.Height);
        return new(left, top, Math.Max(0, right - left), Math.Max(0, bottom - top));
    }

    private void Outline(PixelRectangle box, Color color)
    {
        int line = 2 * _scale;
        surface.Fill(box with { Height = line }, color);
        surface.Fill(box with { Y = box.Y + box.Height - line, Height = line }, color);
        surface.Fill(box with { Width = line }, color);
        surface.Fill(box with { X = box.X + box.Width - line, Width = line }, color);
    }
}
