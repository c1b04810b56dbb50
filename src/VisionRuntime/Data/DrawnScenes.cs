using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Scenes of several shapes on a plain background, with a box around each, for detectors, or with the class of each pixel, for
/// segmentation.
/// </summary>
public static class DrawnScenes
{
    /// <summary>The largest number of objects of a scene.</summary>
    public const int MostObjects = 4;

    /// <summary>The names of the classes of objects, in order; a mask counts the background as class 0 before them.</summary>
    private static readonly string[] Kinds = ["disc", "square", "triangle"];

    /// <summary>Draws training, validation and test sets.</summary>
    /// <param name="targets"><see cref="TargetKind.Boxes"/> or <see cref="TargetKind.Mask"/>.</param>
    /// <param name="channels">1 for grayscale, 3 for color.</param>
    /// <param name="size">The height and width of the images in pixels.</param>
    /// <param name="seed">The random seed: the same seed gives the same scenes.</param>
    /// <param name="training">The number of training scenes.</param>
    /// <param name="test">The number of test scenes, and of validation scenes.</param>
    /// <exception cref="ArgumentException">The targets are neither boxes nor masks.</exception>
    public static DatasetSplits Create(
        TargetKind targets = TargetKind.Boxes, int channels = 3, int size = 64, int seed = 0, int training = 4_000, int test = 500)
    {
        if (targets is not (TargetKind.Boxes or TargetKind.Mask))
            throw new ArgumentException($"DrawnScenes: the targets can be boxes or masks, not {targets}", nameof(targets));
        return new("scenes", Part(0, training), Part(training, test), Part(training + test, test));

        Dataset Part(int first, int count)
        {
            Shape targetShape = targets == TargetKind.Boxes ? [MostObjects, 5] : [size, size];
            var drawn = new GeneratedDataset("scenes", [1, channels, size, size], targets, targetShape, count,
                (index, image, target) => Draw(targets, channels, size, new SampleRandom(seed, first + index), image, target))
            {
                Classes = targets == TargetKind.Boxes ? [.. Kinds] : ["background", .. Kinds],
            };
            return (long)count * channels * size * size <= Dataset.LargestInMemory ? drawn.ToMemory() : drawn;
        }
    }

    private static void Draw(TargetKind targets, int channels, int size, SampleRandom random, Span<float> image, Span<float> target)
    {
        if (targets == TargetKind.Boxes)
        {
            for (int row = 0; row < MostObjects; row++) target[row * 5] = -1;
        }
        for (int channel = 0; channel < channels; channel++)
            image.Slice(channel * size * size, size * size).Fill(random.Next(0f, 0.35f));
        int objects = 1 + random.Next(MostObjects);
        Span<float> ink = stackalloc float[channels];
        var placed = new List<(float X, float Y, float Radius)>();
        for (int attempt = 0; attempt < 40 && placed.Count < objects; attempt++)
        {
            float radius = size * random.Next(0.1f, 0.22f), x = random.Next(radius, size - radius), y = random.Next(radius, size - radius);
            int kind = random.Next(Kinds.Length);
            if (placed.Exists(other => Math.Abs(other.X - x) + Math.Abs(other.Y - y) < 1.1f * (other.Radius + radius))) continue;
            for (int channel = 0; channel < channels; channel++) ink[channel] = random.Next(0.55f, 1f);
            var box = Paint(Array.IndexOf(DrawnShapes.Names, Kinds[kind]), x, y, radius, size, ink, image,
                targets == TargetKind.Mask ? target : [], kind + 1);
            if (targets == TargetKind.Boxes)
            {
                ReadOnlySpan<float> row = [kind, (box.Left + box.Right) / 2f / size, (box.Top + box.Bottom) / 2f / size,
                    (box.Right - box.Left) / (float)size, (box.Bottom - box.Top) / (float)size];
                row.CopyTo(target[(placed.Count * 5)..]);
            }
            placed.Add((x, y, radius));
        }
    }

    /// <summary>Paints a shape, and returns the box around its pixels; right and bottom are excluded.</summary>
    private static (int Left, int Top, int Right, int Bottom) Paint(
        int shape, float centerX, float centerY, float radius, int size, ReadOnlySpan<float> ink, Span<float> image, Span<float> mask,
        int label)
    {
        int left = size, top = size, right = 0, bottom = 0;
        for (int y = Math.Max(0, (int)(centerY - radius)); y < Math.Min(size, (int)(centerY + radius) + 1); y++)
        {
            for (int x = Math.Max(0, (int)(centerX - radius)); x < Math.Min(size, (int)(centerX + radius) + 1); x++)
            {
                float covered = Pen.Coverage(
                    x, y, (px, py) => DrawnShapes.Contains(shape, (px - centerX) / radius, (py - centerY) / radius));
                if (covered == 0) continue;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                if (!mask.IsEmpty && covered >= 0.5f) mask[y * size + x] = label;
                for (int channel = 0; channel < ink.Length; channel++)
                {
                    ref float pixel = ref image[(channel * size + y) * size + x];
                    pixel += (ink[channel] - pixel) * covered;
                }
            }
        }
        return (left, top, right, bottom);
    }
}
