using ShaderKernels.Tensors;
using VisionRuntime.Data;

namespace DemoGame.Games;

/// <summary>Frames and what they are to become, as bytes.</summary>
internal sealed class FrameDataset(
    string name, int side, TargetKind targets, Shape targetShape, byte[] inputs, byte[] targetValues)
    : Dataset(name, [1, 3, side, side], targets, targetShape)
{
    /// <summary>The standard deviation of the noise that is added to the inputs; 0 for none.</summary>
    public float Noise { get; init; }

    /// <summary>The random seed of the noise, which is the same each time that a sample is read.</summary>
    public int NoiseSeed { get; init; }

    public override int Count { get; } = inputs.Length / (3 * side * side);

    public override void Read(int index, Span<float> input, Span<float> target)
    {
        Copy(inputs.AsSpan(index * InputLength, InputLength), input, 1 / 255f);
        if (TargetLength > 0)
            Copy(targetValues.AsSpan(index * TargetLength, TargetLength), target, Targets == TargetKind.Mask ? 1 : 1 / 255f);
        if (Noise > 0) AddNoise(new Random(unchecked((NoiseSeed * 1_000_003) + index)), input);
    }

    private static void Copy(ReadOnlySpan<byte> from, Span<float> to, float factor)
    {
        for (int i = 0; i < from.Length; i++) to[i] = from[i] * factor;
    }

    private void AddNoise(Random random, Span<float> input)
    {
        // Box and Muller 1958.
        for (int i = 0; i < input.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            input[i] += (float)(Noise * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }
}
