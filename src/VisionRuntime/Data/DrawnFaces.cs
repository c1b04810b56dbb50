namespace VisionRuntime.Data;

/// <summary>
/// Plain faces with five keypoints: the eyes, the nose and the corners of the mouth, as in Sun, Wang and Tang 2013. For networks that find
/// points.
/// </summary>
public static class DrawnFaces
{
    private static readonly string[] Names = ["left eye", "right eye", "nose", "left mouth corner", "right mouth corner"];

    /// <summary>Draws training, validation and test sets of grayscale images.</summary>
    /// <param name="size">The height and width of the images in pixels.</param>
    /// <param name="seed">The random seed: the same seed gives the same images.</param>
    /// <param name="training">The number of training images.</param>
    /// <param name="test">The number of test images, and of validation images.</param>
    public static DatasetSplits Create(int size = 39, int seed = 0, int training = 4_000, int test = 500)
    {
        return new("faces", Part(0, training), Part(training, test), Part(training + test, test));

        MemoryDataset Part(int first, int count) =>
            new GeneratedDataset("faces", [1, 1, size, size], TargetKind.Keypoints, [Names.Length, 3], count, (index, image, target) =>
                Draw(size, new SampleRandom(seed, first + index), image, target)) { Classes = [.. Names] }.ToMemory();
    }

    private static void Draw(int size, SampleRandom random, Span<float> image, Span<float> target)
    {
        float radius = size * random.Next(0.3f, 0.42f), angle = random.Next(-0.4f, 0.4f), paper = random.Next(0f, 0.3f);
        float centerX = size / 2f + size * random.Next(-0.08f, 0.08f), centerY = size / 2f + size * random.Next(-0.08f, 0.08f);
        float skin = random.Next(0.5f, 0.95f), noise = random.Next(0f, 0.08f);
        var (sin, cos) = MathF.SinCos(angle);
        float eyes = random.Next(0.3f, 0.45f), mouth = random.Next(0.2f, 0.4f);
        (float X, float Y)[] points =
        [
            Place(-eyes, -0.3f), Place(eyes, -0.3f), Place(random.Next(-0.05f, 0.05f), 0.08f), Place(-mouth, 0.5f), Place(mouth, 0.5f),
        ];
        float[] dark = new float[size * size];
        for (int eye = 0; eye < 2; eye++) Pen.Stroke(dark, size, size, [points[eye], points[eye]], radius * 0.09f);
        Pen.Stroke(dark, size, size, [Place(0, -0.15f), points[2]], radius * 0.05f);
        Pen.Stroke(dark, size, size, [points[3], Place(0, 0.5f + random.Next(-0.05f, 0.15f)), points[4]], radius * 0.05f);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                float covered = Pen.Coverage(x, y, (px, py) =>
                {
                    float dx = (px - centerX) / radius, dy = (py - centerY) / radius;
                    float across = (cos * dx + sin * dy) / 0.8f, along = cos * dy - sin * dx;
                    return across * across + along * along < 1;
                });
                float value = paper + (skin - paper) * covered;
                value += (0.05f - value) * dark[y * size + x] + random.Next(-noise, noise);
                image[y * size + x] = Math.Clamp(value, 0, 1);
            }
        }
        for (int i = 0; i < points.Length; i++)
            (target[3 * i], target[3 * i + 1], target[3 * i + 2]) = (points[i].X / size, points[i].Y / size, 1);

        (float X, float Y) Place(float x, float y) =>
            (centerX + radius * (cos * x - sin * y), centerY + radius * (sin * x + cos * y));
    }
}
