using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="TableFilter"/>. A table of luma with one step, such as a threshold, needs no table. Where AVX-512 VBMI can look up 64 bytes
/// at a time in registers, it does; elsewhere pixels are joined from one table of packed values for each channel.
/// </summary>
internal sealed unsafe class TableFilterKernel : SimdFilterKernel
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(3 * 256, pinned: true);
    private readonly uint[] _tables = GC.AllocateArray<uint>(3 * 256, pinned: true);
    private int _step;
    private bool _same;

    public TableFilterKernel(CpuDevice device, TableFilter filter, int width, int height)
        : base(device, filter, width, height, RowBytes(width * 4L) + RowBytes(width * 2L)) => Update();

    private protected override void Update()
    {
        var filter = (TableFilter)Filter;
        for (int i = 0; i < 256; i++)
        {
            uint red = filter.Red[i], green = (uint)filter.Green[i] << 8, blue = (uint)filter.Blue[i] << 16;
            (_tables[i], _tables[256 + i], _tables[512 + i]) = filter.Luma ? (red | green | blue, 0, 0) : (red, green, blue);
        }
        filter.Red.CopyTo(_bytes, 0);
        filter.Green.CopyTo(_bytes, 256);
        filter.Blue.CopyTo(_bytes, 512);
        _same = filter.Red.AsSpan().SequenceEqual(filter.Green.AsSpan()) && filter.Red.AsSpan().SequenceEqual(filter.Blue.AsSpan());
        _step = filter.Luma ? OnlyStep() : -1;
    }

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        short* luma = TakeRow<short>(ref place, Width * 2L);
        bool byLuma = ((TableFilter)Filter).Luma;
        for (int y = top; y < bottom; y++)
        {
            ReadRow(y, (byte*)pixels);
            if (_step >= 0) Select<TSimd, TVector>(pixels);
            else if (TSimd.Bytes == 64 && Avx512Vbmi.IsSupported) LookUp64(pixels, byLuma);
            else if (byLuma)
            {
                RowCode<TSimd, TVector>.Luma(pixels, luma, Width);
                LookUp(luma, pixels);
            }
            else LookUp(pixels);
            WriteRow(y, pixels);
        }
    }

    /// <summary>Returns the level after which the table has its second and last value; -1 if it has more.</summary>
    private int OnlyStep()
    {
        int step = 0;
        while (step < 255 && _tables[step + 1] == _tables[0]) step++;
        for (int i = step + 1; i < 256; i++)
            if (_tables[i] != _tables[255]) return -1;
        return step;
    }

    private void Select<TSimd, TVector>(uint* pixels) where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        TVector step = TSimd.Broadcast32(_step), alpha = TSimd.Broadcast32(AlphaBits);
        TVector low = TSimd.Broadcast32((int)_tables[0]), change = TSimd.Broadcast32((int)_tables[255] - (int)_tables[0]);
        for (int x = 0; x < Width; x += TSimd.Bytes / 4)
        {
            TVector source = TSimd.Load(pixels + x);
            TVector above = TSimd.Greater32(RowCode<TSimd, TVector>.Luma(source), step);
            TVector color = TSimd.Add32(low, TSimd.And(above, change));
            TSimd.Store(TSimd.Or(color, TSimd.And(source, alpha)), pixels + x);
        }
    }

    private void LookUp64(uint* pixels, bool byLuma)
    {
        Vector512<byte> red = Vector512.Create(0x000000FFu).AsByte(), green = Vector512.Create(0x0000FF00u).AsByte();
        fixed (byte* tables = _bytes)
            for (int x = 0; x < Width; x += 16)
            {
                Vector512<byte> source = Vector512.Load(pixels + x).AsByte(), index = source;
                if (byLuma)
                {
                    var luma = RowCode<PixelSimd512, Vector512<byte>>.Luma(source).AsUInt32();
                    index = (luma | (luma << 8) | (luma << 16)).AsByte();
                }
                var color = LookUp64(tables, index);
                if (!_same)
                {
                    color = Vector512.ConditionalSelect(red, color, LookUp64(tables + 512, index));
                    color = Vector512.ConditionalSelect(green, LookUp64(tables + 256, index), color);
                }
                Vector512.ConditionalSelect(Vector512.Create(0xFF000000u).AsByte(), source, color).AsUInt32().Store(pixels + x);
            }
    }

    /// <summary>Looks up 64 bytes in a table of 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> LookUp64(byte* table, Vector512<byte> index)
    {
        var low = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table), index, Vector512.Load(table + 64));
        var high = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table + 128), index, Vector512.Load(table + 192));
        return Vector512.ConditionalSelect(Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low);
    }

    private void LookUp(short* luma, uint* pixels)
    {
        fixed (uint* table = _tables)
            for (int x = 0; x < Width; x++) pixels[x] = table[luma[x]] | (pixels[x] & 0xFF000000);
    }

    private void LookUp(uint* pixels)
    {
        fixed (uint* table = _tables)
            for (int x = 0; x < Width; x++)
            {
                uint pixel = pixels[x];
                pixels[x] = table[pixel & 255] | table[256 + ((pixel >> 8) & 255)] | table[512 + ((pixel >> 16) & 255)]
                    | (pixel & 0xFF000000);
            }
    }
}
