using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>A <see cref="KernelFilter"/> with any weights, in floats.</summary>
internal sealed unsafe class FloatKernelFilterKernel : SimdFilterKernel
{
    private readonly KernelFilter _shape;
    private readonly int _channels;
    private KernelTap[][] _taps = [];

    public FloatKernelFilterKernel(CpuDevice device, KernelFilter filter, int width, int height)
        : base(device, filter, width, height, BandBytes(filter, width))
    {
        _shape = filter;
        _channels = ChannelsOf(filter);
        Update();
    }

    private protected override bool CanUpdate(ImageFilter filter) => filter is KernelFilter kernel && kernel.Width == _shape.Width
        && kernel.Height == _shape.Height && kernel.Input == _shape.Input && kernel.Kernels == _shape.Kernels;

    private protected override void Update() => _taps = KernelTap.Of((KernelFilter)Filter);

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        var filter = (KernelFilter)Filter;
        byte* place = Workspace(band);
        int count = Width * _channels, padding = filter.Width * _channels * sizeof(float), ring = filter.Height * filter.Planes;
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        short* levels = TakeRow<short>(ref place, count * 2L);
        float* sum = TakeRow<float>(ref place, count * 4L), total = TakeRow<float>(ref place, count * 4L);
        float** rows = stackalloc float*[ring];
        for (int i = 0; i < ring; i++) rows[i] = TakeRow<float>(ref place, count * 4L, padding);

        int above = filter.Height / 2;
        for (int y = top - above; y < top - above + filter.Height - 1; y++) Load<TSimd, TVector>(y, pixels, rows);
        for (int y = top; y < bottom; y++)
        {
            Load<TSimd, TVector>(y - above + filter.Height - 1, pixels, rows);
            for (int kernel = 0; kernel < filter.Kernels; kernel++)
            {
                Sum<TSimd, TVector>(_taps[kernel], rows, y - above, sum, count);
                Combine<TSimd, TVector>(filter.Output, sum, total, count, kernel == 0);
            }
            Finish<TSimd, TVector>(filter, total, levels, count);
            ReadRow(y, (byte*)pixels);
            if (_channels == 1) RowCode<TSimd, TVector>.Gray(levels, pixels, pixels, Width);
            else RowCode<TSimd, TVector>.Channels(levels, pixels, pixels, Width);
            WriteRow(y, pixels);
        }
    }

    private static int ChannelsOf(KernelFilter filter) => filter.Input == KernelInput.Channels ? 4 : 1;

    private static int BandBytes(KernelFilter filter, int width)
    {
        int channels = ChannelsOf(filter), bytes = width * channels * sizeof(float);
        return checked(RowBytes(width * 4L) + 3 * RowBytes(bytes)
            + filter.Height * filter.Planes * RowBytes(bytes, filter.Width * channels * sizeof(float)));
    }

    /// <summary>The place of a plane of a row in the ring of rows.</summary>
    private int Slot(int y, int plane) => (y + (_shape.Height << 8)) % _shape.Height * _shape.Planes + plane;

    /// <summary>Converts a row to floats, and repeats its ends on each side.</summary>
    private void Load<TSimd, TVector>(int y, uint* pixels, float** rows) where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        ReadRow(y, (byte*)pixels);
        int lanes = TSimd.Bytes / 4, count = Width * _channels;
        TVector mask = TSimd.Broadcast32(255);
        if (_shape.Input == KernelInput.Channels)
            for (int i = 0; i < count; i += lanes) TSimd.Store(TSimd.ToFloat(TSimd.LoadWiden32((byte*)pixels + i)), rows[Slot(y, 0)] + i);
        else if (_shape.Input == KernelInput.Luma)
            for (int i = 0; i < count; i += lanes)
                TSimd.Store(TSimd.ToFloat(RowCode<TSimd, TVector>.Luma(TSimd.Load(pixels + i))), rows[Slot(y, 0)] + i);
        else
            for (int i = 0; i < count; i += lanes)
            {
                TVector color = TSimd.Load(pixels + i);
                TSimd.Store(TSimd.ToFloat(TSimd.And(color, mask)), rows[Slot(y, 0)] + i);
                TSimd.Store(TSimd.ToFloat(TSimd.And(TSimd.ShiftRight32(color, 8), mask)), rows[Slot(y, 1)] + i);
                TSimd.Store(TSimd.ToFloat(TSimd.And(TSimd.ShiftRight32(color, 16), mask)), rows[Slot(y, 2)] + i);
            }
        int last = count - _channels;
        for (int plane = 0; plane < _shape.Planes; plane++)
        {
            float* row = rows[Slot(y, plane)];
            for (int i = 1; i < _shape.Width; i++)
                for (int c = 0; c < _channels; c++)
                    (row[-i * _channels + c], row[last + i * _channels + c]) = (row[c], row[last + c]);
        }
    }

    /// <summary>Computes the sums of one kernel, for two vectors at a time.</summary>
    private void Sum<TSimd, TVector>(KernelTap[] taps, float** rows, int first, float* sums, int count)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        int lanes = TSimd.Bytes / 4;
        float** sources = stackalloc float*[taps.Length];
        for (int i = 0; i < taps.Length; i++)
            sources[i] = rows[Slot(first + taps[i].Row, taps[i].Plane)] + (taps[i].Column - _shape.Width / 2) * _channels;
        for (int x = 0; x < count; x += 2 * lanes)
        {
            TVector a = TSimd.BroadcastFloat(0), b = a;
            for (int i = 0; i < taps.Length; i++)
            {
                TVector weight = TSimd.BroadcastFloat(taps[i].Weight);
                float* source = sources[i] + x;
                a = TSimd.MultiplyAddFloat(weight, TSimd.Load(source), a);
                b = TSimd.MultiplyAddFloat(weight, TSimd.Load(source + lanes), b);
            }
            TSimd.Store(a, sums + x);
            TSimd.Store(b, sums + x + lanes);
        }
    }

    private static void Combine<TSimd, TVector>(KernelOutput output, float* sums, float* total, int count, bool first)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        for (int x = 0; x < count; x += TSimd.Bytes / 4)
        {
            TVector sum = TSimd.Load(sums + x);
            if (output == KernelOutput.Magnitude) sum = TSimd.MultiplyFloat(sum, sum);
            if (!first)
                sum = output == KernelOutput.Magnitude ? TSimd.AddFloat(sum, TSimd.Load(total + x))
                    : TSimd.MaxFloat(sum, TSimd.Load(total + x));
            TSimd.Store(sum, total + x);
        }
    }

    private static void Finish<TSimd, TVector>(KernelFilter filter, float* total, short* levels, int count)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        TVector scale = TSimd.BroadcastFloat(filter.Scale), offset = TSimd.BroadcastFloat(filter.Offset);
        TVector logarithm = TSimd.BroadcastFloat(-1.44269504f), one = TSimd.BroadcastFloat(1), most = TSimd.BroadcastFloat(255);
        for (int x = 0; x < count; x += TSimd.Bytes / 4)
        {
            TVector value = TSimd.Load(total + x);
            if (filter.Output == KernelOutput.Absolute) value = TSimd.MaxFloat(value, TSimd.SubtractFloat(TSimd.BroadcastFloat(0), value));
            if (filter.Output == KernelOutput.Magnitude) value = TSimd.SqrtFloat(value);
            value = TSimd.MultiplyAddFloat(value, scale, offset);
            if (filter.Output == KernelOutput.Sigmoid)
                value = TSimd.DivideFloat(most,
                    TSimd.AddFloat(one, RowCode<TSimd, TVector>.PowerOfTwo(TSimd.MultiplyFloat(value, logarithm))));
            TSimd.StoreNarrow16(RowCode<TSimd, TVector>.Level(value), levels + x);
        }
    }
}
