namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>The sinc function in a window of its own middle lobe (Duchon, "Lanczos filtering in one and two dimensions", 1979).</summary>
public readonly struct LanczosResampler(float radius) : IResampler
{
    public static readonly LanczosResampler Lanczos2 = new(2);

    public static readonly LanczosResampler Lanczos3 = new(3);

    public static readonly LanczosResampler Lanczos5 = new(5);

    public static readonly LanczosResampler Lanczos8 = new(8);

    public float Radius { get; } = radius;

    public float GetValue(float x) => MathF.Abs(x) < Radius ? SinC(x) * SinC(x / Radius) : 0;

    private static float SinC(float x)
    {
        float angle = x * MathF.PI;
        return MathF.Abs(x) < 1e-7F ? 1 : MathF.Sin(angle) / angle;
    }
}
