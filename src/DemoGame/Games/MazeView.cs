using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>
/// Draws the view into a maze: a ray for each column finds the wall (Amanatides and Woo 1987, "A fast voxel traversal algorithm for ray
/// tracing"), a strip of the wall's texture is drawn for it, and light falls off with distance and shines from the goal.
/// </summary>
internal sealed class MazeView
{
    private const int Columns = MazeGame.WorldSize;
    private const float Size = MazeGame.WorldSize, Horizon = Size / 2, Projection = Size * 0.75f, HalfView = 0.66f;

    private static readonly Color CeilingFar = Color.Rgb(0x0A0C16);
    private static readonly Color CeilingNear = Color.Rgb(0x252A45);
    private static readonly Color FloorFar = Color.Rgb(0x0E0C0C);
    private static readonly Color FloorNear = Color.Rgb(0x5B4B40);
    private static readonly Color WallAlongX = Color.Rgb(0xC98F6B);
    private static readonly Color WallAlongY = Color.Rgb(0x8FA0C4);
    private static readonly Color GoalLight = Color.Rgb(0x7CFFB8);

    private readonly float[] _distances = new float[Columns];
    private float _x, _y, _cosine, _sine;

    public static void DrawRoom(ISpriteSink sprites)
    {
        sprites.Add(Sprite.Box(0, 0, Size, Horizon, CeilingNear, CeilingFar));
        sprites.Add(Sprite.Box(0, Horizon, Size, Size - Horizon, FloorFar, FloorNear));
    }

    public static void DrawHealth(ISpriteSink sprites, float health)
    {
        sprites.Add(Sprite.Box(3, Size - 6, Size - 6, 3, Color.Black.WithOpacity(0.5f), 1.5f));
        if (health > 0) sprites.Add(Sprite.Box(3, Size - 6, (Size - 6) * health, 3, Color.Rgb(0xFF9FB0), Color.Rgb(0xE0405E), 1.5f));
    }

    /// <summary>Draws the walls as they are seen from a place, and remembers their distances for the things in front of them.</summary>
    public void Look(ISpriteSink sprites, bool[] walls, (float X, float Y, float Angle) eye, (float X, float Y) goal)
    {
        (_x, _y, _cosine, _sine) = (eye.X, eye.Y, MathF.Cos(eye.Angle), MathF.Sin(eye.Angle));
        for (int column = 0; column < Columns; column++)
        {
            float side = HalfView * ((2 * (column + 0.5f) / Columns) - 1);
            float rayX = _cosine - (_sine * side), rayY = _sine + (_cosine * side);
            var (distance, alongX, place) = Cast(walls, rayX, rayY);
            _distances[column] = distance;
            float height = Projection / distance, hitX = _x + (distance * rayX), hitY = _y + (distance * rayY);
            float light = Math.Clamp(1.25f / (1 + (0.35f * distance)), 0.1f, 1);
            float fromGoal = ((hitX - goal.X) * (hitX - goal.X)) + ((hitY - goal.Y) * (hitY - goal.Y));
            var color = Color.Black.Toward(alongX ? WallAlongX : WallAlongY, light).Toward(GoalLight, 0.55f / (1 + (1.5f * fromGoal)));
            float slice = Math.Clamp(place, 0, 0.98f);
            sprites.Add(new Sprite(
                alongX ? SpriteShape.Bricks : SpriteShape.Stones, column * Size / Columns, Horizon - (height / 2), Size / Columns, height,
                color, Color.Black.Toward(color, 0.8f), PartLeft: slice, PartRight: slice + 0.02f));
        }
    }

    /// <summary>Draws a thing that stands in a place and always faces the eye, in the columns where no wall hides it.</summary>
    public void DrawThing(ISpriteSink sprites, SpriteShape shape, float x, float y, float size, Color color)
    {
        float toX = x - _x, toY = y - _y;
        float ahead = (toX * _cosine) + (toY * _sine), aside = (toY * _cosine) - (toX * _sine);
        if (ahead < 0.15f) return;
        float pixels = Projection * size / ahead, center = ((aside / ahead / HalfView) + 1) / 2 * Columns;
        float left = center - (pixels / 2), top = Horizon + (Projection * 0.12f / ahead) - (pixels / 2);
        var lit = Color.Black.WithOpacity(color.Alpha / 255f).Toward(color, Math.Clamp(1.6f / (1 + (0.3f * ahead)), 0.3f, 1));
        int first = Math.Max(0, (int)MathF.Ceiling(left)), last = Math.Min(Columns - 1, (int)MathF.Floor(left + pixels - 1));
        // Neighboring columns that are visible are drawn as one piece.
        for (int column = first; column <= last; column++)
        {
            if (_distances[column] < ahead) continue;
            int end = column;
            while (end < last && _distances[end + 1] >= ahead) end++;
            sprites.Add(new Sprite(
                shape, column, top, end + 1 - column, pixels, lit, lit,
                PartLeft: (column - left) / pixels, PartRight: (end + 1 - left) / pixels));
            column = end;
        }
    }

    /// <summary>Follows a ray to the wall that it hits.</summary>
    /// <returns>The distance along the ray, whether the wall runs along x, and the place on it from 0 to 1.</returns>
    private (float Distance, bool AlongX, float Place) Cast(bool[] walls, float rayX, float rayY)
    {
        int cellX = (int)_x, cellY = (int)_y, stepX = rayX < 0 ? -1 : 1, stepY = rayY < 0 ? -1 : 1;
        float perX = MathF.Abs(1 / rayX), perY = MathF.Abs(1 / rayY);
        float nextX = (rayX < 0 ? _x - cellX : cellX + 1 - _x) * perX, nextY = (rayY < 0 ? _y - cellY : cellY + 1 - _y) * perY;
        bool alongX = false;
        float distance = 0;
        while (!walls[(cellY * MazeGame.Cells) + cellX])
        {
            alongX = nextX >= nextY;
            distance = alongX ? nextY : nextX;
            if (alongX) (cellY, nextY) = (cellY + stepY, nextY + perY);
            else (cellX, nextX) = (cellX + stepX, nextX + perX);
        }
        float place = alongX ? _x + (distance * rayX) : _y + (distance * rayY);
        return (MathF.Max(distance, 0.05f), alongX, place - MathF.Floor(place));
    }
}
