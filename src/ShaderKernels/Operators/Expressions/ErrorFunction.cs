
namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// The error function from the polynomials of Cephes (Moshier 1989, ndtrf.c): x times a polynomial of x^2 up to 1; beyond, 1 minus
/// exp(-x^2) / x times a polynomial of 1 / x^2. The polynomials have an error of at most 5e-9, apart from rounding.
/// </summary>
internal static class ErrorFunction
{
    /// <summary>The coefficients of powers of x^2, the highest first.</summary>
    public const float N6 = 7.853861353153693e-5f, N5 = -8.010193625184903e-4f, N4 = 5.188327685732524e-3f, N3 = -2.685381193529856e-2f,
        N2 = 1.128358514861418e-1f, N1 = -3.761262582423300e-1f, N0 = 1.128379165726710f;

    /// <summary>The coefficients of powers of 1 / x^2, the highest first.</summary>
    public const float F8 = 2.326819970068386e-2f, F7 = -1.387039388740657e-1f, F6 = 3.687424674597105e-1f, F5 = -5.824733027278666e-1f,
        F4 = 6.210004621745983e-1f, F3 = -4.944515323274145e-1f, F2 = 3.404879937665872e-1f, F1 = -2.741127028184656e-1f,
            F0 = 5.638259427386472e-1f;

    public static float Of(float x)
    {
        float magnitude = MathF.Abs(x), z = x * x;
        if (magnitude < 1) return x * ((((((N6 * z + N5) * z + N4) * z + N3) * z + N2) * z + N1) * z + N0);
        float q = 1 / magnitude, y = q * q;
        float far = 1 - MathF.Exp(-z) * q * ((((((((F8 * y + F7) * y + F6) * y + F5) * y + F4) * y + F3) * y + F2) * y + F1) * y + F0);
        return x < 0 ? -far : far;
    }
}
