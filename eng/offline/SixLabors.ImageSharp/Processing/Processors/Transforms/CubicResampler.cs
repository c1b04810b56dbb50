namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>The family of cubics of Mitchell and Netravali ("Reconstruction filters in computer graphics", 1988): B weighs the spline, C the cardinal.</summary>
public readonly struct CubicResampler(float radius, float bspline, float cardinal) : IResampler
{
    public static readonly CubicResampler CatmullRom = new(2, 0, .5F);

    public static readonly CubicResampler Hermite = new(2, 0, 0);

    public static readonly CubicResampler MitchellNetravali = new(2, .3333333F, .3333333F);

    public static readonly CubicResampler Spline = new(2, 1, 0);

    public float Radius { get; } = radius;

    public float GetValue(float x)
    {
        x = MathF.Abs(x);
        float b = bspline, c = cardinal;
        if (x < 1) return (((((12 - (9 * b) - (6 * c)) * x) - 18 + (12 * b) + (6 * c)) * x * x) + 6 - (2 * b)) / 6;
        return x < 2 ? (((((((-b - (6 * c)) * x) + (6 * b) + (30 * c)) * x) - (12 * b) - (48 * c)) * x) + (8 * b) + (24 * c)) / 6 : 0;
    }
}
