namespace DemoGame.Rendering;

/// <summary>
/// The first-person view into a square grid of cells, some of which are walls, lit by a lamp at the eye and by a light in one place.
/// Positions are in cells; each cell is as high as it is wide, and the eye is at half its height.
/// </summary>
/// <param name="Walls">
/// One bit for each cell, row by row from the least significant one; set where a wall is. The border must be walls.
/// </param>
/// <param name="Cells">The width and height of the grid, at most <see cref="MaxCells"/>.</param>
/// <param name="X">The eye's position along a row.</param>
/// <param name="Y">The eye's position along a column.</param>
/// <param name="Angle">The direction of the view in radians, clockwise from the positive x axis.</param>
/// <param name="LightX">The position of the light along a row.</param>
/// <param name="LightY">The position of the light along a column.</param>
public readonly record struct GridView(UInt128 Walls, int Cells, float X, float Y, float Angle, float LightX, float LightY)
{
    /// <summary>The largest width and height of a grid.</summary>
    public const int MaxCells = 11;

    /// <summary>The tangent of half the horizontal field of view.</summary>
    public const float HalfWidth = 0.66f;

    /// <summary>The height of a wall at distance 1, as a part of the height of the view.</summary>
    public const float WallHeight = 0.75f;

    /// <summary>
    /// Returns the distance to the wall in a column of the view, measured along the direction of the view (Amanatides and Woo 1987, "A fast
    /// voxel traversal algorithm for ray tracing").
    /// </summary>
    /// <param name="column">The column, from -1 at the left edge to 1 at the right edge.</param>
    public float Distance(float column)
    {
        var (sine, cosine) = MathF.SinCos(Angle);
        float side = HalfWidth * column, rayX = cosine - (sine * side), rayY = sine + (cosine * side);
        int cellX = (int)X, cellY = (int)Y, stepX = rayX < 0 ? -1 : 1, stepY = rayY < 0 ? -1 : 1;
        float perX = MathF.Abs(1 / rayX), perY = MathF.Abs(1 / rayY), distance = 0;
        float nextX = (rayX < 0 ? X - cellX : cellX + 1 - X) * perX, nextY = (rayY < 0 ? Y - cellY : cellY + 1 - Y) * perY;
        while (!IsWall(cellX, cellY))
        {
            distance = MathF.Min(nextX, nextY);
            if (nextX >= nextY) (cellY, nextY) = (cellY + stepY, nextY + perY);
            else (cellX, nextX) = (cellX + stepX, nextX + perX);
        }
        return distance;
    }

    private bool IsWall(int x, int y) => (uint)x >= (uint)Cells || (uint)y >= (uint)Cells || ((Walls >> ((y * Cells) + x)) & 1) != 0;
}
