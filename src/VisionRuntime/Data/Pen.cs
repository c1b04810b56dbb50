namespace VisionRuntime.Data;

/// <summary>Draws the outlines and areas of generated samples into the planes of an image.</summary>
internal static class Pen
{
    /// <summary>The number of points along each axis of a pixel at which areas are tested.</summary>
    private const int Subsamples = 3;

    /// <summary>Draws lines through points, in pixels, with round ends and smooth edges; a pixel keeps its lightest stroke.</summary>
    public static void Stroke(Span<float> plane, int width, int height, ReadOnlySpan<(float X, float Y)> points, float radius)
    {
        for (int i = 0; i + 1 < points.Length; i++)
        {
            var (from, to) = (points[i], points[i + 1]);
            int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - radius - 1));
            int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - radius - 1));
            int right = Math.Min(width - 1, (int)(Math.Max(from.X, to.X) + radius + 1));
            int bottom = Math.Min(height - 1, (int)(Math.Max(from.Y, to.Y) + radius + 1));
            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    float covered = Math.Clamp(radius + 0.5f - Distance((x + 0.5f, y + 0.5f), from, to), 0, 1);
                    ref float pixel = ref plane[y * width + x];
                    pixel = Math.Max(pixel, covered);
                }
            }
        }
    }

    /// <summary>Returns the part of a pixel, from 0 to 1, that is inside an area given in pixels.</summary>
    public static float Coverage(int x, int y, Func<float, float, bool> inside)
    {
        int hits = 0;
        for (int i = 0; i < Subsamples * Subsamples; i++)
        {
            float px = x + (i % Subsamples + 0.5f) / Subsamples, py = y + (i / Subsamples + 0.5f) / Subsamples;
            if (inside(px, py)) hits++;
        }
        return hits / (float)(Subsamples * Subsamples);
    }

    private static float Distance((float X, float Y) point, (float X, float Y) from, (float X, float Y) to)
    {
        float dx = to.X - from.X, dy = to.Y - from.Y, length = dx * dx + dy * dy;
        float along = length > 0 ? Math.Clamp(((point.X - from.X) * dx + (point.Y - from.Y) * dy) / length, 0, 1) : 0;
        float awayX = point.X - from.X - along * dx, awayY = point.Y - from.Y - along * dy;
        return MathF.Sqrt(awayX * awayX + awayY * awayY);
    }
}
