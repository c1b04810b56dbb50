using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Signs as a hand draws them with a mouse, in one stroke: triangle, circle, zigzag, spiral, heart, wave and star, and scribbles that are
/// none of them. Points, proportions, angle, size and thickness vary at random, and the ends of closed signs do not quite meet. White on
/// black; the signs of the demo program's game Glyphs.
/// </summary>
public static class DrawnGlyphs
{
    private const int Scribble = 7, MostTurns = 6;

    /// <summary>The names of the classes, in order.</summary>
    internal static readonly string[] Names = ["triangle", "circle", "zigzag", "spiral", "heart", "wave", "star", "scribble"];

    /// <summary>Draws training, validation and test sets.</summary>
    /// <param name="size">The height and width of the images in pixels.</param>
    /// <param name="seed">The random seed: the same seed gives the same images.</param>
    /// <param name="training">The number of training images.</param>
    /// <param name="test">The number of test images, and of validation images.</param>
    public static DatasetSplits Create(int size = 28, int seed = 0, int training = 12_000, int test = 2_000) => new(
        "glyphs", Part(size, seed, 0, training), Part(size, seed, training, test), Part(size, seed, training + test, test));

    private static MemoryDataset Part(int size, int seed, int first, int count) =>
        new GeneratedDataset("glyphs", [1, 1, size, size], TargetKind.Class, Shape.Scalar, count, (index, image, target) =>
        {
            var random = new SampleRandom(seed, first + index);
            int glyph = random.Next(Names.Length);
            target[0] = glyph;
            Draw(glyph, size, ref random, image);
        }) { Classes = [.. Names] }.ToMemory();

    private static void Draw(int glyph, int size, ref SampleRandom random, Span<float> image)
    {
        var path = glyph == Scribble ? ScribblePath(ref random) : Path(glyph, ref random);
        Distort(path, glyph, ref random);
        Place(path, size, ref random);
        Pen.Stroke(image, size, size, path, size * random.Next(0.018f, 0.055f));
        float ink = random.Next(0.75f, 1), paper = random.Next(0, 0.15f);
        for (int i = 0; i < image.Length; i++) image[i] = paper + (ink - paper) * image[i];
    }

    /// <summary>The points of a sign in a square from -1 to 1, y down.</summary>
    private static (float X, float Y)[] Path(int glyph, ref SampleRandom random)
    {
        switch (Names[glyph])
        {
            case "triangle": return Corners(ref random, closed: true, (0, -0.9f), (0.9f, 0.7f), (-0.9f, 0.7f));
            case "circle": return Curve(ref random, closed: true, 1, t => (MathF.Cos(t), MathF.Sin(t)));
            case "zigzag": return Corners(ref random, closed: false, (-0.6f, -0.8f), (0.6f, -0.8f), (-0.6f, 0.8f), (0.6f, 0.8f));
            case "spiral":
                float turns = random.Next(1.9f, 3), side = random.Next(2) == 0 ? 1 : -1;
                return Curve(ref random, closed: false, turns, t => (t * MathF.Cos(t) * side, t * MathF.Sin(t)));
            case "heart":
                return Curve(ref random, closed: true, 1, t => (MathF.Pow(MathF.Sin(t), 3) * 0.95f,
                    -(13 * MathF.Cos(t) - 5 * MathF.Cos(2 * t) - 2 * MathF.Cos(3 * t) - MathF.Cos(4 * t)) / 16));
            case "wave":
                float height = random.Next(1.3f, 2.4f);
                return Curve(ref random, closed: false, random.Next(1.6f, 2.3f), t => (t, height * MathF.Sin(t)));
            default:
                return Corners(ref random, closed: true,
                    [.. Enumerable.Range(0, 5).Select(i => (MathF.Sin(i * 0.8f * MathF.PI), -MathF.Cos(i * 0.8f * MathF.PI)))]);
        }
    }

    /// <summary>A stroke of random corners or curves: lines, hooks, arcs, and tangles.</summary>
    private static (float X, float Y)[] ScribblePath(ref SampleRandom random)
    {
        int kind = random.Next(3);
        if (kind == 0)
        {
            // A line that bends by less than a circle.
            float bend = random.Next(-3.6f, 3.6f), length = random.Next(0.5f, 1);
            return Curve(ref random, closed: false, 0.16f, t => (MathF.Sin(t * bend) * length, MathF.Cos(t * bend) * length + t));
        }
        var corners = new (float X, float Y)[2 + random.Next(MostTurns)];
        for (int i = 0; i < corners.Length; i++) corners[i] = (random.Next(-1f, 1), random.Next(-1f, 1));
        // Three sides whose ends meet are a triangle.
        if (corners.Length == 4 && MathF.Abs(corners[3].X - corners[0].X) + MathF.Abs(corners[3].Y - corners[0].Y) < 0.8f)
            corners[3] = (corners[0].X > 0 ? -1 : 1, corners[3].Y);
        return Corners(ref random, closed: false, corners, round: kind == 2);
    }

    /// <summary>Points along straight sides; the corners are anywhere near where they should be.</summary>
    private static (float X, float Y)[] Corners(ref SampleRandom random, bool closed, params (float X, float Y)[] corners) =>
        Corners(ref random, closed, corners, round: false);

    private static (float X, float Y)[] Corners(ref SampleRandom random, bool closed, (float X, float Y)[] corners, bool round)
    {
        const int Points = 8;
        var moved = new (float X, float Y)[corners.Length + (closed ? 1 : 0)];
        int first = random.Next(corners.Length);
        for (int i = 0; i < moved.Length; i++)
        {
            var (x, y) = corners[closed ? (first + i) % corners.Length : i];
            moved[i] = (x + random.Next(-0.13f, 0.13f), y + random.Next(-0.13f, 0.13f));
        }
        var path = new (float X, float Y)[(moved.Length - 1) * Points + 1];
        for (int i = 0; i < path.Length; i++)
        {
            int side = Math.Min(i / Points, moved.Length - 2);
            float t = (i - side * Points) / (float)Points;
            if (round) t = t * t * (3 - 2 * t);
            path[i] = (moved[side].X + (moved[side + 1].X - moved[side].X) * t, moved[side].Y + (moved[side + 1].Y - moved[side].Y) * t);
        }
        return path;
    }

    /// <summary>Points along a curve of so many turns; a closed one begins anywhere and ends a little too early or too late.</summary>
    private static (float X, float Y)[] Curve(ref SampleRandom random, bool closed, float turns, Func<float, (float X, float Y)> at)
    {
        int points = Math.Max(12, (int)(turns * 26));
        float start = closed ? random.Next(0, 2 * MathF.PI) : 0, end = 2 * MathF.PI * turns * (closed ? random.Next(0.92f, 1.08f) : 1);
        var path = new (float X, float Y)[points + 1];
        for (int i = 0; i < path.Length; i++) path[i] = at(start + end * i / points);
        return path;
    }

    /// <summary>Turns and stretches a path, and lets the hand waver. Spirals and scribbles are turned by any angle.</summary>
    private static void Distort(Span<(float X, float Y)> path, int glyph, ref SampleRandom random)
    {
        float angle = Names[glyph] is "spiral" or "scribble" ? random.Next(-MathF.PI, MathF.PI) : random.Next(-0.35f, 0.35f);
        float stretch = random.Next(0.7f, 1.35f), slant = random.Next(-0.25f, 0.25f);
        float extent = 0;
        foreach (var (x, y) in path) extent = MathF.Max(extent, MathF.Max(MathF.Abs(x), MathF.Abs(y)));
        float waver = random.Next(0, 0.07f) * extent, phaseX = random.Next(0, 6.28f), phaseY = random.Next(0, 6.28f);
        float pace = random.Next(0.15f, 0.6f), tremble = random.Next(0, 0.025f) * extent;
        var (sin, cos) = MathF.SinCos(angle);
        for (int i = 0; i < path.Length; i++)
        {
            float x = path[i].X * stretch + slant * path[i].Y + waver * MathF.Sin(phaseX + i * pace) + random.Next(-tremble, tremble);
            float y = path[i].Y + waver * MathF.Sin(phaseY + i * pace * 1.3f) + random.Next(-tremble, tremble);
            path[i] = (cos * x - sin * y, sin * x + cos * y);
        }
    }

    /// <summary>Fits a path into the image, off its center by a little.</summary>
    private static void Place(Span<(float X, float Y)> path, int size, ref SampleRandom random)
    {
        float left = float.MaxValue, top = float.MaxValue, right = float.MinValue, bottom = float.MinValue;
        foreach (var (x, y) in path)
            (left, top, right, bottom) = (MathF.Min(left, x), MathF.Min(top, y), MathF.Max(right, x), MathF.Max(bottom, y));
        float scale = size * random.Next(0.55f, 0.85f) / MathF.Max(1e-6f, MathF.Max(right - left, bottom - top));
        float centerX = size * (0.5f + random.Next(-0.06f, 0.06f)), centerY = size * (0.5f + random.Next(-0.06f, 0.06f));
        for (int i = 0; i < path.Length; i++)
            path[i] = (centerX + (path[i].X - (left + right) / 2) * scale, centerY + (path[i].Y - (top + bottom) / 2) * scale);
    }
}
