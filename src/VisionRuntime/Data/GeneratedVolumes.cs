using System.Numerics;
using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Solids in a grid of voxels at a random position, size and orientation, with noise: for networks that classify volumes.
/// </summary>
public static class GeneratedVolumes
{
    /// <summary>The names of the classes, in order.</summary>
    internal static readonly string[] Names = ["ball", "box", "rod", "ring", "cross", "shell"];

    /// <summary>Generates training, validation and test sets of volumes [1, 1, size, size, size] with values from 0 to 1.</summary>
    /// <param name="size">The number of voxels along each axis.</param>
    /// <param name="seed">The random seed: the same seed gives the same volumes.</param>
    /// <param name="training">The number of training volumes.</param>
    /// <param name="test">The number of test volumes, and of validation volumes.</param>
    public static DatasetSplits Create(int size = 32, int seed = 0, int training = 1_500, int test = 300)
    {
        return new("volumes", Part(0, training), Part(training, test), Part(training + test, test));

        Dataset Part(int first, int count) => new GeneratedDataset(
            "volumes", [1, 1, size, size, size], TargetKind.Class, Shape.Scalar, count, (index, volume, target) =>
            {
                var random = new SampleRandom(seed, first + index);
                int solid = random.Next(Names.Length);
                target[0] = solid;
                Fill(solid, size, ref random, volume);
            }) { Classes = [.. Names] };
    }

    /// <summary>Returns whether a point is inside a solid that fits a ball of radius 1 around the origin.</summary>
    internal static bool Contains(int solid, Vector3 point)
    {
        float x = Math.Abs(point.X), y = Math.Abs(point.Y), z = Math.Abs(point.Z), radius = point.Length();
        return Names[solid] switch
        {
            "ball" => radius < 0.75f,
            "box" => Math.Max(x, Math.Max(y, z)) < 0.55f,
            "rod" => (x * x) + (y * y) < 0.06f && z < 0.95f,
            "ring" => MathF.Pow(MathF.Sqrt((x * x) + (y * y)) - 0.7f, 2) + (z * z) < 0.06f,
            "cross" => Math.Max(x, y) < 0.22f && z < 0.9f || Math.Max(y, z) < 0.22f && x < 0.9f || Math.Max(x, z) < 0.22f && y < 0.9f,
            _ => radius is > 0.6f and < 0.85f,
        };
    }

    private static void Fill(int solid, int size, ref SampleRandom random, Span<float> volume)
    {
        float radius = size * random.Next(0.3f, 0.45f), room = size / 2f - radius, noise = random.Next(0f, 0.1f);
        var center = new Vector3(random.Next(-room, room), random.Next(-room, room), random.Next(-room, room)) + new Vector3(size / 2f);
        var turn = Quaternion.CreateFromYawPitchRoll(
            random.Next(-MathF.PI, MathF.PI), random.Next(-MathF.PI, MathF.PI), random.Next(-MathF.PI, MathF.PI));
        int at = 0;
        for (int z = 0; z < size; z++)
        {
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                {
                    var point = Vector3.Transform((new Vector3(x + 0.5f, y + 0.5f, z + 0.5f) - center) / radius, turn);
                    float value = Contains(solid, point) ? 0.9f : 0.05f;
                    volume[at++] = Math.Clamp(value + random.Next(-noise, noise), 0, 1);
                }
            }
        }
    }
}
