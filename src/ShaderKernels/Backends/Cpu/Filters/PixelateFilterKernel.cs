using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary><see cref="PixelateFilter"/>: adds the rows of a row of squares, then the columns of each, and writes the rows.</summary>
internal sealed unsafe class PixelateFilterKernel(CpuDevice device, PixelateFilter filter, int width, int height)
    : SimdFilterKernel(device, filter, width, height, 2 * RowBytes(width * 4L) + RowBytes(width * 8L))
{
    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        int size = ((PixelateFilter)Filter).Size;
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L), squares = TakeRow<uint>(ref place, Width * 4L);
        ushort* sums = TakeRow<ushort>(ref place, Width * 8L);
        TVector alpha = TSimd.Broadcast32(AlphaBits);
        // The squares that begin in this band.
        for (int first = (top + size - 1) / size * size; first < bottom; first += size)
        {
            int end = Math.Min(first + size, Height);
            for (int y = first; y < end; y++)
            {
                ReadRow(y, (byte*)pixels);
                for (int x = 0; x < Width * 4; x += TSimd.Bytes / 2)
                {
                    TVector value = TSimd.LoadWiden16((byte*)pixels + x);
                    TSimd.Store(y == first ? value : TSimd.Add16(value, TSimd.Load(sums + x)), sums + x);
                }
            }
            for (int x = 0; x < Width; x += size) Fill(sums, squares, x, Math.Min(x + size, Width), end - first);
            for (int y = first; y < end; y++)
            {
                ReadRow(y, (byte*)pixels);
                for (int x = 0; x < Width; x += TSimd.Bytes / 4)
                    TSimd.Store(TSimd.Or(TSimd.Load(squares + x), TSimd.And(TSimd.Load(pixels + x), alpha)), pixels + x);
                WriteRow(y, pixels);
            }
        }
    }

    private static void Fill(ushort* sums, uint* squares, int left, int right, int rows)
    {
        int red = 0, green = 0, blue = 0, count = (right - left) * rows, half = count / 2;
        for (int x = left; x < right; x++)
        {
            red += sums[4 * x];
            green += sums[4 * x + 1];
            blue += sums[4 * x + 2];
        }
        uint color = (uint)((red + half) / count) | ((uint)((green + half) / count) << 8) | ((uint)((blue + half) / count) << 16);
        for (int x = left; x < right; x++) squares[x] = color;
    }
}
