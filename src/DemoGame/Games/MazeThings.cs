using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>Draws what stands in a maze and always faces the eye, and the health of the one who walks in it.</summary>
internal static class MazeThings
{
    private const int Columns = MazeGame.WorldSize;
    private const float Size = MazeGame.WorldSize, Horizon = Size / 2, Projection = Size * GridView.WallHeight;

    public static void DrawHealth(ISpriteSink sprites, float health)
    {
        sprites.Add(Sprite.Box(3, Size - 6, Size - 6, 3, Color.Black.WithOpacity(0.5f), 1.5f));
        if (health > 0) sprites.Add(Sprite.Box(3, Size - 6, (Size - 6) * health, 3, Color.Rgb(0xFF9FB0), Color.Rgb(0xE0405E), 1.5f));
    }

    /// <summary>Draws a thing in the columns where no wall hides it.</summary>
    public static void Draw(ISpriteSink sprites, in GridView view, SpriteShape shape, float x, float y, float size, Color color)
    {
        float toX = x - view.X, toY = y - view.Y, cosine = MathF.Cos(view.Angle), sine = MathF.Sin(view.Angle);
        float ahead = (toX * cosine) + (toY * sine), aside = (toY * cosine) - (toX * sine);
        if (ahead < 0.15f) return;
        float pixels = Projection * size / ahead, center = ((aside / ahead / GridView.HalfWidth) + 1) / 2 * Columns;
        float left = center - (pixels / 2), top = Horizon + (Projection * 0.12f / ahead) - (pixels / 2);
        var lit = Color.Black.WithOpacity(color.Alpha / 255f).Toward(color, Math.Clamp(1.6f / (1 + (0.3f * ahead)), 0.3f, 1));
        int first = Math.Max(0, (int)MathF.Ceiling(left)), last = Math.Min(Columns - 1, (int)MathF.Floor(left + pixels - 1));
        // Neighboring columns that are visible are drawn as one piece.
        for (int column = first; column <= last; column++)
        {
            if (Hides(view, column, ahead)) continue;
            int end = column;
            while (end < last && !Hides(view, end + 1, ahead)) end++;
            sprites.Add(new Sprite(
                shape, column, top, end + 1 - column, pixels, lit, lit,
                PartLeft: (column - left) / pixels, PartRight: (end + 1 - left) / pixels));
            column = end;
        }
    }

    private static bool Hides(in GridView view, int column, float ahead) => view.Distance((2 * (column + 0.5f) / Columns) - 1) < ahead;
}
