namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Trigonometric and hyperbolic functions and their inverses, after Cephes (sinf.c, asinf.c, atanf.c, sinhf.c, asinhf.c, acoshf.c,
/// atanhf.c).
/// </summary>
internal static partial class Functions
{
    private const float HalfPi = 1.5707963268f, LogOfTwo = 0.6931471806f;

    /// <summary>Returns the sine of x radians.</summary>
    public static float Sin(float x) => SineOfQuadrant(x, 0f);

    /// <summary>Returns the cosine of x radians.</summary>
    public static float Cos(float x) => SineOfQuadrant(x, 1f);

    /// <summary>Reduces x by the nearest multiple of pi / 2, subtracted in three parts (Cody-Waite); an odd quadrant is a cosine.</summary>
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

    /// <summary>Returns the tangent of x radians.</summary>
    public static float Tan(float x) => Sin(x) / Cos(x);

    /// <summary>Returns the angle whose sine is x.</summary>
    public static float Asin(float x)
    {
        float magnitude = MathF.Abs(x);
        float value = magnitude > 0.5f ? HalfPi - AcosOfMagnitude(magnitude) : AsinSmall(magnitude);
        return x < 0f ? -value : value;
    }

    /// <summary>Returns the angle whose cosine is x.</summary>
    public static float Acos(float x)
    {
        float value = AcosOfMagnitude(MathF.Abs(x));
        return x < 0f ? 2f * HalfPi - value : value;
    }

    /// <summary>Returns the angle whose tangent is x. Angles above 67.5 and 22.5 degrees are reduced by 90 and 45.</summary>
    public static float Atan(float x)
    {
        float magnitude = MathF.Abs(x), r = magnitude, begin = 0f;
        if (magnitude > 2.414213562f)
        {
            r = -1f / magnitude;
            begin = HalfPi;
        }
        else if (magnitude > 0.4142135624f)
        {
            r = (magnitude - 1f) / (magnitude + 1f);
            begin = 0.5f * HalfPi;
        }
        float z = r * r, value = begin + (r + r * z * (-3.33329491539e-1f
            + z * (1.99777106478e-1f + z * (-1.38776856032e-1f + z * 8.05374449538e-2f))));
        return x < 0f ? -value : value;
    }

    /// <summary>
    /// Returns the hyperbolic sine; for large x from the square of exp(|x| / 2), since exp(|x|) overflows before its half does.
    /// </summary>
    public static float Sinh(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude <= 1f) return x + x * z * (1.66667160211e-1f + z * (8.33028376239e-3f + z * 2.03721912945e-4f));
        float e = Exp(0.5f * magnitude), far = 0.5f * e * e - 0.5f / e / e;
        return x < 0f ? -far : far;
    }

    /// <summary>Returns the hyperbolic cosine.</summary>
    public static float Cosh(float x)
    {
        float e = Exp(0.5f * MathF.Abs(x));
        return 0.5f * e * e + 0.5f / e / e;
    }

    /// <summary>Returns the inverse hyperbolic sine. Above 1500 the 1 under the root is below the last digit.</summary>
    public static float Asinh(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude <= 0.5f)
            return x + x * z * (-1.6666288134e-1f + z * (7.4847586088e-2f + z * (-4.2699340972e-2f + z * 2.0122003309e-2f)));
        float far = magnitude > 1500f ? Log(magnitude) + LogOfTwo : Log(magnitude + MathF.Sqrt(z + 1f));
        return x < 0f ? -far : far;
    }

    /// <summary>Returns the inverse hyperbolic cosine.</summary>
    public static float Acosh(float x)
    {
        if (!(x >= 1f)) return float.NaN;
        float z = x - 1f;
        if (z <= 0.5f)
            return MathF.Sqrt(z) * (1.4142135263f + z * (-1.1784741703e-1f
                + z * (2.6454905019e-2f + z * (-7.5272886713e-3f + z * 1.7596881071e-3f))));
        return x > 1500f ? Log(x) + LogOfTwo : Log(x + MathF.Sqrt(z * (x + 1f)));
    }

    /// <summary>Returns the inverse hyperbolic tangent.</summary>
    public static float Atanh(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude <= 0.5f)
            return x + x * z * (3.33337300303e-1f + z * (1.99782164500e-1f
                + z * (1.46691431730e-1f + z * (8.24370301058e-2f + z * 1.81740078349e-1f))));
        float far = 0.5f * (Log(1f + magnitude) - Log(1f - magnitude));
        return x < 0f ? -far : far;
    }

    private static float AsinSmall(float x)
    {
        float z = x * x;
        return x + x * z * (1.6666752422e-1f + z * (7.4953002686e-2f + z * (
            4.5470025998e-2f + z * (2.4181311049e-2f + z * 4.2163199048e-2f))));
    }

    /// <summary>acos(x) = 2 asin(sqrt((1 - x) / 2)), which keeps the precision near 1.</summary>
    private static float AcosOfMagnitude(float magnitude) =>
        magnitude > 1f ? float.NaN : magnitude > 0.5f ? 2f * AsinSmall(MathF.Sqrt(0.5f * (1f - magnitude))) : HalfPi - AsinSmall(magnitude);
}
