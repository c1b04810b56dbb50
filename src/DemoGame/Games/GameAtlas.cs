using DemoGame.Rendering;
using Silk.NET.OpenGL;

namespace DemoGame.Games;

/// <summary>
/// Draws many instances of a game, each in its own tile, into one framebuffer with one draw call for all sprites, so that a batch of
/// environments costs one frame and one readback.
/// </summary>
/// <remarks>
/// Tiles are numbered row by row from the top left of the frame. In memory it is an ordinary OpenGL framebuffer, whose first row is the
/// bottom of the frame. Sprites are clipped to their tile. Scenery is drawn when a game first appears in a tile, kept in a second
/// framebuffer and copied from there. From the second frame on nothing is allocated.
/// </remarks>
public sealed class GameAtlas : IDisposable
{
    private readonly SpriteBatch _batch;
    private readonly GridViewBatch _views;
    private readonly SpriteSheet _sheet;
    private readonly RenderTarget _target;
    private readonly RenderTarget _scenery;
    private readonly IGame?[] _sceneryOf;
    private readonly TileSink _sink;
    private readonly GL _gl;
    private RenderTarget? _kept;
    private FramePresenter? _presenter;

    /// <summary>Creates the framebuffer, the sprite sheet and the shaders; the context must be current.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="tileWidth">The width of a tile in pixels; a game's world is scaled to it.</param>
    /// <param name="tileHeight">The height of a tile in pixels.</param>
    /// <param name="columns">Tiles in a row; 0 makes the atlas as square as possible.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive, or the frame would exceed the largest
    /// texture.</exception>
    public GameAtlas(GL gl, int count, int tileWidth, int tileHeight, int columns = 0)
    {
        ArgumentNullException.ThrowIfNull(gl);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileHeight, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        _gl = gl;
        Count = count;
        TileWidth = tileWidth;
        TileHeight = tileHeight;
        Columns = columns > 0 ? Math.Min(columns, count) : (int)Math.Ceiling(Math.Sqrt(count));
        Rows = (count + Columns - 1) / Columns;
        _target = new RenderTarget(gl, checked(Columns * tileWidth), checked(Rows * tileHeight));
        _scenery = new RenderTarget(gl, _target.Width, _target.Height);
        _sceneryOf = new IGame?[count];
        _scenery.Clear(Color.Black);
        _sheet = new SpriteSheet(gl);
        _batch = new SpriteBatch(gl, count * 16);
        _views = new GridViewBatch(gl);
        _sink = new TileSink(_batch, _views);
    }

    /// <summary>The OpenGL name of the framebuffer.</summary>
    public uint Framebuffer => _target.Framebuffer;

    /// <summary>The OpenGL name of the RGBA8 texture with the frame.</summary>
    public uint Texture => _target.Texture;

    /// <summary>The number of tiles in use.</summary>
    public int Count { get; }

    /// <summary>The width of a tile in pixels.</summary>
    public int TileWidth { get; }

    /// <summary>The height of a tile in pixels.</summary>
    public int TileHeight { get; }

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of tiles; the last may be incomplete.</summary>
    public int Rows { get; }

    /// <summary>The frame's width in pixels.</summary>
    public int Width => _target.Width;

    /// <summary>The frame's height in pixels.</summary>
    public int Height => _target.Height;

    /// <summary>
    /// The draw calls issued so far: one per frame, another if a game shows the view into a grid, and one whenever scenery is drawn.
    /// </summary>
    public long DrawCalls => _batch.DrawCalls + _views.DrawCalls;

    /// <summary>The sprites in the last frame, without the scenery.</summary>
    public int SpriteCount { get; private set; }

    /// <summary>Returns the top left corner of a tile, in pixels from the top left corner of the frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public (int X, int Y) TileOrigin(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return (index % Columns * TileWidth, index / Columns * TileHeight);
    }

    /// <summary>Returns the part of <see cref="Texture"/> that holds a tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public TexturePart TilePart(int index)
    {
        (int x, int y) = TileOrigin(index);
        TextureArea down = TextureArea.Pixels(x, y, TileWidth, TileHeight, Width, Height);
        return new TexturePart(down with { Top = 1 - down.Top, Bottom = 1 - down.Bottom }, TileWidth, TileHeight);
    }

    /// <summary>Draws one frame: game i into tile i. The remaining tiles are black.</summary>
    /// <param name="games">The instances, at most <see cref="Count"/>.</param>
    /// <param name="interpolation">0 shows the worlds before their last step, 1 after it; agents observe 1.</param>
    /// <exception cref="ArgumentException">There are more games than tiles.</exception>
    public void Render(ReadOnlySpan<IGame> games, float interpolation = 1)
    {
        if (games.Length > Count)
        {
            throw new ArgumentException(
                $"{games.Length} games do not fit into an atlas of {Count} tiles; create a larger one", nameof(games));
        }
        if (HasNewGames(games)) DrawScenery(games);
        _scenery.CopyTo(_target);
        _target.Bind();
        _batch.Begin(Width, Height);
        _views.Begin(Width, Height);
        for (int index = 0; index < games.Length; index++)
        {
            SetTile(index, games[index]);
            games[index].Draw(_sink, interpolation);
        }
        SpriteCount = _batch.Count;
        _views.Draw(_sheet.Texture);
        _batch.Draw(_sheet.Texture);
    }

    /// <summary>Keeps a copy of the frame, for <see cref="MaximumWithKept"/>.</summary>
    public void Keep()
    {
        _kept ??= new RenderTarget(_gl, Width, Height);
        _target.CopyTo(_kept);
    }

    /// <summary>Makes each pixel of the frame the maximum of itself and the frame that was kept.</summary>
    /// <exception cref="InvalidOperationException">No frame was kept.</exception>
    public void MaximumWithKept()
    {
        if (_kept is null) throw new InvalidOperationException("GameAtlas: no frame was kept; call Keep first");
        _presenter ??= new FramePresenter(_gl);
        _target.Bind();
        _presenter.Draw(_kept.Texture, TexturePart.Frame(Width, Height), new PixelRectangle(0, 0, Width, Height), Width, Height, true);
    }

    /// <summary>Deletes all OpenGL objects; their context must be current.</summary>
    public void Dispose()
    {
        _presenter?.Dispose();
        _kept?.Dispose();
        _batch.Dispose();
        _views.Dispose();
        _sheet.Dispose();
        _scenery.Dispose();
        _target.Dispose();
    }

    private bool HasNewGames(ReadOnlySpan<IGame> games)
    {
        for (int index = 0; index < Count; index++)
            if (!ReferenceEquals(_sceneryOf[index], index < games.Length ? games[index] : null)) return true;
        return false;
    }

    private void DrawScenery(ReadOnlySpan<IGame> games)
    {
        _scenery.Clear(Color.Black);
        _batch.Begin(Width, Height);
        _views.Begin(Width, Height);
        Array.Clear(_sceneryOf);
        for (int index = 0; index < games.Length; index++)
        {
            SetTile(index, games[index]);
            games[index].DrawScenery(_sink);
            _sceneryOf[index] = games[index];
        }
        _views.Draw(_sheet.Texture);
        _batch.Draw(_sheet.Texture);
    }

    private void SetTile(int index, IGame game)
    {
        (int x, int y) = TileOrigin(index);
        _sink.SetTile(x, y, TileWidth, TileHeight, game.Width, game.Height);
    }
}
