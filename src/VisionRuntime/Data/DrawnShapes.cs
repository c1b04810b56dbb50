using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Geometric shapes at a random position, size and angle, on a background of another brightness or color, with noise.
/// </summary>
public static class DrawnShapes
{
    private const float LeastContrast = 0.35f;

    /// <summary>The names of the classes, in order.</summary>
    internal static readonly string[] Names = ["disc", "square", "triangle", "star", "cross", "ring", "crescent", "bars"];

    /// <summary>Draws training, validation and test sets.</summary>
    /// <param name="channels">1 for grayscale, 3 for color.</param>
    /// <param name="size">The height and width of the images in pixels.</param>
    /// <param name="seed">The random seed: the same seed gives the same images.</param>
    /// <param name="training">The number of training images.</param>
    /// <param name="test">The number of test images, and of validation images.</param>
    public static DatasetSplits Create(int channels = 1, int size = 28, int seed = 0, int training = 8_000, int test = 2_000) => new(
        "shapes", Part(channels, size, seed, 0, training), Part(channels, size, seed, training, test),
        Part(channels, size, seed, training + test, test));

    /// <summary>Returns whether a point is inside a shape that fits a circle of radius 1 around the origin.</summary>
    internal static bool Contains(int shape, float x, float y)
    {
        float radius = MathF.Sqrt(x * x + y * y);
        switch (Names[shape])
        {
            case "disc": return radius < 0.8f;
            case "square": return Math.Abs(x) < 0.7f && Math.Abs(y) < 0.7f;
            case "triangle": return y < 0.5f && y > -1 + 1.732f * Math.Abs(x);
            case "star":
                float turn = MathF.Atan2(x, -y) / (2 * MathF.PI) * 5, part = Math.Abs(turn - MathF.Round(turn)) * 2;
                return radius < 1 - 0.6f * part;
            case "cross": return Math.Min(Math.Abs(x), Math.Abs(y)) < 0.25f && Math.Max(Math.Abs(x), Math.Abs(y)) < 0.9f;
            case "ring": return radius is > 0.5f and < 0.85f;
            case "crescent": return radius < 0.9f && (x - 0.45f) * (x - 0.45f) + y * y > 0.55f;
            default: return Math.Abs(y) < 0.8f && Math.Abs(x) is > 0.25f and < 0.75f;
        }
    }

    private static Dataset Part(int channels, int size, int seed, int first, int count)
    {
        var drawn = new GeneratedDataset("shapes", [1, channels, size, size], TargetKind.Class, Shape.Scalar, count,
            (index, image, target) =>
            {
                var random = new SampleRandom(seed, first + index);
                int shape = random.Next(Names.Length);
                target[0] = shape;
                Draw(shape, channels, size, ref random, image);
            }) { Classes = [.. Names] };
        return (long)count * channels * size * size <= Dataset.LargestInMemory ? drawn.ToMemory() : drawn;
    }

    private static void Draw(int shape, int channels, int size, ref SampleRandom random, Span<float> image)
    {
        float radius = size * random.Next(0.22f, 0.4f), angle = random.Next(-0.5f, 0.5f);
        float room = size / 2f - radius;
        float centerX = size / 2f + random.Next(-room, room), centerY = size / 2f + random.Next(-room, room);
        var (sin, cos) = MathF.SinCos(angle);
        float noise = random.Next(0, 0.15f);
        Span<float> inks = stackalloc float[channels], papers = stackalloc float[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            papers[channel] = random.Next(0f, 1f);
            inks[channel] = random.Next(0f, 1 - LeastContrast);
            // Another brightness in each channel, lighter or darker.
            if (Math.Abs(inks[channel] - papers[channel]) < LeastContrast)
                inks[channel] = papers[channel] < 0.5f ? papers[channel] + LeastContrast : papers[channel] - LeastContrast;
        }
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                float covered = Pen.Coverage(x, y, (px, py) =>
                {
                    float dx = (px - centerX) / radius, dy = (py - centerY) / radius;
                    return Contains(shape, cos * dx + sin * dy, cos * dy - sin * dx);
                });
                for (int channel = 0; channel < channels; channel++)
                {
                    float value = papers[channel] + (inks[channel] - papers[channel]) * covered + random.Next(-noise, noise);
                    image[(channel * size + y) * size + x] = Math.Clamp(value, 0, 1);
                }
            }
        }
    }
}
