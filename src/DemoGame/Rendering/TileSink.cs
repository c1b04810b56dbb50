namespace DemoGame.Rendering;

/// <summary>Draws sprites and views into one tile of a target: scales a world to the tile and clips at its edges.</summary>
internal sealed class TileSink(SpriteBatch batch, GridViewBatch? views = null) : ISpriteSink
{
    private static readonly TextureArea[] Areas = [.. Enum.GetValues<SpriteShape>().Select(SpriteSheet.Area)];

    private float _left;
    private float _top;
    private float _scaleX = 1;
    private float _scaleY = 1;
    private ClipArea _clip = ClipArea.None;
    private PixelRectangle _tile;

    private GridViewBatch Views => views ?? throw new InvalidOperationException("TileSink: views are not drawn here");

    /// <summary>Sets the tile for the sprites that follow.</summary>
    public void SetTile(int left, int top, int width, int height, int worldWidth, int worldHeight)
    {
        _left = left;
        _top = top;
        _scaleX = width / (float)worldWidth;
        _scaleY = height / (float)worldHeight;
        _tile = new PixelRectangle(left, top, width, height);
        _clip = new ClipArea(left, top, left + width, top + height);
    }

    public void Add(in Sprite sprite)
    {
        batch.Add(new SpriteInstance
        {
            X = _left + (sprite.X * _scaleX),
            Y = _top + (sprite.Y * _scaleY),
            Width = sprite.Width * _scaleX,
            Height = sprite.Height * _scaleY,
            Sheet = Part(Areas[(int)sprite.Shape], sprite.PartLeft, sprite.PartRight),
            Clip = _clip,
            Top = sprite.Top,
            Bottom = sprite.Bottom,
            Radius = sprite.Radius * MathF.Min(_scaleX, _scaleY),
            Rotation = sprite.Rotation,
        });
    }

    public void Add(in GridView view) =>
        Views.Add(view, _tile);

    private static TextureArea Part(in TextureArea area, float left, float right)
    {
        float width = area.Right - area.Left;
        return area with { Left = area.Left + (left * width), Right = area.Left + (right * width) };
    }
}
