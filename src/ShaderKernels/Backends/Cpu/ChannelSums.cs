using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The micro-kernel of depthwise convolution and its two gradients, sums of products per channel: C[i, ch] = activation(bias[ch] +
/// residual[i, ch] + sum over o, j of A[i * BetweenA + o * OuterA + j * InnerA + ch] * B[o * OuterB + j * InnerB + ch]). In a convolution i
/// is a pixel of a row, and o and j are the taps of the filter; in the filter gradient i is a tap, and o and j are pixels. A register block
/// is four results by two vectors of channels, or one result by four vectors.
/// </summary>
internal unsafe struct ChannelSums
{
    /// <summary>Strides in A, in floats: of the two loops of the sum, and between results.</summary>
    public nint OuterA, InnerA, BetweenA;

    /// <summary>Strides in B, in floats, of the two loops of the sum.</summary>
    public nint OuterB, InnerB;

    /// <summary>The stride between results in C, in floats.</summary>
    public nint BetweenC;

    /// <summary>A bias for each channel, or null.</summary>
    public float* Bias;

    /// <summary>The distance, in floats, from each element of C to the value added to it, if <see cref="Adds"/>.</summary>
    public nint Residual;

    /// <summary>
    /// Whether a value is added to each result: a residual, or, with <see cref="Residual"/> 0, the previous value (accumulation).
    /// </summary>
    public bool Adds;

    /// <summary>The activation applied to each result.</summary>
    public Epilogue Epilogue;

    /// <summary>Computes results of neighboring channels; channels that do not fill a whole vector use narrower vectors.</summary>
    /// <param name="a">A at the first result, first term and first channel.</param>
    /// <param name="b">B at the first term and first channel.</param>
    /// <param name="c">C at the first result and first channel.</param>
    /// <param name="channel">The index of the first channel, which selects the bias.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="results">The number of results.</param>
    /// <param name="outer">Iterations of the outer loop of the sum.</param>
    /// <param name="inner">Iterations of the inner loop of the sum.</param>
    public readonly void Run<TSimd, TVector>(float* a, float* b, float* c, int channel, int channels, int results, int outer, int inner)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int lanes = TSimd.Count, done = 0;
        float* bias = Bias == null ? null : Bias + channel;
        if (results == 1)
        {
            for (; channels - done >= 4 * lanes; done += 4 * lanes)
                OneByFour<TSimd, TVector>(a + done, b + done, c + done, bias == null ? null : bias + done, outer, inner);
        }
        else
        {
            for (; channels - done >= 2 * lanes; done += 2 * lanes)
            {
                for (int i = 0; i < results; i += 4)
                    FourByTwo<TSimd, TVector>(a + i * BetweenA + done, b + done, c + i * BetweenC + done, bias == null ? null : bias + done,
                        results - i, outer, inner);
            }
        }
        for (; channels - done >= lanes; done += lanes)
        {
            for (int i = 0; i < results; i += 4)
                FourByOne<TSimd, TVector>(a + i * BetweenA + done, b + done, c + i * BetweenC + done, bias == null ? null : bias + done,
                    results - i, outer, inner);
        }
        if (done == channels) return;
        if (lanes == 16)
            Run<Simd256, Vector256<float>>(a + done, b + done, c + done, channel + done, channels - done, results, outer, inner);
        else if (lanes == 8)
            Run<Simd128, Vector128<float>>(a + done, b + done, c + done, channel + done, channels - done, results, outer, inner);
        else Run<SimdScalar, float>(a + done, b + done, c + done, channel + done, channels - done, results, outer, inner);
    }

    /// <summary>
    /// Up to four results; missing ones repeat the last one. The method calls no other method, so that the sums stay in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FourByTwo<TSimd, TVector>(float* a, float* b, float* c, float* bias, int results, int outer, int inner)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector c00 = TSimd.Broadcast(0), c01 = c00;
        if (bias != null) (c00, c01) = (TSimd.Load(bias), TSimd.Load(bias + TSimd.Count));
        TVector c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
        nint a1 = results > 1 ? BetweenA : 0, a2 = results > 2 ? 2 * BetweenA : a1, a3 = results > 3 ? 3 * BetweenA : a2;
        nint stepA = InnerA, stepB = InnerB;
        for (int o = 0; o < outer; o++, a += OuterA, b += OuterB)
        {
            float* x = a, y = b;
            for (int j = 0; j < inner; j++, x += stepA, y += stepB)
            {
                TVector y0 = TSimd.Load(y), y1 = TSimd.Load(y + TSimd.Count);
                c00 = TSimd.MultiplyAdd(TSimd.Load(x), y0, c00); c01 = TSimd.MultiplyAdd(TSimd.Load(x + TSimd.Count), y1, c01);
                c10 = TSimd.MultiplyAdd(TSimd.Load(x + a1), y0, c10); c11 = TSimd.MultiplyAdd(TSimd.Load(x + a1 + TSimd.Count), y1, c11);
                c20 = TSimd.MultiplyAdd(TSimd.Load(x + a2), y0, c20); c21 = TSimd.MultiplyAdd(TSimd.Load(x + a2 + TSimd.Count), y1, c21);
                c30 = TSimd.MultiplyAdd(TSimd.Load(x + a3), y0, c30); c31 = TSimd.MultiplyAdd(TSimd.Load(x + a3 + TSimd.Count), y1, c31);
            }
        }
        float* d1 = results > 1 ? c + BetweenC : c, d2 = results > 2 ? c + 2 * BetweenC : d1, d3 = results > 3 ? c + 3 * BetweenC : d2;
        if (Adds)
        {
            nint r = Residual;
            c00 = TSimd.Add(c00, TSimd.Load(c + r)); c01 = TSimd.Add(c01, TSimd.Load(c + r + TSimd.Count));
            c10 = TSimd.Add(c10, TSimd.Load(d1 + r)); c11 = TSimd.Add(c11, TSimd.Load(d1 + r + TSimd.Count));
            c20 = TSimd.Add(c20, TSimd.Load(d2 + r)); c21 = TSimd.Add(c21, TSimd.Load(d2 + r + TSimd.Count));
            c30 = TSimd.Add(c30, TSimd.Load(d3 + r)); c31 = TSimd.Add(c31, TSimd.Load(d3 + r + TSimd.Count));
        }
        if (!Epilogue.IsNone)
        {
            var epilogue = Epilogue;
            c00 = epilogue.Apply<TSimd, TVector>(c00); c01 = epilogue.Apply<TSimd, TVector>(c01);
            c10 = epilogue.Apply<TSimd, TVector>(c10); c11 = epilogue.Apply<TSimd, TVector>(c11);
            c20 = epilogue.Apply<TSimd, TVector>(c20); c21 = epilogue.Apply<TSimd, TVector>(c21);
            c30 = epilogue.Apply<TSimd, TVector>(c30); c31 = epilogue.Apply<TSimd, TVector>(c31);
        }
        // Repeated results equal the one they repeat.
        TSimd.Store(c00, c); TSimd.Store(c01, c + TSimd.Count);
        TSimd.Store(c10, d1); TSimd.Store(c11, d1 + TSimd.Count);
        TSimd.Store(c20, d2); TSimd.Store(c21, d2 + TSimd.Count);
        TSimd.Store(c30, d3); TSimd.Store(c31, d3 + TSimd.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FourByOne<TSimd, TVector>(float* a, float* b, float* c, float* bias, int results, int outer, int inner)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector c0 = bias == null ? TSimd.Broadcast(0) : TSimd.Load(bias), c1 = c0, c2 = c0, c3 = c0;
        nint a1 = results > 1 ? BetweenA : 0, a2 = results > 2 ? 2 * BetweenA : a1, a3 = results > 3 ? 3 * BetweenA : a2;
        nint stepA = InnerA, stepB = InnerB;
        for (int o = 0; o < outer; o++, a += OuterA, b += OuterB)
        {
            float* x = a, y = b;
            for (int j = 0; j < inner; j++, x += stepA, y += stepB)
            {
                TVector factor = TSimd.Load(y);
                c0 = TSimd.MultiplyAdd(TSimd.Load(x), factor, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Load(x + a1), factor, c1);
                c2 = TSimd.MultiplyAdd(TSimd.Load(x + a2), factor, c2);
                c3 = TSimd.MultiplyAdd(TSimd.Load(x + a3), factor, c3);
            }
        }
        float* d1 = results > 1 ? c + BetweenC : c, d2 = results > 2 ? c + 2 * BetweenC : d1, d3 = results > 3 ? c + 3 * BetweenC : d2;
        if (Adds)
        {
            nint r = Residual;
            c0 = TSimd.Add(c0, TSimd.Load(c + r)); c1 = TSimd.Add(c1, TSimd.Load(d1 + r));
            c2 = TSimd.Add(c2, TSimd.Load(d2 + r)); c3 = TSimd.Add(c3, TSimd.Load(d3 + r));
        }
        if (!Epilogue.IsNone)
        {
            var epilogue = Epilogue;
            c0 = epilogue.Apply<TSimd, TVector>(c0); c1 = epilogue.Apply<TSimd, TVector>(c1);
            c2 = epilogue.Apply<TSimd, TVector>(c2); c3 = epilogue.Apply<TSimd, TVector>(c3);
        }
        TSimd.Store(c0, c);
        TSimd.Store(c1, d1);
        TSimd.Store(c2, d2);
        TSimd.Store(c3, d3);
    }

    /// <summary>A single result, as at the border of an image, of four vectors of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void OneByFour<TSimd, TVector>(float* a, float* b, float* c, float* bias, int outer, int inner)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector c0 = TSimd.Broadcast(0), c1 = c0, c2 = c0, c3 = c0;
        if (bias != null)
            (c0, c1, c2, c3) = (TSimd.Load(bias), TSimd.Load(bias + TSimd.Count), TSimd.Load(bias + 2 * TSimd.Count),
                TSimd.Load(bias + 3 * TSimd.Count));
        for (int o = 0; o < outer; o++, a += OuterA, b += OuterB)
        {
            float* x = a, y = b;
            for (int j = 0; j < inner; j++, x += InnerA, y += InnerB)
            {
                c0 = TSimd.MultiplyAdd(TSimd.Load(x), TSimd.Load(y), c0);
                c1 = TSimd.MultiplyAdd(TSimd.Load(x + TSimd.Count), TSimd.Load(y + TSimd.Count), c1);
                c2 = TSimd.MultiplyAdd(TSimd.Load(x + 2 * TSimd.Count), TSimd.Load(y + 2 * TSimd.Count), c2);
                c3 = TSimd.MultiplyAdd(TSimd.Load(x + 3 * TSimd.Count), TSimd.Load(y + 3 * TSimd.Count), c3);
            }
        }
        if (Adds)
        {
            float* r = c + Residual;
            c0 = TSimd.Add(c0, TSimd.Load(r)); c1 = TSimd.Add(c1, TSimd.Load(r + TSimd.Count));
            c2 = TSimd.Add(c2, TSimd.Load(r + 2 * TSimd.Count)); c3 = TSimd.Add(c3, TSimd.Load(r + 3 * TSimd.Count));
        }
        if (!Epilogue.IsNone)
        {
            var epilogue = Epilogue;
            c0 = epilogue.Apply<TSimd, TVector>(c0); c1 = epilogue.Apply<TSimd, TVector>(c1);
            c2 = epilogue.Apply<TSimd, TVector>(c2); c3 = epilogue.Apply<TSimd, TVector>(c3);
        }
        TSimd.Store(c0, c); TSimd.Store(c1, c + TSimd.Count); TSimd.Store(c2, c + 2 * TSimd.Count); TSimd.Store(c3, c + 3 * TSimd.Count);
    }
}
