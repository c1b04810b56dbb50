using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// C[m, n] = activation(bias[n] + sum over k of A[m, k] * B[k, n]) for few rows of A, such as a fully connected layer with a batch of one.
/// B, which is most of the memory traffic, is streamed once, in memory order and in place, eight rows at a time; the sums stay in the
/// first-level cache.
/// </summary>
internal unsafe struct StreamedProduct
{
    /// <summary>
    /// Up to this number of rows of A, streaming was at least as fast as tiles of <see cref="GatherGemm.Rows"/> rows in registers.
    /// </summary>
    public const int MaximumRows = 4;

    private const int Steps = 8;

    /// <summary>The matrices; the rows of B and C have <see cref="N"/> elements.</summary>
    public float* A, B, C;

    /// <summary>A bias for each column, or null.</summary>
    public float* Bias;

    /// <summary>The strides of A between rows and along k, in floats.</summary>
    public nint RowA, StepA;

    public int M, N, K;

    /// <summary>The activation applied to each result.</summary>
    public Epilogue Epilogue;

    /// <summary>
    /// Returns the number of columns to compute at a time: their sums stay in the first-level cache, as do eight rows of B if A has several
    /// rows. Long contiguous reads of each row of B suit the hardware prefetcher.
    /// </summary>
    public static int ColumnsPerPart(int m, int n, int k, int threads)
    {
        const int Granularity = 64, MinimumProducts = 1 << 16;
        long wanted = Math.Max((n + 2L * threads - 1) / (2L * threads), MinimumProducts / Math.Max(1L, (long)m * k));
        return (int)Math.Clamp((wanted + Granularity - 1) / Granularity * Granularity, Granularity, m == 1 ? 4096 : 512);
    }

    /// <summary>Computes the columns from <paramref name="first"/> to <paramref name="end"/>, exclusive, of C.</summary>
    public readonly void Run<TSimd, TVector>(int first, int end) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int columns = end - first;
        for (int m = 0; m < M; m++)
        {
            var row = new Span<float>(C + (nint)m * N + first, columns);
            if (Bias == null) row.Clear();
            else new ReadOnlySpan<float>(Bias + first, columns).CopyTo(row);
        }
        int k = 0;
        for (; k + Steps <= K; k += Steps)
        {
            for (int m = 0; m < M; m++)
                Add<TSimd, TVector>(A + m * RowA + k * StepA, B + (nint)k * N + first, C + (nint)m * N + first, columns);
        }
        for (; k < K; k++)
        {
            for (int m = 0; m < M; m++)
                AddOne<TSimd, TVector>(A[m * RowA + k * StepA], B + (nint)k * N + first, C + (nint)m * N + first, columns);
        }
        if (Epilogue.IsNone) return;
        for (int m = 0; m < M; m++) Activate<TSimd, TVector>(C + (nint)m * N + first, columns);
    }

    /// <summary>Accumulates eight steps of k in one row of C; columns that do not fill a whole vector use narrower vectors.</summary>
    private readonly void Add<TSimd, TVector>(float* a, float* b, float* c, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        int done = columns / TSimd.Count * TSimd.Count;
        AddVectors<TSimd, TVector>(a, b, c, done);
        if (done == columns) return;
        if (TSimd.Count == 16) Add<Simd256, Vector256<float>>(a, b + done, c + done, columns - done);
        else if (TSimd.Count == 8) Add<Simd128, Vector128<float>>(a, b + done, c + done, columns - done);
        else Add<SimdScalar, float>(a, b + done, c + done, columns - done);
    }

    /// <summary>Calls no other method, so that the eight factors stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddVectors<TSimd, TVector>(float* a, float* b, float* c, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        nint step = StepA;
        TVector a0 = TSimd.Broadcast(a[0]), a1 = TSimd.Broadcast(a[step]), a2 = TSimd.Broadcast(a[2 * step]),
            a3 = TSimd.Broadcast(a[3 * step]);
        TVector a4 = TSimd.Broadcast(a[4 * step]), a5 = TSimd.Broadcast(a[5 * step]), a6 = TSimd.Broadcast(a[6 * step]),
            a7 = TSimd.Broadcast(a[7 * step]);
        float* b1 = b + N, b2 = b1 + N, b3 = b2 + N, b4 = b3 + N, b5 = b4 + N, b6 = b5 + N, b7 = b6 + N;
        for (nint i = 0; i < columns; i += TSimd.Count)
        {
            TVector sum = TSimd.MultiplyAdd(a0, TSimd.Load(b + i), TSimd.Load(c + i));
            sum = TSimd.MultiplyAdd(a1, TSimd.Load(b1 + i), sum);
            sum = TSimd.MultiplyAdd(a2, TSimd.Load(b2 + i), sum);
            sum = TSimd.MultiplyAdd(a3, TSimd.Load(b3 + i), sum);
            sum = TSimd.MultiplyAdd(a4, TSimd.Load(b4 + i), sum);
            sum = TSimd.MultiplyAdd(a5, TSimd.Load(b5 + i), sum);
            sum = TSimd.MultiplyAdd(a6, TSimd.Load(b6 + i), sum);
            sum = TSimd.MultiplyAdd(a7, TSimd.Load(b7 + i), sum);
            TSimd.Store(sum, c + i);
        }
    }

    private static void AddOne<TSimd, TVector>(float a, float* b, float* c, int columns)
        where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        var factor = TSimd.Broadcast(a);
        int i = 0;
        for (; i + TSimd.Count <= columns; i += TSimd.Count)
            TSimd.Store(TSimd.MultiplyAdd(factor, TSimd.Load(b + i), TSimd.Load(c + i)), c + i);
        for (; i < columns; i++) c[i] += a * b[i];
    }

    private readonly void Activate<TSimd, TVector>(float* c, int columns) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        var epilogue = Epilogue;
        int i = 0;
        for (; i + TSimd.Count <= columns; i += TSimd.Count) TSimd.Store(epilogue.Apply<TSimd, TVector>(TSimd.Load(c + i)), c + i);
        for (; i < columns; i++) c[i] = epilogue.Apply<SimdScalar, float>(c[i]);
    }
}
