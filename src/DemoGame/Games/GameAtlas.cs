using DemoGame.Rendering;
using Silk.NET.OpenGL;

namespace DemoGame.Games;

/// <summary>
/// Draws many instances of a game, each in its own tile, into one framebuffer with one draw call, so that a batch of environments
/// costs one frame and one readback.
/// </summary>
/// <remarks>
/// Tiles are numbered row by row from the top left of the picture. In memory the framebuffer is an ordinary OpenGL one, whose first
/// row is the bottom of the picture. Nothing of one tile is drawn into another. Scenery is drawn when a game is first seen in its
/// tile, kept in a second framebuffer and copied from there. From the second frame on nothing is allocated.
/// </remarks>
public sealed class GameAtlas : IDisposable
{
    private readonly SpriteBatch _batch;
    private readonly SpriteSheet _sheet;
    private readonly RenderTarget _target;
    private readonly RenderTarget _scenery;
    private readonly IGame?[] _sceneryOf;
    private readonly TileSink _sink;

    /// <summary>Makes the framebuffer, the sprite sheet and the shaders; the context must be current.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="tileWidth">The width of a tile in pixels; a game's world is scaled to it.</param>
    /// <param name="tileHeight">The height of a tile in pixels.</param>
    /// <param name="columns">Tiles in a row; 0 makes the atlas as square as it can be.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the picture would be larger than a texture can be.</exception>
    public GameAtlas(GL gl, int count, int tileWidth, int tileHeight, int columns = 0)
    {
        ArgumentNullException.ThrowIfNull(gl);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileHeight, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
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
        _sink = new TileSink(_batch);
    }

    /// <summary>The OpenGL name of the framebuffer.</summary>
    public uint Framebuffer => _target.Framebuffer;

    /// <summary>The OpenGL name of the RGBA8 texture with the picture.</summary>
    public uint Texture => _target.Texture;

    /// <summary>The number of tiles in use.</summary>
    public int Count { get; }

    /// <summary>The width of a tile in pixels.</summary>
    public int TileWidth { get; }

    /// <summary>The height of a tile in pixels.</summary>
    public int TileHeight { get; }

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of tiles; the last may not be full.</summary>
    public int Rows { get; }

    /// <summary>The picture's width in pixels.</summary>
    public int Width => _target.Width;

    /// <summary>The picture's height in pixels.</summary>
    public int Height => _target.Height;

    /// <summary>The draw calls issued since this atlas was made: one a frame, and one whenever scenery is drawn.</summary>
    public long DrawCalls => _batch.DrawCalls;

    /// <summary>The sprites in the last frame, without the scenery.</summary>
    public int SpriteCount { get; private set; }

    /// <summary>The left upper corner of a tile, in pixels from the left upper corner of the picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public (int X, int Y) TileOrigin(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return (index % Columns * TileWidth, index / Columns * TileHeight);
    }

    /// <summary>Draws one frame: game i into tile i. Tiles beyond the games given are black.</summary>
    /// <param name="games">The instances, at most <see cref="Count"/>.</param>
    /// <param name="interpolation">0 shows the worlds before their last step, 1 after it; agents see 1.</param>
    /// <exception cref="ArgumentException">There are more games than tiles.</exception>
    public void Render(ReadOnlySpan<IGame> games, float interpolation = 1)
    {
        if (games.Length > Count)
            throw new ArgumentException($"{games.Length} games do not fit into an atlas of {Count} tiles; make it with that count", nameof(games));
        if (IsSceneryNew(games)) DrawScenery(games);
        _scenery.CopyTo(_target);
        _target.Bind();
        _batch.Begin(Width, Height);
        for (int index = 0; index < games.Length; index++)
        {
            Place(index, games[index]);
            games[index].Draw(_sink, interpolation);
        }
        SpriteCount = _batch.Count;
        _batch.Draw(_sheet.Texture);
    }

    /// <summary>Deletes all OpenGL objects; their context must be current.</summary>
    public void Dispose()
    {
        _batch.Dispose();
        _sheet.Dispose();
        _scenery.Dispose();
        _target.Dispose();
    }

    private bool IsSceneryNew(ReadOnlySpan<IGame> games)
    {
        for (int index = 0; index < Count; index++)
            if (!ReferenceEquals(_sceneryOf[index], index < games.Length ? games[index] : null)) return true;
        return false;
    }

    private void DrawScenery(ReadOnlySpan<IGame> games)
    {
        _scenery.Clear(Color.Black);
        _batch.Begin(Width, Height);
        Array.Clear(_sceneryOf);
        for (int index = 0; index < games.Length; index++)
        {
            Place(index, games[index]);
            games[index].DrawScenery(_sink);
            _sceneryOf[index] = games[index];
        }
        _batch.Draw(_sheet.Texture);
    }

    private void Place(int index, IGame game)
    {
        (int x, int y) = TileOrigin(index);
        _sink.Place(x, y, TileWidth, TileHeight, game.Width, game.Height);
    }
}
