using System.Runtime.CompilerServices;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary><see cref="BlendFilter"/> in 16-bit integers, in units of 1/128 of a level.</summary>
internal sealed unsafe class BlendFilterKernel(CpuDevice device, BlendFilter filter, int width, int height)
    : SimdFilterKernel(device, filter, width, height, 2 * RowBytes(width * 4L))
{
    /// <summary>Whether the amount fits; larger ones are left to the plain kernel.</summary>
    public static bool Supports(BlendFilter filter) => filter.Mode == BlendMode.Mix ? filter.Amount <= 1 : filter.Amount < 1;

    private protected override bool CanUpdate(ImageFilter other) => other is BlendFilter blend && Supports(blend);

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        var blend = (BlendFilter)Filter;
        byte* place = Workspace(band);
        byte* image = TakeRow<byte>(ref place, Width * 4L), original = TakeRow<byte>(ref place, Width * 4L);
        int lanes = TSimd.Bytes / 2, amount = Math.Min(65535, (int)MathF.Round(blend.Amount * 65536));
        bool add = blend.Mode == BlendMode.Add;
        TVector factor = TSimd.Broadcast16(amount), kept = TSimd.Broadcast16(Math.Min(65535, 65536 - amount)), half = TSimd.Broadcast16(65);
        TVector alpha = TSimd.Broadcast32(AlphaBits), color = TSimd.Broadcast32(~AlphaBits);
        int split = (int)MathF.Ceiling(blend.Split * Width);
        for (int y = top; y < bottom; y++)
        {
            ReadRow(y, image);
            Unsafe.CopyBlockUnaligned(original, Original.Row(y), (uint)Width * 4);
            for (int x = split * 4 / TSimd.Bytes * TSimd.Bytes; x < Width * 4; x += TSimd.Bytes)
            {
                TVector levels = TSimd.Narrow16(Combine(image + x, original + x), Combine(image + x + lanes, original + x + lanes));
                TSimd.Store(TSimd.Or(TSimd.And(levels, color), TSimd.And(TSimd.Load(original + x), alpha)), image + x);
            }
            Unsafe.CopyBlockUnaligned(image, Original.Row(y), (uint)split * 4);
            WriteRow(y, image);
        }

        TVector Combine(byte* from, byte* onto)
        {
            TVector value = TSimd.MultiplyHigh16(TSimd.ShiftLeft16(TSimd.LoadWiden16(from), 7), factor);
            TVector other = TSimd.ShiftLeft16(TSimd.LoadWiden16(onto), 7);
            if (!add) other = TSimd.MultiplyHigh16(other, kept);
            return TSimd.ShiftRight16(TSimd.Add16(TSimd.Add16(value, other), half), 7);
        }
    }
}
