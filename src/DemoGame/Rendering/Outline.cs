using System.Numerics;

namespace DemoGame.Rendering;

/// <summary>The closed polygon of a shape in the sprite sheet, and its signed distance.</summary>
internal sealed class Outline(params Vector2[] corners)
{
    /// <summary>A star centered at the origin with one point straight up.</summary>
    public static Outline Star(int points, float outerRadius, float innerRadius)
    {
        var corners = new Vector2[points * 2];
        for (int corner = 0; corner < corners.Length; corner++)
        {
            float angle = MathF.PI * corner / points;
            float radius = corner % 2 == 0 ? outerRadius : innerRadius;
            corners[corner] = new Vector2(MathF.Sin(angle) * radius, -MathF.Cos(angle) * radius);
        }
        return new Outline(corners);
    }

    /// <summary>
    /// A heart centered at the origin: x = 16 sin³ t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t, scaled to the radius.
    /// </summary>
    public static Outline Heart(float radius)
    {
        var corners = new Vector2[72];
        for (int corner = 0; corner < corners.Length; corner++)
        {
            float t = MathF.Tau * corner / corners.Length;
            float x = 16 * MathF.Pow(MathF.Sin(t), 3);
            float y = (13 * MathF.Cos(t)) - (5 * MathF.Cos(2 * t)) - (2 * MathF.Cos(3 * t)) - MathF.Cos(4 * t);
            corners[corner] = new Vector2(x, -y - 2.5f) * (radius / 16);
        }
        return new Outline(corners);
    }

    /// <summary>
    /// Returns the distance from a point to the outline, negative inside. A point is inside if a ray to the right crosses the outline an
    /// odd number of times.
    /// </summary>
    public float Distance(Vector2 point)
    {
        float nearest = float.MaxValue;
        bool inside = false;
        Vector2 previous = corners[^1];
        foreach (Vector2 corner in corners)
        {
            Vector2 edge = corner - previous;
            Vector2 toPoint = point - previous;
            float along = Math.Clamp(Vector2.Dot(toPoint, edge) / edge.LengthSquared(), 0, 1);
            nearest = MathF.Min(nearest, Vector2.DistanceSquared(toPoint, edge * along));
            bool crosses = corner.Y > point.Y != previous.Y > point.Y;
            if (crosses && point.X < previous.X + (edge.X * (point.Y - previous.Y) / edge.Y)) inside = !inside;
            previous = corner;
        }
        float distance = MathF.Sqrt(nearest);
        return inside ? -distance : distance;
    }
}
