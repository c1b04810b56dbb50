using System.Diagnostics;
using DemoGame.Games;
using DemoGame.Rendering;
using DemoGame.Tests.Rendering;
using Silk.NET.OpenGL;
using Xunit.Abstractions;

namespace DemoGame.Tests.Games;

public sealed class GameAtlasTests(ITestOutputHelper output)
{
    private const int Tile = CatchGame.WorldSize;

    [Fact]
    public void Each_instance_appears_in_its_own_tile_ball_at_the_top_and_paddle_at_the_bottom()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 7, Tile, Tile, columns: 3);
        CatchGame[] games = Games(7);
        atlas.Render(games);
        Picture picture = Read(canvas, atlas);
        picture.Save("atlas-7");

        Assert.Equal((3, 3, 252, 252), (atlas.Columns, atlas.Rows, atlas.Width, atlas.Height));
        for (int index = 0; index < games.Length; index++)
        {
            (int x, int y) = atlas.TileOrigin(index);
            Assert.True(IsBall(picture[x + games[index].BallX + 3, y + 3]), $"tile {index}: no ball at the top");
            Assert.True(
                IsPaddle(picture[x + games[index].PaddleX + 8, y + CatchGame.PaddleTop + 1]), $"tile {index}: no paddle at the bottom");
        }
    }

    [Fact]
    public void Tiles_are_counted_from_the_top_left()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 4, Tile, Tile);
        atlas.Render(Games(1));
        Picture picture = Read(canvas, atlas);
        Assert.NotEqual(Color.Black, picture[10, 10]);
        Assert.Equal(Color.Black, picture[Tile + 10, 10]);
        Assert.Equal(Color.Black, picture[10, Tile + 10]);
    }

    [Fact]
    public void A_tile_shows_the_same_whatever_its_neighbors_show()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 9, Tile, Tile);
        using var alone = new GameAtlas(canvas.Gl, 1, Tile, Tile);
        CatchGame[] games = Games(9);
        foreach (CatchGame game in games) game.Step(game.BestAction());
        atlas.Render(games);
        Picture all = Read(canvas, atlas);
        alone.Render(games.AsSpan(4, 1).ToArray());
        Picture one = Read(canvas, alone);
        (int left, int top) = atlas.TileOrigin(4);
        for (int y = 0; y < Tile; y++)
        {
            for (int x = 0; x < Tile; x++) Assert.Equal(one[x, y], all[left + x, top + y]);
        }
    }

    [Fact]
    public void Nothing_leaks_into_the_neighbor_tile()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 9, Tile, Tile);
        var games = new IGame[9];
        for (int index = 0; index < 9; index++) games[index] = new Overflowing(visible: index == 4);
        atlas.Render(games);
        Picture picture = Read(canvas, atlas);
        for (int y = 0; y < atlas.Height; y++)
        {
            for (int x = 0; x < atlas.Width; x++)
            {
                bool middle = x / Tile == 1 && y / Tile == 1;
                Assert.Equal(middle ? Color.White : Color.Black, picture[x, y]);
            }
        }
    }

    [Fact]
    public void Sixty_four_instances_are_one_draw_call()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 64, Tile, Tile);
        CatchGame[] games = Games(64);
        atlas.Render(games);
        Assert.Equal(2, atlas.DrawCalls);
        Assert.InRange(atlas.SpriteCount, 64 * 2, 64 * 16);

        var watch = Stopwatch.StartNew();
        const int frames = 40;
        for (int frame = 0; frame < frames; frame++)
        {
            atlas.Render(games);
            canvas.Gl.Finish();
        }
        output.WriteLine(
            $"{watch.Elapsed.TotalMilliseconds / frames:0.00} ms for 64 tiles of {Tile} x {Tile}, {atlas.SpriteCount} sprites");
        Assert.Equal(2 + frames, atlas.DrawCalls);
        foreach (CatchGame game in games)
            for (int step = 0; step < 9; step++) game.Step(game.BestAction());
        atlas.Render(games);
        Read(canvas, atlas).Save("atlas-64");
    }

    [Fact]
    public void A_frame_allocates_no_managed_memory()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 16, Tile, Tile);
        IGame[] games = Games(16);
        for (int frame = 0; frame < 3; frame++) atlas.Render(games);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 0; frame < 20; frame++) atlas.Render(games);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Another_game_in_a_tile_brings_its_own_scenery()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 2, Tile, Tile);
        CatchGame[] games = Games(2);
        atlas.Render([games[0], games[1]]);
        Picture before = Read(canvas, atlas);
        atlas.Render([new Overflowing(visible: false), games[1]]);
        Picture after = Read(canvas, atlas);
        Assert.Equal(0, after.Differing(new PixelRectangle(0, 0, Tile, Tile), Color.Black));
        Assert.Equal(before[Tile + 40, 81], after[Tile + 40, 81]);
        atlas.Render([games[0]]);
        Assert.Equal(Color.Black, Read(canvas, atlas)[Tile + 40, 81]);
    }

    [Fact]
    public void The_OpenGL_state_left_by_others_does_not_matter()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 4, Tile, Tile);
        CatchGame[] games = Games(4);
        atlas.Render(games);
        Picture clean = Read(canvas, atlas);

        GL gl = canvas.Gl;
        gl.Enable(EnableCap.ScissorTest);
        gl.Scissor(0, 0, 5, 5);
        gl.Enable(EnableCap.DepthTest);
        gl.DepthFunc(DepthFunction.Never);
        gl.Enable(EnableCap.CullFace);
        gl.CullFace(TriangleFace.FrontAndBack);
        gl.ColorMask(true, false, true, false);
        gl.Viewport(3, 3, 8, 8);
        gl.BlendFunc(BlendingFactor.Zero, BlendingFactor.Zero);
        gl.BindVertexArray(0);
        gl.UseProgram(0);
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, canvas.Framebuffer);
        atlas.Render(games);
        Picture dirty = Read(canvas, atlas);
        for (int y = 0; y < atlas.Height; y++)
        {
            for (int x = 0; x < atlas.Width; x++) Assert.Equal(clean[x, y], dirty[x, y]);
        }
    }

    [Fact]
    public void A_larger_tile_shows_the_same_world_in_finer_detail()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 1, Tile * 7, Tile * 7);
        CatchGame[] games = Games(1);
        for (int step = 0; step < 7; step++) games[0].Step(games[0].BestAction());
        atlas.Render(games);
        Picture picture = Read(canvas, atlas);
        picture.Save("catch-large");
        Assert.True(IsBall(picture[(games[0].BallX + 3) * 7, (games[0].BallY + 3) * 7]));
    }

    [Fact]
    public void More_games_than_tiles_are_refused()
    {
        using var canvas = new OffscreenCanvas();
        using var atlas = new GameAtlas(canvas.Gl, 2, Tile, Tile);
        var error = Assert.Throws<ArgumentException>(() => atlas.Render(Games(3)));
        Assert.Contains("3 games do not fit into an atlas of 2 tiles", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => atlas.TileOrigin(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GameAtlas(canvas.Gl, 1, 1_000_000, 84));
    }

    private static CatchGame[] Games(int count)
    {
        var games = new CatchGame[count];
        for (int index = 0; index < count; index++)
        {
            games[index] = new CatchGame();
            games[index].Reset((ulong)index);
        }
        return games;
    }

    private static Picture Read(OffscreenCanvas canvas, GameAtlas atlas) =>
        Picture.Read(canvas.Gl, atlas.Framebuffer, atlas.Width, atlas.Height);

    private static bool IsBall(Color color) => color is { Red: > 170, Green: > 110, Blue: < 150 };

    private static bool IsPaddle(Color color) => color is { Blue: > 200, Green: > 150 };

    /// <summary>A game whose sprites are far larger than its world.</summary>
    private sealed class Overflowing(bool visible) : IGame
    {
        public int Width => Tile;

        public int Height => Tile;

        public bool Ended => false;

        public void Reset(ulong seed)
        {
        }

        public StepResult Step(int action) => default;

        public void DrawScenery(ISpriteSink sprites)
        {
            if (visible) sprites.Add(Sprite.Box(-200, -200, 500, 500, Color.Rgb(0xFF0000)));
        }

        public void Draw(ISpriteSink sprites, float interpolation)
        {
            if (!visible) return;
            sprites.Add(Sprite.Box(-200, -200, 500, 500, Color.White));
            sprites.Add(Sprite.Of(SpriteShape.Ball, -3, 40, 6, 6, Color.White));
            sprites.Add(Sprite.Of(SpriteShape.Star, 80, 80, 30, 30, Color.White, rotation: 1));
            sprites.Add(Sprite.Box(-200, -200, 500, 500, Color.White));
        }
    }
}
