using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="MedianFilter"/>: sorts the three bytes of every column, then takes the median of the largest minimum, the middle median and
/// the smallest maximum of three columns.
/// </summary>
internal sealed unsafe class MedianFilterKernel(CpuDevice device, MedianFilter filter, int width, int height)
    : SimdFilterKernel(device, filter, width, height, 3 * RowBytes(width * 4L) + 3 * RowBytes(width * 4L, 4))
{
    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        byte* place = Workspace(band);
        byte** rows = stackalloc byte*[3];
        for (int i = 0; i < 3; i++) rows[i] = TakeRow<byte>(ref place, Width * 4L);
        byte* low = TakeRow<byte>(ref place, Width * 4L, 4), middle = TakeRow<byte>(ref place, Width * 4L, 4);
        byte* high = TakeRow<byte>(ref place, Width * 4L, 4);
        ReadRow(top - 1, rows[(top + 2) % 3]);
        ReadRow(top, rows[top % 3]);
        for (int y = top; y < bottom; y++)
        {
            ReadRow(y + 1, rows[(y + 1) % 3]);
            byte* above = rows[(y + 2) % 3], here = rows[y % 3], below = rows[(y + 1) % 3];
            for (int x = 0; x < Width * 4; x += TSimd.Bytes)
            {
                TVector a = TSimd.Load(above + x), b = TSimd.Load(here + x), c = TSimd.Load(below + x);
                TVector small = TSimd.MinBytes(a, b), large = TSimd.MaxBytes(a, b);
                TSimd.Store(TSimd.MinBytes(small, c), low + x);
                TSimd.Store(TSimd.MaxBytes(small, TSimd.MinBytes(large, c)), middle + x);
                TSimd.Store(TSimd.MaxBytes(large, c), high + x);
            }
            Repeat((uint*)low);
            Repeat((uint*)middle);
            Repeat((uint*)high);
            TVector alpha = TSimd.Broadcast32(AlphaBits), color = TSimd.Broadcast32(~AlphaBits);
            // The row above is not needed anymore.
            for (int x = 0; x < Width * 4; x += TSimd.Bytes)
            {
                TVector lowest = TSimd.MaxBytes(TSimd.MaxBytes(TSimd.Load(low + x - 4), TSimd.Load(low + x)), TSimd.Load(low + x + 4));
                TVector center = Median<TSimd, TVector>(TSimd.Load(middle + x - 4), TSimd.Load(middle + x), TSimd.Load(middle + x + 4));
                TVector highest = TSimd.MinBytes(TSimd.MinBytes(TSimd.Load(high + x - 4), TSimd.Load(high + x)), TSimd.Load(high + x + 4));
                TVector levels = Median<TSimd, TVector>(lowest, center, highest);
                TSimd.Store(TSimd.Or(TSimd.And(levels, color), TSimd.And(TSimd.Load(here + x), alpha)), above + x);
            }
            WriteRow(y, above);
        }
    }

    private static TVector Median<TSimd, TVector>(TVector a, TVector b, TVector c)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged =>
        TSimd.MaxBytes(TSimd.MinBytes(a, b), TSimd.MinBytes(TSimd.MaxBytes(a, b), c));

    private void Repeat(uint* row) => (row[-1], row[Width]) = (row[0], row[Width - 1]);
}
