using System.Runtime.CompilerServices;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The transforms of Winograd's minimal filtering algorithm F(m x m, 3 x 3) (Lavin and Gray 2016, section 4.1), for vectors of channels:
/// Y = A' [(G g G') * (B' d B)] A, where g is a filter, d a tile of the image and * the elementwise product.
/// </summary>
internal unsafe interface IWinogradTransform
{
    /// <summary>The outputs of a tile in each direction: m.</summary>
    static abstract int Outputs { get; }

    /// <summary>The matrix G, [m + 2, 3] by rows.</summary>
    static abstract ReadOnlySpan<float> Filters { get; }

    /// <summary>Computes B' d for one line of m + 2 vectors.</summary>
    /// <param name="d">Pointers to the vectors.</param>
    /// <param name="offset">The offset of the vectors from the pointers, in floats.</param>
    /// <param name="result">The first result.</param>
    /// <param name="step">The distance between results, in floats.</param>
    static abstract void Input<TSimd, TVector>(float** d, nint offset, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged;

    /// <summary>Computes B' d for one line of vectors that lie at equal distances.</summary>
    static abstract void Input<TSimd, TVector>(float* d, nint stepD, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged;

    /// <summary>Computes A' x for one line of m + 2 vectors.</summary>
    static abstract void Output<TSimd, TVector>(float* x, nint stepX, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged;
}

/// <summary>F(2 x 2, 3 x 3): 16 products for 4 outputs instead of 36.</summary>
internal readonly unsafe struct Winograd2 : IWinogradTransform
{
    public static int Outputs => 2;

    public static ReadOnlySpan<float> Filters => [1, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, -0.5f, 0.5f, 0, 0, 1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float** d, nint offset, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged =>
        Input<TSimd, TVector>(TSimd.Load(d[0] + offset), TSimd.Load(d[1] + offset), TSimd.Load(d[2] + offset),
            TSimd.Load(d[3] + offset), result, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint stepD, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged =>
        Input<TSimd, TVector>(TSimd.Load(d), TSimd.Load(d + stepD), TSimd.Load(d + 2 * stepD), TSimd.Load(d + 3 * stepD), result, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input<TSimd, TVector>(TVector d0, TVector d1, TVector d2, TVector d3, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TSimd.Store(TSimd.Subtract(d0, d2), result);
        TSimd.Store(TSimd.Add(d1, d2), result + step);
        TSimd.Store(TSimd.Subtract(d2, d1), result + 2 * step);
        TSimd.Store(TSimd.Subtract(d1, d3), result + 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* x, nint stepX, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector x1 = TSimd.Load(x + stepX), x2 = TSimd.Load(x + 2 * stepX);
        TSimd.Store(TSimd.Add(TSimd.Load(x), TSimd.Add(x1, x2)), result);
        TSimd.Store(TSimd.Subtract(TSimd.Subtract(x1, x2), TSimd.Load(x + 3 * stepX)), result + step);
    }
}

/// <summary>
/// F(4 x 4, 3 x 3): 36 products for 16 outputs instead of 144. The points of the underlying polynomial interpolation are 0, 5/8, -5/8, 3/2,
/// -3/2 and infinity; the usual 1 and 2 in their place gave errors three times as large (compare Barabasz et al. 2020, "Error analysis and
/// improving the accuracy of Winograd convolution for deep neural networks").
/// </summary>
internal readonly unsafe struct Winograd4 : IWinogradTransform
{
    private const float A = 0.625f, B = 1.5f, A2 = A * A, B2 = B * B;

    /// <summary>The factors of the rows of G: one over the product of the distances to the other points.</summary>
    private const float F0 = (float)(1 / ((double)A2 * B2)), FA = (float)(1 / (2.0 * A2 * (A2 - B2))),
        FB = (float)(1 / (2.0 * B2 * (B2 - A2)));

    public static int Outputs => 4;

    public static ReadOnlySpan<float> Filters =>
        [F0, 0, 0, FA, A * FA, A2 * FA, FA, -A * FA, A2 * FA, FB, B * FB, B2 * FB, FB, -B * FB, B2 * FB, 0, 0, 1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float** d, nint offset, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged =>
        Input<TSimd, TVector>(TSimd.Load(d[0] + offset), TSimd.Load(d[1] + offset), TSimd.Load(d[2] + offset),
            TSimd.Load(d[3] + offset), TSimd.Load(d[4] + offset), TSimd.Load(d[5] + offset), result, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint stepD, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged =>
        Input<TSimd, TVector>(TSimd.Load(d), TSimd.Load(d + stepD), TSimd.Load(d + 2 * stepD), TSimd.Load(d + 3 * stepD),
            TSimd.Load(d + 4 * stepD), TSimd.Load(d + 5 * stepD), result, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input<TSimd, TVector>(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* result,
        nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector product = TSimd.Broadcast(A2 * B2), minusSum = TSimd.Broadcast(-(A2 + B2));
        TSimd.Store(TSimd.MultiplyAdd(product, d0, TSimd.MultiplyAdd(minusSum, d2, d4)), result);
        TSimd.Store(TSimd.MultiplyAdd(product, d1, TSimd.MultiplyAdd(minusSum, d3, d5)), result + 5 * step);
        TVector even = TSimd.MultiplyAdd(TSimd.Broadcast(-B2), d2, d4), odd = TSimd.MultiplyAdd(TSimd.Broadcast(-B2), d1, d3);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(A), odd, even), result + step);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-A), odd, even), result + 2 * step);
        even = TSimd.MultiplyAdd(TSimd.Broadcast(-A2), d2, d4);
        odd = TSimd.MultiplyAdd(TSimd.Broadcast(-A2), d1, d3);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(B), odd, even), result + 3 * step);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-B), odd, even), result + 4 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* x, nint stepX, float* result, nint step)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector x1 = TSimd.Load(x + stepX), x2 = TSimd.Load(x + 2 * stepX), x3 = TSimd.Load(x + 3 * stepX), x4 = TSimd.Load(x + 4 * stepX);
        TVector sumA = TSimd.Add(x1, x2), differenceA = TSimd.Subtract(x1, x2);
        TVector sumB = TSimd.Add(x3, x4), differenceB = TSimd.Subtract(x3, x4);
        TSimd.Store(TSimd.Add(TSimd.Load(x), TSimd.Add(sumA, sumB)), result);
        TSimd.Store(Sum<TSimd, TVector>(A, differenceA, B, differenceB), result + step);
        TSimd.Store(Sum<TSimd, TVector>(A2, sumA, B2, sumB), result + 2 * step);
        TSimd.Store(TSimd.Add(Sum<TSimd, TVector>(A * A2, differenceA, B * B2, differenceB), TSimd.Load(x + 5 * stepX)), result + 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum<TSimd, TVector>(float a, TVector x, float b, TVector y)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged =>
        TSimd.MultiplyAdd(TSimd.Broadcast(b), y, TSimd.Multiply(TSimd.Broadcast(a), x));
}
