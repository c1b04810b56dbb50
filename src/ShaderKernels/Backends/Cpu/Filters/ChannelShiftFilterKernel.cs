using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary><see cref="ChannelShiftFilter"/>: joins the channels of three loads.</summary>
internal sealed unsafe class ChannelShiftFilterKernel(CpuDevice device, ChannelShiftFilter filter, int width, int height)
    : SimdFilterKernel(device, filter, width, height, RowBytes(width * 4L, 4 * MaximumShift) + RowBytes(width * 4L))
{
    private const int MaximumShift = 64;

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        int shift = ((ChannelShiftFilter)Filter).Shift;
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L, 4 * MaximumShift), result = TakeRow<uint>(ref place, Width * 4L);
        TVector red = TSimd.Broadcast32(0xFF), blue = TSimd.Broadcast32(0xFF0000), rest = TSimd.Broadcast32(unchecked((int)0xFF00FF00));
        for (int y = top; y < bottom; y++)
        {
            ReadRow(y, pixels, Math.Abs(shift));
            for (int x = 0; x < Width; x += TSimd.Bytes / 4)
                TSimd.Store(TSimd.Or(TSimd.And(TSimd.Load(pixels + x), rest), TSimd.Or(TSimd.And(TSimd.Load(pixels + x - shift), red),
                    TSimd.And(TSimd.Load(pixels + x + shift), blue))), result + x);
            WriteRow(y, result);
        }
    }
}
