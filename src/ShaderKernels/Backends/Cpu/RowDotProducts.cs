using System.Runtime.CompilerServices;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// C[m, n] = activation(bias[n] + A[m, :] · B[n, :]): both matrices are read along their rows, with a register block of four by four rows.
/// </summary>
internal unsafe struct RowDotProducts
{
    private const int Tile = 4;

    public float* A, B, C, Bias;
    public int M, N, K;
    public Epilogue Epilogue;

    /// <summary>Computes the columns from <paramref name="first"/> to <paramref name="end"/>, exclusive, of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TSimd, TVector>(int first, int end) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        float** a = stackalloc float*[Tile];
        float** b = stackalloc float*[Tile];
        float* sums = stackalloc float[Tile * Tile];
        for (int n = first; n < end; n += Tile)
        {
            for (int i = 0; i < Tile; i++) b[i] = B + (nint)Math.Min(n + i, end - 1) * K;
            if (M == 1)
            {
                OneRow<TSimd, TVector>(A, b, sums);
                for (int j = 0; j < Math.Min(Tile, end - n); j++) Store(0, n + j, sums[j]);
                continue;
            }
            for (int m = 0; m < M; m += Tile)
            {
                for (int i = 0; i < Tile; i++) a[i] = A + (nint)Math.Min(m + i, M - 1) * K;
                Dots<TSimd, TVector>(a, b, sums);
                for (int i = 0; i < Math.Min(Tile, M - m); i++)
                {
                    for (int j = 0; j < Math.Min(Tile, end - n); j++) Store(m + i, n + j, sums[i * Tile + j]);
                }
            }
        }
    }

    private readonly void Store(int m, int n, float sum)
    {
        C[(nint)m * N + n] = Epilogue.Apply<SimdScalar, float>(sum + (Bias == null ? 0 : Bias[n]));
    }

    /// <summary>A single row of A with four of B, with two independent sums for each to hide the latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void OneRow<TSimd, TVector>(float* a, float** b, float* sums)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0), s0 = zero, s1 = zero, s2 = zero, s3 = zero, t0 = zero, t1 = zero, t2 = zero, t3 = zero;
        float* b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
        nint k = 0;
        for (nint stop = K - K % (2 * TSimd.Count); k < stop; k += 2 * TSimd.Count)
        {
            TVector x = TSimd.Load(a + k), y = TSimd.Load(a + k + TSimd.Count);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k), s0); t0 = TSimd.MultiplyAdd(y, TSimd.Load(b0 + k + TSimd.Count), t0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k), s1); t1 = TSimd.MultiplyAdd(y, TSimd.Load(b1 + k + TSimd.Count), t1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + k), s2); t2 = TSimd.MultiplyAdd(y, TSimd.Load(b2 + k + TSimd.Count), t2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + k), s3); t3 = TSimd.MultiplyAdd(y, TSimd.Load(b3 + k + TSimd.Count), t3);
        }
        sums[0] = TSimd.Sum(TSimd.Add(s0, t0));
        sums[1] = TSimd.Sum(TSimd.Add(s1, t1));
        sums[2] = TSimd.Sum(TSimd.Add(s2, t2));
        sums[3] = TSimd.Sum(TSimd.Add(s3, t3));
        for (; k < K; k++)
        {
            for (int j = 0; j < Tile; j++) sums[j] += a[k] * b[j][k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Dots<TSimd, TVector>(float** a, float** b, float* sums)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector s00 = zero, s01 = zero, s02 = zero, s03 = zero, s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        TVector s20 = zero, s21 = zero, s22 = zero, s23 = zero, s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
        nint k = 0;
        for (nint stop = K - K % TSimd.Count; k < stop; k += TSimd.Count)
        {
            TVector y0 = TSimd.Load(b0 + k), y1 = TSimd.Load(b1 + k), y2 = TSimd.Load(b2 + k), y3 = TSimd.Load(b3 + k), x;
            x = TSimd.Load(a0 + k);
            s00 = TSimd.MultiplyAdd(x, y0, s00); s01 = TSimd.MultiplyAdd(x, y1, s01);
            s02 = TSimd.MultiplyAdd(x, y2, s02); s03 = TSimd.MultiplyAdd(x, y3, s03);
            x = TSimd.Load(a1 + k);
            s10 = TSimd.MultiplyAdd(x, y0, s10); s11 = TSimd.MultiplyAdd(x, y1, s11);
            s12 = TSimd.MultiplyAdd(x, y2, s12); s13 = TSimd.MultiplyAdd(x, y3, s13);
            x = TSimd.Load(a2 + k);
            s20 = TSimd.MultiplyAdd(x, y0, s20); s21 = TSimd.MultiplyAdd(x, y1, s21);
            s22 = TSimd.MultiplyAdd(x, y2, s22); s23 = TSimd.MultiplyAdd(x, y3, s23);
            x = TSimd.Load(a3 + k);
            s30 = TSimd.MultiplyAdd(x, y0, s30); s31 = TSimd.MultiplyAdd(x, y1, s31);
            s32 = TSimd.MultiplyAdd(x, y2, s32); s33 = TSimd.MultiplyAdd(x, y3, s33);
        }
        sums[0] = TSimd.Sum(s00); sums[1] = TSimd.Sum(s01); sums[2] = TSimd.Sum(s02); sums[3] = TSimd.Sum(s03);
        sums[4] = TSimd.Sum(s10); sums[5] = TSimd.Sum(s11); sums[6] = TSimd.Sum(s12); sums[7] = TSimd.Sum(s13);
        sums[8] = TSimd.Sum(s20); sums[9] = TSimd.Sum(s21); sums[10] = TSimd.Sum(s22); sums[11] = TSimd.Sum(s23);
        sums[12] = TSimd.Sum(s30); sums[13] = TSimd.Sum(s31); sums[14] = TSimd.Sum(s32); sums[15] = TSimd.Sum(s33);
        for (; k < K; k++)
        {
            for (int i = 0; i < Tile; i++)
            {
                for (int j = 0; j < Tile; j++) sums[i * Tile + j] += a[i][k] * b[j][k];
            }
        }
    }
}
