using DemoGame.Games;
using DemoGame.Rendering;

namespace DemoGame.Tests.Rendering;

public sealed class FramePresenterTests
{
    [Theory]
    [InlineData(640, 480, 84, 84, 110, 30, 420, 420)]
    [InlineData(84, 84, 84, 84, 0, 0, 84, 84)]
    [InlineData(100, 300, 84, 84, 8, 108, 84, 84)]
    [InlineData(42, 60, 84, 84, 0, 9, 42, 42)]
    public void An_image_is_enlarged_by_integer_factors_and_centered(
        int width, int height, int pictureWidth, int pictureHeight, int x, int y, int shownWidth, int shownHeight)
    {
        PixelRectangle place = new PixelRectangle(0, 0, width, height).Letterbox(pictureWidth, pictureHeight);
        Assert.Equal(new PixelRectangle(x, y, shownWidth, shownHeight), place);
    }

    [Fact]
    public void An_image_without_pixels_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelRectangle(0, 0, 10, 10).Letterbox(0, 84));

    [Fact]
    public void Each_pixel_of_the_frame_becomes_a_square_of_equal_pixels_the_right_way_up()
    {
        using var canvas = new OffscreenCanvas(300, 260);
        using var atlas = new GameAtlas(canvas.Gl, 1, 84, 84);
        using var presenter = new FramePresenter(canvas.Gl);
        atlas.Render([new CatchGame()]);
        Picture frame = Picture.Read(canvas.Gl, atlas.Framebuffer, 84, 84);
        canvas.Clear(Color.Black);
        PixelRectangle place = presenter.Present(atlas.Texture, 84, 84, canvas.Width, canvas.Height);
        Picture shown = canvas.Read();
        Assert.Equal(new PixelRectangle(24, 4, 252, 252), place);
        for (int y = 0; y < place.Height; y++)
        {
            for (int x = 0; x < place.Width; x++) Assert.Equal(frame[x / 3, y / 3], shown[place.X + x, place.Y + y]);
        }
        Assert.Equal(0, shown.Differing(new PixelRectangle(0, 0, 24, 260), Color.Black));
    }

    [Fact]
    public void One_tile_of_an_atlas_can_be_drawn_alone()
    {
        using var canvas = new OffscreenCanvas(84, 84);
        using var atlas = new GameAtlas(canvas.Gl, 6, 84, 84);
        using var presenter = new FramePresenter(canvas.Gl);
        var games = new CatchGame[6];
        for (int index = 0; index < games.Length; index++)
        {
            games[index] = new CatchGame();
            games[index].Reset((ulong)index + 10);
        }
        atlas.Render(games);
        Picture all = Picture.Read(canvas.Gl, atlas.Framebuffer, atlas.Width, atlas.Height);
        for (int index = 0; index < games.Length; index++)
        {
            canvas.Clear(Color.Black);
            presenter.Draw(atlas.Texture, atlas.TilePart(index), new PixelRectangle(0, 0, 84, 84), 84, 84);
            Picture shown = canvas.Read();
            (int left, int top) = atlas.TileOrigin(index);
            for (int y = 0; y < 84; y++)
            {
                for (int x = 0; x < 84; x++) Assert.Equal(all[left + x, top + y], shown[x, y]);
            }
        }
    }
}
