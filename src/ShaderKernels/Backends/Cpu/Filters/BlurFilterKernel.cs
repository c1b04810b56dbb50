using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="BlurFilter"/> in 16-bit integers: first down the columns, from bytes to values in units of 1/128 of a level, then along the
/// row. Factors are in units of 2^-16, and pixels at equal distances are added before they are multiplied.
/// </summary>
internal sealed unsafe class BlurFilterKernel : SimdFilterKernel
{
    private readonly int _across, _down;
    private readonly int[] _acrossFactors, _downFactors;

    public BlurFilterKernel(CpuDevice device, BlurFilter filter, int width, int height)
        : base(device, filter, width, height, BandBytes(filter, width))
    {
        (_across, _down) = (filter.Across.Length / 2, filter.Down.Length / 2);
        (_acrossFactors, _downFactors) = (new int[_across + 1], new int[_down + 1]);
        Update();
    }

    private protected override bool CanUpdate(ImageFilter filter) =>
        filter is BlurFilter blur && blur.Across.Length / 2 == _across && blur.Down.Length / 2 == _down;

    private protected override void Update()
    {
        var filter = (BlurFilter)Filter;
        for (int i = 0; i <= _across; i++) _acrossFactors[i] = Factor(filter.Across[_across + i]);
        for (int i = 0; i <= _down; i++) _downFactors[i] = Factor(filter.Down[_down + i]);

        static int Factor(float value) => Math.Min(65535, (int)MathF.Round(value * 65536));
    }

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        ushort* sums = TakeRow<ushort>(ref place, Width * 8L, _across * 8);
        byte** rows = stackalloc byte*[2 * _down + 1];
        for (int i = 0; i <= 2 * _down; i++) rows[i] = TakeRow<byte>(ref place, Width * 4L);
        byte** window = stackalloc byte*[2 * _down + 1];

        for (int y = top - _down; y < top + _down; y++) ReadRow(y, rows[Slot(y)]);
        for (int y = top; y < bottom; y++)
        {
            ReadRow(y + _down, rows[Slot(y + _down)]);
            for (int i = 0; i <= 2 * _down; i++) window[i] = rows[Slot(y - _down + i)];
            Down<TSimd, TVector>(window, sums);
            for (int i = 1; i <= _across; i++)
            {
                ((ulong*)sums)[-i] = ((ulong*)sums)[0];
                ((ulong*)sums)[Width - 1 + i] = ((ulong*)sums)[Width - 1];
            }
            Across<TSimd, TVector>(sums, (uint*)window[_down], pixels);
            WriteRow(y, pixels);
        }
    }

    private static int BandBytes(BlurFilter filter, int width) => checked(RowBytes(width * 4L)
        + RowBytes(width * 8L, filter.Across.Length / 2 * 8) + filter.Down.Length * RowBytes(width * 4L));

    private int Slot(int y) => (y + (_down + 1 << 8) * (2 * _down + 1)) % (2 * _down + 1);

    private void Down<TSimd, TVector>(byte** window, ushort* sums) where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        int lanes = TSimd.Bytes / 2;
        // Each product is cut off, by half a unit on average.
        TVector half = TSimd.Broadcast16(_down == 0 ? 0 : (_down + 1) / 2), middle = TSimd.Broadcast16(_downFactors[0]);
        for (int x = 0; x < Width * 4; x += lanes)
        {
            TVector sum = TSimd.ShiftLeft16(TSimd.LoadWiden16(window[_down] + x), 7);
            if (_down > 0) sum = TSimd.Add16(half, TSimd.MultiplyHigh16(sum, middle));
            for (int i = 1; i <= _down; i++)
            {
                TVector pair = TSimd.Add16(TSimd.LoadWiden16(window[_down - i] + x), TSimd.LoadWiden16(window[_down + i] + x));
                sum = TSimd.Add16(sum, TSimd.MultiplyHigh16(TSimd.ShiftLeft16(pair, 7), TSimd.Broadcast16(_downFactors[i])));
            }
            TSimd.Store(sum, sums + x);
        }
    }

    private void Across<TSimd, TVector>(ushort* sums, uint* source, uint* result)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        TVector alpha = TSimd.Broadcast32(AlphaBits), color = TSimd.Broadcast32(~AlphaBits);
        int lanes = TSimd.Bytes / 2;
        for (int x = 0; x < Width * 4; x += 2 * lanes)
        {
            TVector levels = TSimd.Narrow16(Average<TSimd, TVector>(sums + x), Average<TSimd, TVector>(sums + x + lanes));
            TSimd.Store(TSimd.Or(TSimd.And(levels, color), TSimd.And(TSimd.Load(source + x / 4), alpha)), result + x / 4);
        }
    }

    private TVector Average<TSimd, TVector>(ushort* sums) where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        TVector sum = TSimd.Load(sums);
        if (_across > 0) sum = TSimd.MultiplyHigh16(sum, TSimd.Broadcast16(_acrossFactors[0]));
        for (int i = 1; i <= _across; i++)
        {
            TVector pair = TSimd.Add16(TSimd.Load(sums - 4 * i), TSimd.Load(sums + 4 * i));
            sum = TSimd.Add16(sum, TSimd.MultiplyHigh16(pair, TSimd.Broadcast16(_acrossFactors[i])));
        }
        return TSimd.ShiftRight16(TSimd.Add16(sum, TSimd.Broadcast16(64 + (_across == 0 ? 0 : (_across + 1) / 2))), 7);
    }
}
