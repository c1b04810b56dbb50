using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="TableFilter"/>: the three tables as one of packed pixels for each channel. A table of luma with one step, such as a
/// threshold, needs no table.
/// </summary>
internal sealed unsafe class TableFilterKernel : SimdFilterKernel
{
    private readonly uint[] _tables = GC.AllocateArray<uint>(3 * 256, pinned: true);
    private int _step;

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
