using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VisionRuntime.Graphs;

namespace Vision.Bench.Profile;

/// <summary>What the processor can do at best: multiply-adds in registers, and reading memory.</summary>
internal static unsafe class Ceiling
{
    private const int Steps = 2_000_000, Floats = 16 << 20;

    private static readonly float[] Numbers = GC.AllocateArray<float>(Floats, pinned: true);

        /// <summary>GFLOP/s of the widest multiply-add on some threads at once, all of them together.</summary>
    public static double Arithmetic(int threads)
    {
        int lanes = Vector512.IsHardwareAccelerated ? 16 : 8;
        return Together(threads, 2.0 * 16 * lanes * Steps, _ => MultiplyAdds()) / 1e9;
    }

    /// <summary>GB/s of reading a stretch larger than the caches on some threads at once, all of them together.</summary>
    public static double Memory(int threads) =>
        Together(threads, sizeof(float) * (double)Floats / threads, thread => Sum(Floats / threads * thread, Floats / threads)) / 1e9;

    /// <summary>The sum of the threads' own rates, in amounts a second.</summary>
    private static double Together(int threads, double amount, Func<int, float> work)
    {
        using var start = new Barrier(threads);
        var rates = new double[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            start.SignalAndWait();
            long begin = Stopwatch.GetTimestamp();
            float result = work(index);
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            rates[index] = float.IsNaN(result) ? 0 : amount / seconds; // the result is looked at, so that it has to be computed
        }))];
        foreach (var thread in all) thread.Start();
        foreach (var thread in all) thread.Join();
        return rates.Sum();
    }

    // No call may follow the loop in its own method: the just-in-time compiler would keep the sums in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdds()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
            Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
            for (int step = 0; step < Steps; step++)
            {
                a = Vector512.FusedMultiplyAdd(a, x, y); b = Vector512.FusedMultiplyAdd(b, x, y); c = Vector512.FusedMultiplyAdd(c, x, y); d = Vector512.FusedMultiplyAdd(d, x, y);
                e = Vector512.FusedMultiplyAdd(e, x, y); f = Vector512.FusedMultiplyAdd(f, x, y); g = Vector512.FusedMultiplyAdd(g, x, y); h = Vector512.FusedMultiplyAdd(h, x, y);
                i = Vector512.FusedMultiplyAdd(i, x, y); j = Vector512.FusedMultiplyAdd(j, x, y); k = Vector512.FusedMultiplyAdd(k, x, y); l = Vector512.FusedMultiplyAdd(l, x, y);
                m = Vector512.FusedMultiplyAdd(m, x, y); n = Vector512.FusedMultiplyAdd(n, x, y); o = Vector512.FusedMultiplyAdd(o, x, y); p = Vector512.FusedMultiplyAdd(p, x, y);
            }
            return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
        }
        else
        {
            Vector256<float> x = Vector256.Create(0.999f), y = Vector256.Create(0.001f);
            Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
            for (int step = 0; step < 2 * Steps; step++)
            {
                a = Vector256.FusedMultiplyAdd(a, x, y); b = Vector256.FusedMultiplyAdd(b, x, y); c = Vector256.FusedMultiplyAdd(c, x, y); d = Vector256.FusedMultiplyAdd(d, x, y);
                e = Vector256.FusedMultiplyAdd(e, x, y); f = Vector256.FusedMultiplyAdd(f, x, y); g = Vector256.FusedMultiplyAdd(g, x, y); h = Vector256.FusedMultiplyAdd(h, x, y);
            }
            return Vector256.Sum(a + b + c + d + e + f + g + h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(int first, int count)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        fixed (float* numbers = &Numbers[first])
        {
            for (nint i = 0; i <= count - 64; i += 64)
            {
                a += Vector512.Load(numbers + i);
                b += Vector512.Load(numbers + i + 16);
                c += Vector512.Load(numbers + i + 32);
                d += Vector512.Load(numbers + i + 48);
            }
        }
        return Vector512.Sum(a + b + c + d);
    }
}
