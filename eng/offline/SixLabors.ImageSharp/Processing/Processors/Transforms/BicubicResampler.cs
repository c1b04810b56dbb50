namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>Keys' cubic convolution with a = -1/2 ("Cubic convolution interpolation for digital image processing", 1981).</summary>
public readonly struct BicubicResampler : IResampler
{
    public float Radius => 2;

    public float GetValue(float x)
    {
        x = MathF.Abs(x);
        if (x <= 1) return 1 + (x * x * ((1.5F * x) - 2.5F));
        return x < 2 ? 2 - (x * (4 - (x * (2.5F - (0.5F * x))))) : 0;
    }
}
