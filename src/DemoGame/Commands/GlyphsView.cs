using System.Numerics;
using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using Silk.NET.OpenGL;
using VisionRuntime;
using VisionRuntime.Insight;

namespace DemoGame.Commands;

/// <summary>
/// Draws Glyphs: the game, the stroke of the player over it, and beside it the book of spells with what the network reads. The sign alone
/// is drawn on the slate, a framebuffer that the network looks at.
/// </summary>
internal sealed class GlyphsView : IDisposable
{
    /// <summary>The width and height of the slate in pixels.</summary>
    public const int SlateSize = 64;

    private const int Scale = 7, Pen = 6, ShownReadings = 4, AnnouncementFrames = 90;

    private static readonly Color Paper = Color.Rgb(0x101018);
    private static readonly Color Ink = Color.Rgb(0xF4F4FF);

    private readonly GL _gl;
    private readonly GlyphsGame _game;
    private readonly IGame[] _games;
    private readonly Stroke _stroke;
    private readonly GameAtlas _atlas;
    private readonly FramePresenter _presenter;
    private readonly HudRenderer _hud;
    private readonly SpriteBatch _batch;
    private readonly SpriteSheet _sheet;
    private readonly RenderTarget _slate;
    private readonly TileSink _sink;
    private readonly Stroke[] _icons;
    private string _announcement = "", _detail = "";
    private Color _announced = Color.White;
    private int _announcedFor;

    public GlyphsView(GL gl, GlyphsGame game, Stroke stroke)
    {
        (_gl, _game, _games, _stroke) = (gl, game, [game], stroke);
        _atlas = new GameAtlas(gl, 1, game.Width * Scale, game.Height * Scale);
        _presenter = new FramePresenter(gl);
        _hud = new HudRenderer(gl);
        _batch = new SpriteBatch(gl);
        _sheet = new SpriteSheet(gl);
        _slate = new RenderTarget(gl, SlateSize, SlateSize);
        _sink = new TileSink(_batch);
        _icons = [.. Enumerable.Range(0, GlyphsGame.Definition.Actions.Count).Select(action => Icon(GlyphsGame.Spell(action).Sign))];
    }

    /// <summary>The OpenGL name of the framebuffer with the sign.</summary>
    public uint Slate => _slate.Framebuffer;

    /// <summary>Draws the sign in the middle of the slate, as large as the classifier was trained with.</summary>
    public void DrawSlate()
    {
        _slate.Clear(Paper);
        Begin(SlateSize, SlateSize);
        _stroke.DrawInto(_sink, new(SlateSize / 2f), SlateSize * 0.7f, SlateSize * 0.065f, Ink);
        _batch.Draw(_sheet.Texture);
    }

    /// <summary>Says what a sign was read as.</summary>
    public void Announce(Classification sign, int action, bool paid)
    {
        _announcement = action == GlyphsGame.Definition.IdleAction ? "no spell" : GlyphsGame.Definition.Actions[action];
        _detail = action == GlyphsGame.Definition.IdleAction ? sign.Label : paid ? "" : "not enough mana";
        (_announced, _announcedFor) = (paid ? GlyphsScenery.Tint(action) : HudColors.Label, AnnouncementFrames);
    }

    /// <summary>Draws a frame into the window.</summary>
    public void Draw(int width, int height, float interpolation, SignReader reader, bool drawing)
    {
        var layout = HudLayout.For(width, height);
        _atlas.Render(_games, Math.Clamp(interpolation, 0, 1));
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        DrawState.Unmask(_gl);
        _gl.Viewport(0, 0, (uint)width, (uint)height);
        var background = HudColors.Background;
        _gl.ClearColor(background.Red / 255f, background.Green / 255f, background.Blue / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        var place = layout.Game.Letterbox(_game.Width, _game.Height);
        _presenter.Draw(_atlas.Texture, TexturePart.Frame(_atlas.Width, _atlas.Height), place, width, height);
        _hud.Begin(width, height);
        if (_announcedFor-- > 0) DrawAnnouncement(place, layout.Scale);
        if (!layout.Compact) DrawBook(layout.Panel.Inset(9 * layout.Scale), layout, reader, drawing);
        _hud.End();
        Begin(width, height);
        if (!layout.Compact) DrawIcons(layout.Panel.Inset(9 * layout.Scale), layout.Scale);
        _stroke.Draw(_sink, Pen * 3, Color.White.WithOpacity(0.12f));
        _stroke.Draw(_sink, Pen, Color.Rgb(0xFFF3C4));
        _batch.Draw(_sheet.Texture);
        reader.Insight.DrawInto(_gl, 0, width, height);
    }

    public void Dispose()
    {
        _slate.Dispose();
        _sheet.Dispose();
        _batch.Dispose();
        _hud.Dispose();
        _presenter.Dispose();
        _atlas.Dispose();
    }

    private static int RowHeight(int scale) => 24 * scale;

    private static int BookTop(PixelRectangle inside, int scale) => inside.Y + 36 * scale;

    private void Begin(int width, int height)
    {
        _batch.Begin(width, height);
        _sink.SetTile(0, 0, width, height, width, height);
    }

    private void DrawAnnouncement(PixelRectangle place, int scale)
    {
        int size = 3 * scale, x = place.X + (place.Width - PixelFont.WidthOf(_announcement.Length) * size) / 2, y = place.Y + 40 * scale;
        _hud.Text(x, y, size, _announced, _announcement);
        x = place.X + (place.Width - PixelFont.WidthOf(_detail.Length) * scale) / 2;
        _hud.Text(x, y + 30 * scale, scale, HudColors.Label, _detail);
    }

    private void DrawBook(PixelRectangle inside, in HudLayout layout, SignReader reader, bool drawing)
    {
        int scale = layout.Scale, y = BookTop(inside, scale);
        _hud.Panel(layout.Panel, scale);
        _hud.Text(inside.X, inside.Y, 2 * scale, HudColors.Accent, GlyphsGame.Definition.Title);
        _hud.Text(inside.X, inside.Y + 20 * scale, scale, HudColors.Label, "Draw a sign");
        Span<char> text = stackalloc char[16];
        for (int spell = 1; spell < _icons.Length; spell++, y += RowHeight(scale))
        {
            int cost = GlyphsGame.Spell(spell).Cost;
            _hud.Text(inside.X + 30 * scale, y + 7 * scale, scale, _game.Mana >= cost ? HudColors.Text : HudColors.Label,
                GlyphsGame.Definition.Actions[spell]);
            _hud.TextRight(inside.X + inside.Width, y + 7 * scale, scale, HudColors.Label, new TextLine(text).Add(cost).Text);
        }
        var classifier = reader.Classifier;
        if (_stroke.Count < 2 || classifier.ResultFrame < 0) return;
        y += 4 * scale;
        for (int rank = 0; rank < ShownReadings; rank++, y += 13 * scale)
        {
            var (_, label, score) = classifier[rank];
            var color = rank > 0 ? HudColors.Bar : drawing ? HudColors.Accent : HudColors.Curve;
            _hud.Text(inside.X, y, scale, rank == 0 ? HudColors.Text : HudColors.Label, label);
            var bar = new PixelRectangle(inside.X + 56 * scale, y, inside.Width - 56 * scale, 7 * scale);
            _hud.Box(bar, HudColors.Track, HudColors.Track);
            _hud.Box(bar with { Width = (int)(bar.Width * score) }, color, color);
        }
    }

    private void DrawIcons(PixelRectangle inside, int scale)
    {
        for (int spell = 1; spell < _icons.Length; spell++)
        {
            var center = new Vector2(inside.X + 12 * scale, BookTop(inside, scale) + (spell - 1) * RowHeight(scale) + 10 * scale);
            _icons[spell].DrawInto(_sink, center, 17 * scale, 2 * scale, GlyphsScenery.Tint(spell));
        }
    }

    /// <summary>The sign as it is shown in the book, in a square from -1 to 1.</summary>
    private static Stroke Icon(string sign) => sign switch
    {
        "triangle" => new(new(0, -0.9f), new(0.9f, 0.7f), new(-0.9f, 0.7f), new(0, -0.9f)),
        "zigzag" => new(new(-0.6f, -0.8f), new(0.6f, -0.8f), new(-0.6f, 0.8f), new(0.6f, 0.8f)),
        "circle" => Curve(0, 6.28f, t => new(MathF.Cos(t), MathF.Sin(t))),
        "spiral" => Curve(0, 15.5f, t => new Vector2(MathF.Cos(t), MathF.Sin(t)) * t),
        "wave" => Curve(0, 12.57f, t => new(t, 2 * MathF.Sin(t))),
        "heart" => Curve(0, 6.28f, t => new(
            16 * MathF.Pow(MathF.Sin(t), 3), -13 * MathF.Cos(t) + 5 * MathF.Cos(2 * t) + 2 * MathF.Cos(3 * t) + MathF.Cos(4 * t))),
        "star" => new([.. Enumerable.Range(0, 6).Select(i => new Vector2(MathF.Sin(i * 2.513f), -MathF.Cos(i * 2.513f)))]),
        _ => new(),
    };

    private static Stroke Curve(float from, float to, Func<float, Vector2> at) =>
        new([.. Enumerable.Range(0, 41).Select(i => at(from + (to - from) * i / 40))]);
}
