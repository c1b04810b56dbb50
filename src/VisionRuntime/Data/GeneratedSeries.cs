using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Periodic signals of six kinds with a random frequency, phase and amplitude, and noise: for networks that classify time series.
/// </summary>
public static class GeneratedSeries
{
    /// <summary>The names of the classes, in order.</summary>
    internal static readonly string[] Names = ["sine", "square", "sawtooth", "triangle", "chirp", "pulses"];

    /// <summary>Generates training, validation and test sets of series [1, 1, length] with values from 0 to 1.</summary>
    /// <param name="length">The number of points of a series.</param>
    /// <param name="seed">The random seed: the same seed gives the same series.</param>
    /// <param name="training">The number of training series.</param>
    /// <param name="test">The number of test series, and of validation series.</param>
    public static DatasetSplits Create(int length = 128, int seed = 0, int training = 2_000, int test = 500)
    {
        return new("series", Part(0, training), Part(training, test), Part(training + test, test));

        Dataset Part(int first, int count) => new GeneratedDataset(
            "series", [1, 1, length], TargetKind.Class, Shape.Scalar, count, (index, series, target) =>
            {
                var random = new SampleRandom(seed, first + index);
                int kind = random.Next(Names.Length);
                target[0] = kind;
                Generate(kind, ref random, series);
            }) { Classes = [.. Names] };
    }

    private static void Generate(int kind, ref SampleRandom random, Span<float> series)
    {
        float periods = random.Next(2f, 5f), phase = random.Next(0f, 1f), amplitude = random.Next(0.15f, 0.35f);
        float noise = random.Next(0.02f, 0.15f), level = random.Next(0.4f, 0.6f);
        for (int i = 0; i < series.Length; i++)
        {
            float time = i / (float)series.Length;
            // The chirp becomes faster.
            float turns = phase + periods * (kind == 4 ? time * (0.5f + 1.5f * time) : time), part = turns - MathF.Floor(turns);
            float value = kind switch
            {
                1 => part < 0.5f ? 1 : -1,
                2 => 2 * part - 1,
                3 => 4 * MathF.Abs(part - 0.5f) - 1,
                5 => part < 0.15f ? 1 : -0.3f,
                _ => MathF.Sin(2 * MathF.PI * part),
            };
            series[i] = Math.Clamp(level + amplitude * value + random.Next(-noise, noise), 0, 1);
        }
    }
}
