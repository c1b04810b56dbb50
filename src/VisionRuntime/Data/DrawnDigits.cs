using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// The ten digits as a pen would write them: strokes whose points, slant, size, position and thickness vary at random. White on black, as
/// in MNIST, and in no need of a download.
/// </summary>
public static class DrawnDigits
{
    /// <summary>The strokes of each digit in a square from -1 to 1, y down.</summary>
    private static readonly (float X, float Y)[][][] Forms =
    [
        [Arc(0, 0, 0.6f, 0.9f, 0, 360)],
        [[(-0.3f, -0.6f), (0.1f, -0.9f), (0.1f, 0.9f)]],
        [[.. Arc(0, -0.4f, 0.55f, 0.5f, 180, 390), (-0.6f, 0.85f), (0.6f, 0.85f)]],
        [[.. Arc(-0.05f, -0.45f, 0.5f, 0.45f, 200, 440), .. Arc(-0.05f, 0.42f, 0.58f, 0.47f, 280, 520)]],
        [[(0.15f, -0.9f), (-0.6f, 0.25f), (0.6f, 0.25f)], [(0.3f, -0.35f), (0.3f, 0.9f)]],
        [[(0.5f, -0.85f), (-0.4f, -0.85f), (-0.45f, -0.1f), .. Arc(0, 0.35f, 0.55f, 0.5f, 230, 510)]],
        [[(0.35f, -0.85f), .. Arc(0.1f, 0.1f, 0.65f, 0.75f, 240, 180), .. Arc(0, 0.42f, 0.52f, 0.45f, 180, 540)]],
        [[(-0.55f, -0.85f), (0.55f, -0.85f), (-0.1f, 0.9f)]],
        [[.. Arc(0, -0.45f, 0.42f, 0.42f, 90, 450)], [.. Arc(0, 0.42f, 0.52f, 0.46f, 270, 630)]],
        [[.. Arc(0, -0.38f, 0.5f, 0.48f, 0, 360), (0.45f, 0.2f), (0.2f, 0.9f)]],
    ];

    /// <summary>Draws training, validation and test sets.</summary>
    /// <param name="size">The height and width of the images in pixels.</param>
    /// <param name="seed">The random seed: the same seed gives the same images.</param>
    /// <param name="training">The number of training images.</param>
    /// <param name="test">The number of test images, and of validation images.</param>
    public static DatasetSplits Create(int size = 28, int seed = 0, int training = 10_000, int test = 2_000) => new(
        "digits", Part(size, seed, 0, training), Part(size, seed, training, test), Part(size, seed, training + test, test));

    private static MemoryDataset Part(int size, int seed, int first, int count) =>
        new GeneratedDataset("digits", [1, 1, size, size], TargetKind.Class, Shape.Scalar, count, (index, image, target) =>
        {
            var random = new SampleRandom(seed, first + index);
            int digit = random.Next(Forms.Length);
            target[0] = digit;
            Draw(digit, size, ref random, image);
        }) { Classes = [.. "0123456789".Select(character => character.ToString())] }.ToMemory();

    private static void Draw(int digit, int size, ref SampleRandom random, Span<float> image)
    {
        float angle = random.Next(-0.25f, 0.25f), slant = random.Next(-0.3f, 0.3f), width = random.Next(0.7f, 1.1f);
        float scale = size * random.Next(0.3f, 0.42f), radius = size * random.Next(0.03f, 0.07f);
        float centerX = size / 2f + size * random.Next(-0.08f, 0.08f), centerY = size / 2f + size * random.Next(-0.06f, 0.06f);
        var (sin, cos) = MathF.SinCos(angle);
        foreach (var form in Forms[digit])
        {
            var points = new (float X, float Y)[form.Length];
            for (int i = 0; i < form.Length; i++)
            {
                float x = (form[i].X * width - slant * form[i].Y + random.Next(-0.06f, 0.06f)) * scale;
                float y = (form[i].Y + random.Next(-0.06f, 0.06f)) * scale;
                points[i] = (centerX + cos * x - sin * y, centerY + sin * x + cos * y);
            }
            Pen.Stroke(image, size, size, points, radius);
        }
    }

    /// <summary>Points on an ellipse; 0 degrees is right, 90 is down.</summary>
    private static (float X, float Y)[] Arc(float x, float y, float radiusX, float radiusY, float from, float to)
    {
        int steps = Math.Max(2, (int)(Math.Abs(to - from) / 30));
        return [.. Enumerable.Range(0, steps + 1).Select(i =>
        {
            var (sin, cos) = MathF.SinCos((from + (to - from) * i / steps) * MathF.PI / 180);
            return (x + radiusX * cos, y + radiusY * sin);
        })];
    }
}
