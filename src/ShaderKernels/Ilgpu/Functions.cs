using ILGPU;

namespace ShaderKernels.Ilgpu;

/// <summary>
/// The functions of expressions (Operators/Expressions/Scalar.cs) from what every accelerator has itself. A GPU's own exp, log and tanh differ
/// from maker to maker, and ILGPU compiles some of them only with ILGPU.Algorithms; these are the same digits everywhere.
/// The polynomials are those of Cephes (expf.c, sinf.c, cosf.c) and of OpenGL/Shaders/Functions.glsl.
/// </summary>
internal static class Functions
{
    private const float Largest = 3.402823e38f;
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>e to the power x: 2 to a whole power times a polynomial between -log(2) / 2 and log(2) / 2. Below the normal numbers 0.</summary>
    public static float Exp(float x)
    {
        if (float.IsNaN(x)) return x;
        if (x > 88.72283f) return float.PositiveInfinity;
        if (x < -87.33654f) return 0f;
        float whole = MathF.Floor(x * 1.44269504f + 0.5f);
        float r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
        float y = ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r + 1.6666665459e-1f) * r + 5.0000001201e-1f;
        int power = (int)whole, half = power / 2; // Two steps, since 2 to the power 128 is no float.
        return (y * r * r + r + 1f) * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    /// <summary>log(x) = e log(2) + log(m), m between 1 / sqrt(2) and sqrt(2), log(m) = 2 artanh((m - 1) / (m + 1)): exact digits near 1 too.</summary>
    public static float Log(float x)
    {
        if (float.IsNaN(x) || x < 0f) return float.NaN;
        if (x < SmallestNormal) return float.NegativeInfinity;
        if (x > Largest) return x;
        int bits = (int)Interop.FloatAsInt(x) - 0x3f3504f3;
        float exponent = bits >> 23, f = Interop.IntAsFloat((uint)((bits & 0x007fffff) + 0x3f3504f3)) - 1f;
        float s = f / (2f + f), z = s * s;
        float series = z * (0.6666666667f + z * (0.4f + z * (0.2857142857f + z * (0.2222222222f + z * 0.1818181818f))));
        return exponent * 0.693359375f + (s * (2f + series) + exponent * -2.12194440e-4f);
    }

    /// <summary>1 / (1 + exp(-x)), through the exponential of the negative magnitude, which cannot overflow.</summary>
    public static float Sigmoid(float x)
    {
        float e = Exp(-MathF.Abs(x));
        return (x > 0f ? 1f : e) / (1f + e);
    }

    /// <summary>The same; near 0, where that would lose digits, the Taylor series.</summary>
    public static float Tanh(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude < 0.3f) return x * (1f + z * (-0.3333333333f + z * (0.1333333333f + z * (-0.05396825397f + z * 0.02186948854f))));
        float e = Exp(-2f * magnitude), far = (1f - e) / (1f + e);
        return x < 0f ? -far : far;
    }

    /// <summary>x to the power y, with zero and negative bases as IEEE has them: a negative one to a whole power has the sign of that power's parity.</summary>
    public static float Power(float x, float y)
    {
        if (y == 0f) return 1f;
        if (x == 0f) return y > 0f ? 0f : float.PositiveInfinity;
        float magnitude = Exp(y * Log(MathF.Abs(x)));
        if (x > 0f) return magnitude;
        if (MathF.Floor(y) != y) return x < -Largest ? magnitude : float.NaN;
        return MathF.Abs(y - 2f * MathF.Floor(y * 0.5f)) > 0.5f ? -magnitude : magnitude;
    }

    /// <summary>The sine of x radians.</summary>
    public static float Sin(float x) => SineOfQuadrant(x, 0f);

    /// <summary>The cosine of x radians.</summary>
    public static float Cos(float x) => SineOfQuadrant(x, 1f);

    /// <summary>x minus the nearest multiple of pi / 2, taken off in three parts; quadrant 1 is a cosine.</summary>
    private static float SineOfQuadrant(float x, float shift)
    {
        float turns = MathF.Floor(x * 0.6366197724f + 0.5f);
        float r = x - turns * 1.5703125f - turns * 4.837512969970703e-4f - turns * 7.549789948768648e-8f, z = r * r;
        float sine = r + r * z * (-0.1666665461f + z * (8.3321608736e-3f + z * -1.9515295891e-4f));
        float cosine = 1f - 0.5f * z + z * z * (4.166664568298827e-2f + z * (-1.388731625493765e-3f + z * 2.443315711809948e-5f));
        float quadrant = turns + shift;
        quadrant -= 4f * MathF.Floor(quadrant * 0.25f);
        float value = MathF.Abs(quadrant - 2f * MathF.Floor(quadrant * 0.5f)) > 0.5f ? cosine : sine;
        return quadrant > 1.5f ? -value : value;
    }

    private static float PowerOfTwo(int power) => Interop.IntAsFloat((uint)((power + 127) << 23));
}
