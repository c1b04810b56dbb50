using DemoGame.Hud;
using DemoGame.Rendering;
using DemoGame.Tests.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Tests.Hud;

public sealed class HudTests
{
    private static readonly Color Back = Color.Rgb(0x101020);

    [Fact]
    public void Text_is_drawn_dot_for_dot_at_its_position()
    {
        using var canvas = new OffscreenCanvas(120, 40);
        using var hud = new HudRenderer(canvas.Gl);
        const string text = "Catch 42!";
        canvas.Clear(Back);
        hud.Begin(120, 40);
        int width = hud.Text(4, 6, 2, Color.White, text);
        hud.End();
        Picture picture = canvas.Read();
        Assert.Equal(PixelFont.WidthOf(text.Length) * 2, width);
        for (int y = 0; y < 40; y++)
        {
            for (int x = 0; x < 120; x++)
            {
                int dotX = (int)Math.Floor((x - 4) / 2.0);
                int dotY = (int)Math.Floor((y - 6) / 2.0);
                int index = dotX >= 0 ? dotX / PixelFont.Advance : -1;
                bool set = index >= 0 && index < text.Length && PixelFont.IsSet(text[index], dotX % PixelFont.Advance, dotY);
                Assert.Equal(set ? Color.White : Back, picture[x, y]);
            }
        }
    }

    [Fact]
    public void Every_printable_character_has_a_glyph_of_its_own()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (char character = PixelFont.First; character <= PixelFont.Last; character++)
        {
            char drawn = character;
            seen.Add(string.Concat(Enumerable.Range(0, 45).Select(dot => PixelFont.IsSet(drawn, dot % 5, dot / 5) ? '#' : '.')));
        }
        Assert.Equal(95, seen.Count);
        Assert.Equal(PixelFont.IndexOf('?'), PixelFont.IndexOf('é'));
    }

    [Fact]
    public void The_larger_value_has_the_longer_bar_and_the_chosen_one_is_highlighted()
    {
        using var canvas = new OffscreenCanvas(200, 60);
        using var hud = new HudRenderer(canvas.Gl);
        canvas.Clear(Back);
        hud.Begin(200, 60);
        hud.Bars(new PixelRectangle(0, 0, 200, 60), 1, ["left", "stay", "right"], [0.25f, 0.5f, 1], highlighted: 2);
        hud.End();
        Picture picture = canvas.Read();
        int[] filled = [.. new[] { 3, 23, 43 }.Select(y => Enumerable.Range(33, 128).Count(x => picture[x, y] is { Red: > 60 }))];
        Assert.InRange(filled[1], (filled[0] * 2) - 4, (filled[0] * 2) + 4);
        Assert.InRange(filled[2], (filled[1] * 2) - 4, (filled[1] * 2) + 4);
        Assert.True(picture[60, 46] is { Red: > 200, Blue: < 150 });
    }

    [Fact]
    public void Different_numbers_of_labels_and_values_are_refused()
    {
        using var canvas = new OffscreenCanvas();
        using var hud = new HudRenderer(canvas.Gl);
        var error = Assert.Throws<ArgumentException>(() => hud.Bars(default, 1, ["left"], [1, 2], 0));
        Assert.Contains("1 labels for 2 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rising_series_is_a_curve_from_the_lower_left_to_the_upper_right()
    {
        using var canvas = new OffscreenCanvas(100, 50);
        using var hud = new HudRenderer(canvas.Gl);
        canvas.Clear(Back);
        hud.Begin(100, 50);
        hud.Sparkline(new PixelRectangle(0, 0, 100, 50), 1, [0, 1, 2, 3], HudColors.Curve);
        hud.End();
        Picture picture = canvas.Read();
        Assert.Equal(HudColors.Curve, picture[2, 47]);
        Assert.Equal(HudColors.Curve, picture[97, 2]);
        Assert.NotEqual(HudColors.Curve, picture[3, 10]);
    }

    [Fact]
    public void A_series_without_a_finite_value_leaves_the_chart_empty()
    {
        using var canvas = new OffscreenCanvas(100, 50);
        using var hud = new HudRenderer(canvas.Gl);
        canvas.Clear(Back);
        hud.Begin(100, 50);
        hud.Sparkline(new PixelRectangle(0, 0, 100, 50), 1, [float.NaN, float.NaN], HudColors.Curve);
        hud.End();
        Assert.Equal(0, canvas.Read().Differing(new PixelRectangle(4, 4, 92, 42), HudColors.Track));
    }

    [Fact]
    public void A_stack_is_shown_upright_and_in_order()
    {
        using var canvas = new OffscreenCanvas(64, 32);
        using var hud = new HudRenderer(canvas.Gl);
        using var stack = new FrameStackView(canvas.Gl, 2, 2, 2);
        stack.Upload([1, 0, 0, 0, 0, 0, 0, 0.5f]);
        canvas.Clear(Back);
        hud.Begin(64, 32);
        hud.Image(stack.Texture, stack.Part(0), new PixelRectangle(4, 4, 16, 16));
        hud.Image(stack.Texture, stack.Part(1), new PixelRectangle(34, 4, 16, 16));
        hud.End();
        Picture picture = canvas.Read();
        Assert.Equal(Color.White, picture[5, 5]);
        Assert.Equal(Color.Black, picture[15, 5]);
        Assert.Equal(Color.Black, picture[5, 15]);
        Assert.Equal(Color.Black, picture[35, 5]);
        Assert.InRange(picture[46, 16].Green, 127, 128);
        Assert.Throws<ArgumentException>(() => stack.Upload([1]));
    }

    [Theory]
    [InlineData(960, 640)]
    [InlineData(1920, 1080)]
    [InlineData(480, 480)]
    [InlineData(336, 400)]
    public void The_whole_HUD_is_drawn_without_managed_memory(int width, int height)
    {
        using var canvas = new OffscreenCanvas(width, height);
        using var scene = new HudScene(canvas.Gl);
        scene.Draw(canvas);
        scene.Draw(canvas);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 0; frame < 5; frame++) scene.Draw(canvas);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Picture picture = canvas.Read();
        picture.Save($"display-{width}x{height}");

        HudLayout layout = HudLayout.For(width, height);
        Assert.Equal(width < 400, layout.Compact);
        Assert.NotEqual(0, picture.Differing(layout.Panel, HudColors.Background));
        Assert.Contains(Enumerable.Range(layout.Panel.X, layout.Panel.Width), x => picture[x, layout.Panel.Y + (12 * layout.Scale)] == HudColors.Accent
            || picture[x, layout.Panel.Y + (6 * layout.Scale)] == HudColors.Accent);
    }

    [Fact]
    public void The_whole_font_is_drawn()
    {
        using var canvas = new OffscreenCanvas(800, 300);
        using var hud = new HudRenderer(canvas.Gl);
        canvas.Clear(HudColors.Background);
        hud.Begin(800, 300);
        for (int row = 0; row < 3; row++)
        {
            string line = string.Concat(Enumerable.Range(0, 32).Select(column => (char)(32 + (row * 32) + column)));
            hud.Text(12, 12 + (row * 46), 4, HudColors.Text, line.AsSpan(0, row == 2 ? 31 : 32));
        }
        hud.Text(12, 160, 3, HudColors.Accent, "The quick brown fox jumps over");
        hud.Text(12, 200, 2, HudColors.Curve, "the lazy dog. 0123456789 (Q = -0.25; 98.5 %) [fps: 60]");
        hud.Text(12, 230, 1, HudColors.Text, "SPHINX OF BLACK QUARTZ, JUDGE MY VOW! sphinx of black quartz, judge my vow?");
        hud.End();
        Picture picture = canvas.Read();
        picture.Save("font");
        Assert.NotEqual(0, picture.Differing(new PixelRectangle(0, 0, 800, 300), HudColors.Background));
    }
}
