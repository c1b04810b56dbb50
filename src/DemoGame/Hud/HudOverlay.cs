using DemoGame.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>Draws a <see cref="HudModel"/> as a column beside the game, or as a strip over it.</summary>
public sealed class HudOverlay(HudRenderer renderer)
{
    private const int HeadingHeight = PixelFont.LineHeight + 2;

    private PixelRectangle _inside;
    private int _scale;
    private int _y;

    /// <summary>Draws the HUD, between the renderer's Begin and End. Allocates nothing.</summary>
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
        DrawObservation(model);
        DrawKeys(model);
        DrawReturns(model);
    }

    private void DrawStrip(HudModel model, PixelRectangle strip)
    {
        renderer.Box(strip, HudColors.PanelTop, HudColors.PanelBottom);
        int x = strip.X + (4 * _scale);
        int y = strip.Y + (4 * _scale);
        Span<char> text = stackalloc char[64];
        x += renderer.Text(x, y, _scale, HudColors.Accent, model.Title) + (8 * _scale);
        renderer.Text(x, y, _scale, HudColors.Text, new TextLine(text).Add(model.Successes).Add("/").Add(model.Episodes).Text);
        var rate = new TextLine(text).Add(model.FramesPerSecond, "0").Add(" fps").Text;
        renderer.TextRight(strip.X + strip.Width - (4 * _scale), y, _scale, HudColors.Label, rate);
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
        Line("FPS", new TextLine(text).Add(model.FramesPerSecond, "0").Text);
        Line("Episode", new TextLine(text).Add(model.Episode, "N0").Text);
        if (model.Steps >= 0) Line("Steps", new TextLine(text).Add(model.Steps, "N0").Text);
        if (model.Epsilon >= 0) Line("Epsilon", new TextLine(text).Add(model.Epsilon, "0.00").Text);
        int percent = model.Episodes > 0 ? (int)Math.Round(100.0 * model.Successes / model.Episodes) : 0;
        Line(model.ScoreLabel, new TextLine(text).Add(model.Successes).Add("/").Add(model.Episodes).Add("  ").Add(percent).Add(" %").Text);
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

    private void DrawObservation(HudModel model)
    {
        if (model.Observation is not { } observation) return;
        int gap = 3 * _scale;
        int width = (_inside.Width - (gap * (observation.Frames - 1))) / observation.Frames;
        int height = width * observation.Height / observation.Width;
        if (width < 1 || height < 1 || !Heading("Observation", height)) return;
        for (int frame = 0; frame < observation.Frames; frame++)
        {
            var place = new PixelRectangle(_inside.X + (frame * (width + gap)), _y, width, height);
            renderer.Image(observation.Texture, observation.Part(frame), place);
        }
        _y += height + (2 * _scale);
    }

    private void DrawKeys(HudModel model)
    {
        int height = model.Keys.Count * (PixelFont.LineHeight + 1) * _scale;
        if (model.Keys.Count == 0 || model.Keys.Count != model.Actions.Count || !Heading("Keys", height)) return;
        for (int action = 0; action < model.Keys.Count; action++) Line(model.Actions[action], model.Keys[action]);
    }

    private void DrawReturns(HudModel model)
    {
        if (model.Returns is not { Count: > 0 } returns) return;
        int minimumHeight = 16 * _scale;
        if (!Heading("Mean return", minimumHeight)) return;
        Span<char> text = stackalloc char[24];
        var latest = new TextLine(text).Add(returns.Values[^1], "0.00").Text;
        renderer.TextRight(_inside.X + _inside.Width, _y - (HeadingHeight * _scale), _scale, HudColors.Text, latest);
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

    /// <summary>Begins a section, if its content still fits.</summary>
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
