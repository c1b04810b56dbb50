using DemoGame.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>Draws a <see cref="HudModel"/>: the column beside the game, or the strip over it.</summary>
public sealed class HudOverlay(HudRenderer renderer)
{
    private const int HeadingHeight = PixelFont.LineHeight + 2;

    private PixelRectangle _inside;
    private int _scale;
    private int _y;

    /// <summary>Draws the display between the renderer's Begin and End. Allocates nothing.</summary>
    public void Draw(HudModel model, in HudLayout layout)
    {
        ArgumentNullException.ThrowIfNull(model);
        _scale = layout.Scale;
        if (layout.Compact)
        {
            DrawStrip(model, layout.Panel);
            return;
        }
        renderer.Panel(layout.Panel, _scale);
        _inside = layout.Panel.Inset(9 * _scale);
        _y = _inside.Y;
        DrawHeading(model);
        DrawNumbers(model);
        DrawActionValues(model);
        DrawSees(model);
        DrawReturns(model);
    }

    private void DrawStrip(HudModel model, PixelRectangle strip)
    {
        renderer.Box(strip, HudColors.PanelTop, HudColors.PanelBottom);
        int x = strip.X + (4 * _scale);
        int y = strip.Y + (4 * _scale);
        Span<char> text = stackalloc char[64];
        x += renderer.Text(x, y, _scale, HudColors.Accent, model.Title) + (8 * _scale);
        renderer.Text(x, y, _scale, HudColors.Text, new HudLine(text).Add(model.Won).Add("/").Add(model.Played).Text);
        renderer.TextRight(strip.X + strip.Width - (4 * _scale), y, _scale, HudColors.Label, new HudLine(text).Add(model.FramesPerSecond, "0").Add(" fps").Text);
    }

    private void DrawHeading(HudModel model)
    {
        int title = _scale + Math.Max(1, _scale / 2);
        renderer.Text(_inside.X, _y, title, HudColors.Accent, model.Title);
        int below = _y + (PixelFont.CapitalHeight * (title - _scale));
        renderer.TextRight(_inside.X + _inside.Width, below, _scale, HudColors.Label, model.Mode);
        _y += (PixelFont.LineHeight * title) - _scale;
        Rule();
    }

    private void DrawNumbers(HudModel model)
    {
        Span<char> text = stackalloc char[64];
        Line("Frames/s", new HudLine(text).Add(model.FramesPerSecond, "0").Text);
        Line("Episode", new HudLine(text).Add(model.Episode, "N0").Text);
        if (model.Steps >= 0) Line("Steps", new HudLine(text).Add(model.Steps, "N0").Text);
        if (model.Exploration >= 0) Line("Exploring", new HudLine(text).Add(model.Exploration * 100, "0").Add(" %").Text);
        int percent = model.Played > 0 ? (int)Math.Round(100.0 * model.Won / model.Played) : 0;
        Line(model.WonLabel, new HudLine(text).Add(model.Won).Add("/").Add(model.Played).Add("  ").Add(percent).Add(" %").Text);
        if ((uint)model.Action < (uint)model.Actions.Count) Line("Action", model.Actions[model.Action]);
    }

    private void DrawActionValues(HudModel model)
    {
        ReadOnlySpan<float> values = model.ActionValues.Span;
        int height = values.Length * (PixelFont.LineHeight + 1) * _scale;
        if (values.IsEmpty || values.Length != model.Actions.Count || !Heading(model.ActionValuesLabel, height)) return;
        renderer.Bars(new PixelRectangle(_inside.X, _y, _inside.Width, height), _scale, model.Actions, values, model.Action);
        _y += height;
    }

    private void DrawSees(HudModel model)
    {
        if (model.Sees is not { } sees) return;
        int gap = 3 * _scale;
        int width = (_inside.Width - (gap * (sees.Frames - 1))) / sees.Frames;
        int height = width * sees.Height / sees.Width;
        if (width < 1 || height < 1 || !Heading("What it sees", height)) return;
        for (int frame = 0; frame < sees.Frames; frame++)
            renderer.Image(sees.Texture, sees.Part(frame), new PixelRectangle(_inside.X + (frame * (width + gap)), _y, width, height));
        _y += height + (2 * _scale);
    }

    private void DrawReturns(HudModel model)
    {
        if (model.Returns is not { Count: > 0 } returns) return;
        int least = 16 * _scale;
        if (!Heading("Return", least)) return;
        Span<char> text = stackalloc char[24];
        renderer.TextRight(_inside.X + _inside.Width, _y - (HeadingHeight * _scale), _scale, HudColors.Text, new HudLine(text).Add(returns.Values[^1], "0.00").Text);
        int height = Math.Min(90 * _scale, _inside.Y + _inside.Height - _y);
        renderer.Sparkline(new PixelRectangle(_inside.X, _y, _inside.Width, height), _scale, returns.Values, HudColors.Curve);
        _y += height;
    }

    private void Line(string label, ReadOnlySpan<char> value)
    {
        renderer.Text(_inside.X, _y, _scale, HudColors.Label, label);
        renderer.TextRight(_inside.X + _inside.Width, _y, _scale, HudColors.Text, value);
        _y += (PixelFont.LineHeight + 1) * _scale;
    }

    /// <summary>Begins a section, if a content of the given height still fits.</summary>
    private bool Heading(string label, int contentHeight)
    {
        int needed = ((HeadingHeight + 8) * _scale) + contentHeight;
        if (_y + needed > _inside.Y + _inside.Height) return false;
        _y += 2 * _scale;
        Rule();
        renderer.Text(_inside.X, _y, _scale, HudColors.Label, label);
        _y += HeadingHeight * _scale;
        return true;
    }

    private void Rule()
    {
        renderer.Box(new PixelRectangle(_inside.X, _y, _inside.Width, _scale), HudColors.Line, HudColors.Line);
        _y += 6 * _scale;
    }
}
