using System.Numerics;

namespace DemoGame.Rendering;

/// <summary>A line through points that is drawn with a pen: round ends and corners. Keeps its memory when it is cleared.</summary>
public sealed class Stroke
{
    private readonly List<Vector2> _points = new(256);

    /// <summary>Creates a stroke through the given points, in any unit.</summary>
    public Stroke(params ReadOnlySpan<Vector2> points)
    {
        foreach (var point in points) _points.Add(point);
    }

    /// <summary>The number of points.</summary>
    public int Count => _points.Count;

    /// <summary>The width or height of the rectangle around the points, whichever is longer.</summary>
    public float Extent => Math.Max(Bounds().Size.X, Bounds().Size.Y);

    /// <summary>Removes all points.</summary>
    public void Clear() => _points.Clear();

    /// <summary>Adds a point, unless it is nearer to the last one than a distance.</summary>
    public void Add(float x, float y, float distance)
    {
        if (_points.Count == 0 || Vector2.Distance(_points[^1], new(x, y)) >= distance) _points.Add(new(x, y));
    }

    /// <summary>Draws the stroke where it is.</summary>
    public void Draw(ISpriteSink sprites, float thickness, Color color) => Draw(sprites, Vector2.Zero, 1, thickness, color);

    /// <summary>Draws the stroke in the middle of a square, so that its longer side has the given length.</summary>
    public void DrawInto(ISpriteSink sprites, Vector2 center, float length, float thickness, Color color)
    {
        var (low, size) = Bounds();
        float scale = length / Math.Max(1e-3f, Math.Max(size.X, size.Y));
        Draw(sprites, center - (low + (size / 2)) * scale, scale, thickness, color);
    }

    private void Draw(ISpriteSink sprites, Vector2 origin, float scale, float thickness, Color color)
    {
        for (int i = 0; i + 1 < _points.Count; i++)
        {
            Vector2 from = origin + _points[i] * scale, to = origin + _points[i + 1] * scale, middle = (from + to) / 2, way = to - from;
            float length = way.Length() + thickness;
            sprites.Add(Sprite.Box(middle.X - length / 2, middle.Y - thickness / 2, length, thickness, color, thickness / 2) with
            {
                Rotation = MathF.Atan2(way.Y, way.X),
            });
        }
    }

    private (Vector2 Low, Vector2 Size) Bounds()
    {
        var low = new Vector2(float.MaxValue);
        var high = new Vector2(float.MinValue);
        foreach (var point in _points) (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        return _points.Count == 0 ? default : (low, high - low);
    }
}
