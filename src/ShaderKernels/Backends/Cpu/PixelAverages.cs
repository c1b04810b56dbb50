using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Weighted sums of pixels, rows first: 8-bit RGBA is read, and a sum is four floats. Products and sums are rounded one by one, in the same
/// order at every vector width, so that all give the same bits.
/// </summary>
internal static unsafe class PixelAverages
{
    /// <summary>Adds up rows of bytes, each times its weight.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="rowStep">The distance between rows in bytes, negative in images that are stored from the bottom.</param>
    /// <param name="weights">The weight of each row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="sums">The sums, one for each byte of a row.</param>
    /// <param name="count">The number of bytes in a row, a multiple of 4.</param>
    /// <param name="width">The widest vectors to use.</param>
    public static void Down(byte* source, nint rowStep, float* weights, int rows, float* sums, int count, SimdWidth width)
    {
        int i = 0;
        if (Avx512F.IsSupported && width == SimdWidth.Vector512)
        {
            for (; i <= count - 32; i += 32)
            {
                byte* row = source + i;
                var (a, b) = (Wide(row) * weights[0], Wide(row + 16) * weights[0]);
                for (int j = 1; j < rows; j++)
                {
                    row += rowStep;
                    a += Wide(row) * weights[j];
                    b += Wide(row + 16) * weights[j];
                }
                a.Store(sums + i);
                b.Store(sums + i + 16);
            }
        }
        if (Avx2.IsSupported && width >= SimdWidth.Vector256)
        {
            for (; i <= count - 16; i += 16)
            {
                byte* row = source + i;
                var (a, b) = (Half(row) * weights[0], Half(row + 8) * weights[0]);
                for (int j = 1; j < rows; j++)
                {
                    row += rowStep;
                    a += Half(row) * weights[j];
                    b += Half(row + 8) * weights[j];
                }
                a.Store(sums + i);
                b.Store(sums + i + 8);
            }
        }
        for (; i < count; i += 4)
        {
            byte* row = source + i;
            var sum = Pixel(row) * weights[0];
            for (int j = 1; j < rows; j++) sum += Pixel(row += rowStep) * weights[j];
            sum.Store(sums + i);
        }
    }

    /// <summary>Adds up pixels along a row, four outputs at a time.</summary>
    /// <param name="pixels">The row, four floats a pixel.</param>
    /// <param name="weights">The pixels of each output.</param>
    /// <param name="planes">The sums: a row of red, <paramref name="planeSize"/> further one of green, then one of blue.</param>
    /// <param name="planeSize">The distance between the rows of sums.</param>
    public static void Across(float* pixels, AreaWeights weights, float* planes, int planeSize)
    {
        float* red = planes, green = planes + planeSize, blue = planes + 2 * planeSize;
        int count = weights.Count, outputs = weights.Outputs;
        int* firsts = weights.Firsts;
        for (int next = 0; next < outputs; next += 4)
        {
            int x = Math.Min(next, outputs - 4); // The last four may have been written in part.
            float* weight = weights.Of(x);
            float* first = pixels + 4 * firsts[x], second = pixels + 4 * firsts[x + 1];
            float* third = pixels + 4 * firsts[x + 2], fourth = pixels + 4 * firsts[x + 3];
            var a = Vector128.Load(first) * weight[0];
            var b = Vector128.Load(second) * weight[count];
            var c = Vector128.Load(third) * weight[2 * count];
            var d = Vector128.Load(fourth) * weight[3 * count];
            for (int i = 1; i < count; i++)
            {
                a += Vector128.Load(first + 4 * i) * weight[i];
                b += Vector128.Load(second + 4 * i) * weight[count + i];
                c += Vector128.Load(third + 4 * i) * weight[2 * count + i];
                d += Vector128.Load(fourth + 4 * i) * weight[3 * count + i];
            }
            if (Sse.IsSupported)
            {
                var (low, high) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
                Sse.MoveLowToHigh(low, high).Store(red + x);
                Sse.MoveHighToLow(high, low).Store(green + x);
                Sse.MoveLowToHigh(Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d)).Store(blue + x);
                continue;
            }
            Vector128.Create(a[0], b[0], c[0], d[0]).Store(red + x);
            Vector128.Create(a[1], b[1], c[1], d[1]).Store(green + x);
            Vector128.Create(a[2], b[2], c[2], d[2]).Store(blue + x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Wide(byte* source) =>
        Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(byte* source) => Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pixel(byte* source) =>
        Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(*(uint*)source).AsByte())).AsInt32());
}
