using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary><see cref="VignetteFilter"/> in 16-bit integers: the factor of a pixel is that of its row minus that of its column.</summary>
internal sealed unsafe class VignetteFilterKernel : SimdFilterKernel
{
    private readonly ushort[] _columns;

    public VignetteFilterKernel(CpuDevice device, VignetteFilter filter, int width, int height)
        : base(device, filter, width, height, RowBytes(width * 4L))
    {
        _columns = GC.AllocateArray<ushort>(width * 4 + 256, pinned: true);
        Update();
    }

    private protected override void Update()
    {
        for (int x = 0; x < Width; x++)
        {
            double dx = (2.0 * x + 1) / Width - 1;
            // Rounded down, and the rows up, so that the difference is never negative.
            _columns.AsSpan(4 * x, 4).Fill((ushort)(65535 * 0.5 * ((VignetteFilter)Filter).Amount * dx * dx));
        }
    }

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        byte* place = Workspace(band);
        byte* pixels = TakeRow<byte>(ref place, Width * 4L);
        int lanes = TSimd.Bytes / 2;
        TVector half = TSimd.Broadcast16(64), alpha = TSimd.Broadcast32(AlphaBits), color = TSimd.Broadcast32(~AlphaBits);
        fixed (ushort* columns = _columns)
            for (int y = top; y < bottom; y++)
            {
                ReadRow(y, pixels);
                double dy = (2.0 * y + 1) / Height - 1;
                TVector row = TSimd.Broadcast16((int)Math.Ceiling(65535 * (1 - 0.5 * ((VignetteFilter)Filter).Amount * dy * dy)));
                for (int x = 0; x < Width * 4; x += TSimd.Bytes)
                {
                    TVector source = TSimd.Load(pixels + x);
                    TVector levels = TSimd.Narrow16(Shade(pixels + x, columns + x), Shade(pixels + x + lanes, columns + x + lanes));
                    TSimd.Store(TSimd.Or(TSimd.And(levels, color), TSimd.And(source, alpha)), pixels + x);
                }
                WriteRow(y, pixels);

                TVector Shade(byte* source, ushort* column)
                {
                    TVector value = TSimd.ShiftLeft16(TSimd.LoadWiden16(source), 7);
                    value = TSimd.MultiplyHigh16(value, TSimd.Subtract16(row, TSimd.Load(column)));
                    return TSimd.ShiftRight16(TSimd.Add16(value, half), 7);
                }
            }
    }
}
