using ILGPU;
using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// The functions of expressions (Operators/Expressions/Scalar.cs), from operations that every accelerator has. The built-in exp, log and
/// tanh differ between vendors, and ILGPU compiles some of them only with ILGPU.Algorithms; these give the same results everywhere. The
/// polynomials are those of Cephes (expf.c) and of OpenGL/Shaders/Functions.glsl.
/// </summary>
internal static partial class Functions
{
    private const float Largest = 3.402823e38f;
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>
    /// Returns e to the power x: a power of two times a polynomial in [-log(2) / 2, log(2) / 2]. Subnormal results are 0.
    /// </summary>
    public static float Exp(float x)
    {
        if (float.IsNaN(x)) return x;
        if (x > 88.72283f) return float.PositiveInfinity;
        if (x < -87.33654f) return 0f;
        float whole = MathF.Floor(x * 1.44269504f + 0.5f);
        float r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
        float y = ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r + 1.6666665459e-1f) * r
            + 5.0000001201e-1f;
        int power = (int)whole, half = power / 2; // In two steps, since 2 to the power 128 overflows.
        return (y * r * r + r + 1f) * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    /// <summary>
    /// Returns the natural logarithm: log(x) = e log(2) + log(m) with m between 1 / sqrt(2) and sqrt(2), and log(m) = 2 artanh((m - 1) / (m
    /// + 1)), which is accurate near 1.
    /// </summary>
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

    /// <summary>Returns 1 / (1 + exp(-x)), computed from exp(-|x|), which cannot overflow.</summary>
    public static float Sigmoid(float x)
    {
        float e = Exp(-MathF.Abs(x));
        return (x > 0f ? 1f : e) / (1f + e);
    }

    /// <summary>
    /// Returns the hyperbolic tangent, computed from exp(-2|x|); near 0, where that would cancel, from the Taylor series.
    /// </summary>
    public static float Tanh(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude < 0.3f) return x * (1f + z * (-0.3333333333f + z * (0.1333333333f + z * (-0.05396825397f + z * 0.02186948854f))));
        float e = Exp(-2f * magnitude), far = (1f - e) / (1f + e);
        return x < 0f ? -far : far;
    }

    /// <summary>
    /// Returns x to the power y, with the special cases of C's pow: a negative base with an integer exponent has the sign of the exponent's
    /// parity.
    /// </summary>
    public static float Power(float x, float y)
    {
        if (y == 0f || x == 1f) return 1f;
        if (float.IsNaN(x) || float.IsNaN(y)) return float.NaN;
        float magnitude = x == 0f ? (y > 0f ? 0f : float.PositiveInfinity) : x == -1f ? 1f : Exp(y * Log(MathF.Abs(x)));
        if (x >= 0f) return magnitude;
        if (MathF.Floor(y) != y) return x < -Largest ? magnitude : float.NaN;
        return MathF.Abs(y - 2f * MathF.Floor(y * 0.5f)) > 0.5f ? -magnitude : magnitude;
    }

    /// <summary>Returns the smaller value, or NaN if either is NaN (an accelerator's own min may drop NaN).</summary>
    public static float Min(float x, float y) => x < y ? x : y <= x ? y : float.NaN;

    /// <summary>Returns the larger value, or NaN if either is NaN.</summary>
    public static float Max(float x, float y) => x > y ? x : y >= x ? y : float.NaN;

    /// <summary>Returns the nearest integer; halves round to even.</summary>
    public static float Round(float x)
    {
        float floor = MathF.Floor(x), rest = x - floor;
        return rest > 0.5f || rest == 0.5f && floor - 2f * MathF.Floor(floor * 0.5f) != 0f ? floor + 1f : floor;
    }

    /// <summary>Returns the error function (<see cref="ErrorFunction"/>).</summary>
    public static float Erf(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude < 1f)
            return x * ((((((ErrorFunction.N6 * z + ErrorFunction.N5) * z + ErrorFunction.N4) * z + ErrorFunction.N3) * z
                + ErrorFunction.N2) * z + ErrorFunction.N1) * z + ErrorFunction.N0);
        float q = 1f / magnitude, y = q * q;
        float series = ((((ErrorFunction.F8 * y + ErrorFunction.F7) * y + ErrorFunction.F6) * y + ErrorFunction.F5) * y
            + ErrorFunction.F4) * y + ErrorFunction.F3;
        float far = 1f - Exp(-z) * q * (((series * y + ErrorFunction.F2) * y + ErrorFunction.F1) * y + ErrorFunction.F0);
        return x < 0f ? -far : far;
    }

    /// <summary>
    /// Returns the remainder of x / y with the sign of x, as C's fmod: long division of the significands, bit by bit, and therefore exact.
    /// </summary>
    public static float Remainder(float x, float y)
    {
        uint ax = Interop.FloatAsInt(x) & 0x7fffffff, ay = Interop.FloatAsInt(y) & 0x7fffffff, sign = Interop.FloatAsInt(x) & 0x80000000;
        if (ax >= 0x7f800000 || ay > 0x7f800000 || ay == 0) return float.NaN;
        if (ax < ay) return x;
        int ex = (int)(ax >> 23), ey = (int)(ay >> 23);
        uint mx = ax & 0x7fffff, my = ay & 0x7fffff;
        if (ex == 0) ex = 1; else mx |= 0x800000;
        if (ey == 0) ey = 1; else my |= 0x800000;
        for (; ex > ey; ex--)
        {
            if (mx >= my) mx -= my;
            mx <<= 1;
        }
        if (mx >= my) mx -= my;
        for (; mx != 0 && mx < 0x800000 && ex > 1; ex--) mx <<= 1;
        return Interop.IntAsFloat(sign | (mx >= 0x800000 ? (uint)ex << 23 | mx & 0x7fffff : mx));
    }

    private static float PowerOfTwo(int power) => Interop.IntAsFloat((uint)((power + 127) << 23));
}
