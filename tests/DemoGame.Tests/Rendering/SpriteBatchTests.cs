using DemoGame.Rendering;

namespace DemoGame.Tests.Rendering;

public sealed class SpriteBatchTests
{
    [Fact]
    public void A_box_on_whole_pixels_has_sharp_edges()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        Picture picture = Draw(canvas, Sprite.Box(8, 4, 10, 6, Color.White));
        Assert.Equal(60, picture.Differing(new PixelRectangle(0, 0, 32, 32), Color.Black));
        Assert.Equal(Color.White, picture[8, 4]);
        Assert.Equal(Color.White, picture[17, 9]);
        Assert.Equal(Color.Black, picture[7, 4]);
        Assert.Equal(Color.Black, picture[18, 9]);
    }

    [Fact]
    public void Half_a_pixel_further_the_edge_is_half_as_bright()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        Picture picture = Draw(canvas, Sprite.Box(8.5f, 8, 8, 8, Color.White));
        Assert.InRange(picture[8, 12].Red, 126, 129);
        Assert.InRange(picture[16, 12].Red, 126, 129);
        Assert.Equal(Color.White, picture[12, 12]);
    }

    [Fact]
    public void Rounded_corners_are_cut_off()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        Picture picture = Draw(canvas, Sprite.Box(4, 4, 24, 24, Color.White, radius: 8));
        Assert.Equal(Color.Black, picture[4, 4]);
        Assert.Equal(Color.Black, picture[27, 27]);
        Assert.Equal(Color.White, picture[4, 16]);
        Assert.Equal(Color.White, picture[16, 27]);
    }

    [Fact]
    public void Color_changes_from_the_upper_edge_to_the_lower()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        Picture picture = Draw(canvas, Sprite.Box(0, 0, 32, 32, Color.Rgb(0xFF0000), Color.Rgb(0x0000FF)));
        Assert.True(picture[16, 1] is { Red: > 240, Blue: < 15 });
        Assert.True(picture[16, 30] is { Red: < 15, Blue: > 240 });
    }

    [Fact]
    public void A_quarter_turn_makes_a_horizontal_bar_vertical()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        var bar = new Sprite(SpriteShape.Solid, 6, 14, 20, 4, Color.White, Color.White, Rotation: MathF.PI / 2);
        Picture picture = Draw(canvas, bar);
        Assert.Equal(Color.White, picture[16, 8]);
        Assert.Equal(Color.Black, picture[8, 16]);
    }

    [Fact]
    public void Sprites_added_later_are_in_front_and_opacity_mixes()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        Picture picture = Draw(
            canvas, Sprite.Box(0, 0, 32, 32, Color.Rgb(0xFF0000)), Sprite.Box(0, 0, 16, 32, Color.Rgb(0x00FF00).WithOpacity(0.5f)));
        Assert.True(picture[4, 4] is { Red: >= 126 and <= 129, Green: >= 126 and <= 129, Alpha: 255 });
        Assert.Equal(Color.Rgb(0xFF0000), picture[20, 4]);
    }

    [Fact]
    public void Every_shape_is_drawn_inside_its_rectangle()
    {
        using var canvas = new OffscreenCanvas(800, 470);
        var sprites = new List<Sprite> { Sprite.Box(0, 0, 800, 470, Color.Rgb(0x101528)) };
        SpriteShape[] shapes = Enum.GetValues<SpriteShape>();
        foreach (SpriteShape shape in shapes)
        {
            int at = (int)shape;
            sprites.Add(Sprite.Of(shape, (at % 9 * 88) + 12, (at / 9 * 150) + 12, 64, 64, Color.Rgb(0xFFC845)));
            sprites.Add(Sprite.Of(shape, (at % 9 * 88) + 12, (at / 9 * 150) + 90, 24, 24, Color.Rgb(0x5BE3B0)));
            sprites.Add(Sprite.Of(shape, (at % 9 * 88) + 44, (at / 9 * 150) + 90, 12, 12, Color.Rgb(0xE2506B)));
            sprites.Add(Sprite.Of(shape, (at % 9 * 88) + 64, (at / 9 * 150) + 90, 6, 6, Color.White));
        }
        Picture picture = Draw(canvas, [.. sprites]);
        picture.Save("shapes");
        foreach (SpriteShape shape in shapes)
        {
            var box = new PixelRectangle(((int)shape % 9 * 88) + 12, ((int)shape / 9 * 150) + 12, 64, 64);
            Assert.InRange(picture.Differing(box, Color.Rgb(0x101528)), 500, 64 * 64);
            Assert.Equal(0, picture.Differing(new PixelRectangle(box.X - 8, box.Y, 8, 64), Color.Rgb(0x101528)));
            Assert.Equal(0, picture.Differing(new PixelRectangle(box.X, box.Y - 8, 64, 8), Color.Rgb(0x101528)));
        }
    }

    [Fact]
    public void More_sprites_than_the_capacity_are_all_drawn()
    {
        using var canvas = new OffscreenCanvas(32, 32);
        using var batch = new SpriteBatch(canvas.Gl, capacity: 4);
        using var views = new GridViewBatch(canvas.Gl);
        var sink = new TileSink(batch, views);
        using var sheet = new SpriteSheet(canvas.Gl);
        canvas.Clear(Color.Black);
        batch.Begin(32, 32);
        sink.SetTile(0, 0, 32, 32, 32, 32);
        for (int x = 0; x < 32; x++) sink.Add(Sprite.Box(x, 3, 1, 1, Color.White));
        Assert.Equal(32, batch.Count);
        batch.Draw(sheet.Texture);
        Assert.Equal(32, canvas.Read().Differing(new PixelRectangle(0, 3, 32, 1), Color.Black));
        Assert.Equal(1, batch.DrawCalls);
    }

    private static Picture Draw(OffscreenCanvas canvas, params Sprite[] sprites)
    {
        using var batch = new SpriteBatch(canvas.Gl);
        using var sheet = new SpriteSheet(canvas.Gl);
        using var views = new GridViewBatch(canvas.Gl);
        var sink = new TileSink(batch, views);
        canvas.Clear(Color.Black);
        batch.Begin(canvas.Width, canvas.Height);
        sink.SetTile(0, 0, canvas.Width, canvas.Height, canvas.Width, canvas.Height);
        foreach (Sprite sprite in sprites) sink.Add(sprite);
        batch.Draw(sheet.Texture);
        return canvas.Read();
    }
}
