using System.Runtime.CompilerServices;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// A <see cref="KernelFilter"/> whose weights are multiples of one number: gray, kernels and the combination of their sums in one pass over
/// rows in the cache, exact in 16-bit integers.
/// </summary>
internal sealed unsafe class IntegerKernelFilterKernel : SimdFilterKernel
{
    private readonly KernelFilter _shape;
    private readonly int _channels;
    private KernelTap[][] _taps = [];
    private float _factor;

    public IntegerKernelFilterKernel(CpuDevice device, KernelFilter filter, int width, int height)
        : base(device, filter, width, height, BandBytes(filter, width))
    {
        _shape = filter;
        _channels = ChannelsOf(filter);
        Update();
    }

    private protected override bool CanUpdate(ImageFilter filter) => filter is KernelFilter kernel && kernel.Width == _shape.Width
        && kernel.Height == _shape.Height && kernel.Input == _shape.Input && kernel.Kernels == _shape.Kernels
        && IntegerWeights.FactorOf(kernel) is not null;

    private protected override void Update()
    {
        var filter = (KernelFilter)Filter;
        _factor = IntegerWeights.FactorOf(filter)!.Value;
        _taps = KernelTap.Of(filter);
    }

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        var filter = (KernelFilter)Filter;
        byte* place = Workspace(band);
        int count = Width * _channels, padding = filter.Width * _channels * sizeof(short);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        short** rows = stackalloc short*[filter.Height], sums = stackalloc short*[filter.Kernels];
        for (int i = 0; i < filter.Height; i++) rows[i] = TakeRow<short>(ref place, count * 2L, padding);
        for (int i = 0; i < filter.Kernels; i++) sums[i] = TakeRow<short>(ref place, count * 2L);

        int above = filter.Height / 2;
        for (int y = top - above; y < top - above + filter.Height - 1; y++) Load<TSimd, TVector>(y, pixels, rows[Slot(y)]);
        for (int y = top; y < bottom; y++)
        {
            int newest = y - above + filter.Height - 1;
            Load<TSimd, TVector>(newest, pixels, rows[Slot(newest)]);
            for (int kernel = 0; kernel < filter.Kernels; kernel++)
                Sum<TSimd, TVector>(_taps[kernel], rows, y - above, sums[kernel], count);
            Combine<TSimd, TVector>(filter, sums, count);
            ReadRow(y, (byte*)pixels);
            if (_channels == 1) RowCode<TSimd, TVector>.Gray(sums[0], pixels, pixels, Width);
            else RowCode<TSimd, TVector>.Channels(sums[0], pixels, pixels, Width);
            WriteRow(y, pixels);
        }
    }

    private static int ChannelsOf(KernelFilter filter) => filter.Input == KernelInput.Luma ? 1 : 4;

    private static int BandBytes(KernelFilter filter, int width)
    {
        int channels = ChannelsOf(filter), bytes = width * channels * sizeof(short);
        return checked(RowBytes(width * 4L) + filter.Height * RowBytes(bytes, filter.Width * channels * sizeof(short))
            + filter.Kernels * RowBytes(bytes));
    }

    /// <summary>The place of a row in the ring of rows.</summary>
    private int Slot(int y) => (y + (_shape.Height << 8)) % _shape.Height;

    /// <summary>Converts a row to 16 bits, and repeats its ends on each side.</summary>
    private void Load<TSimd, TVector>(int y, uint* pixels, short* row) where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        ReadRow(y, (byte*)pixels);
        if (_channels == 1) RowCode<TSimd, TVector>.Luma(pixels, row, Width);
        else RowCode<TSimd, TVector>.Widen((byte*)pixels, row, 4 * Width);
        int last = (Width - 1) * _channels;
        for (int i = 1; i < _shape.Width; i++)
            for (int c = 0; c < _channels; c++)
                (row[-i * _channels + c], row[last + i * _channels + c]) = (row[c], row[last + c]);
    }

    /// <summary>Computes the sums of one kernel, for two vectors at a time.</summary>
    private void Sum<TSimd, TVector>(KernelTap[] taps, short** rows, int first, short* sums, int count)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        int lanes = TSimd.Bytes / 2;
        short** sources = stackalloc short*[taps.Length];
        int* weights = stackalloc int[taps.Length];
        for (int i = 0; i < taps.Length; i++)
        {
            sources[i] = rows[Slot(first + taps[i].Row)] + (taps[i].Column - _shape.Width / 2) * _channels;
            weights[i] = (int)MathF.Round(taps[i].Weight / _factor);
        }
        for (int x = 0; x < count; x += 2 * lanes)
        {
            TVector a = TSimd.Broadcast16(0), b = a;
            for (int i = 0; i < taps.Length; i++)
            {
                TVector weight = TSimd.Broadcast16(weights[i]);
                short* source = sources[i] + x;
                a = TSimd.Add16(a, TSimd.Multiply16(weight, TSimd.Load(source)));
                b = TSimd.Add16(b, TSimd.Multiply16(weight, TSimd.Load(source + lanes)));
            }
            TSimd.Store(a, sums + x);
            TSimd.Store(b, sums + x + lanes);
        }
    }

    /// <summary>Combines the sums of all kernels into the first row of sums.</summary>
    private void Combine<TSimd, TVector>(KernelFilter filter, short** sums, int count)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        float scale = filter.Scale * _factor;
        int lanes = TSimd.Bytes / 2;
        short* result = sums[0];
        if (filter.Output == KernelOutput.Magnitude)
        {
            Magnitude<TSimd, TVector>(sums, filter.Kernels, count, scale, filter.Offset);
            return;
        }
        for (int kernel = 1; kernel < filter.Kernels; kernel++)
            for (int x = 0; x < count; x += lanes)
                TSimd.Store(TSimd.Max16(TSimd.Load(result + x), TSimd.Load(sums[kernel] + x)), result + x);
        if (filter.Output == KernelOutput.Absolute)
            for (int x = 0; x < count; x += lanes) TSimd.Store(TSimd.Abs16(TSimd.Load(result + x)), result + x);
        if (scale == 1 && filter.Offset == 0) return;
        TVector factor = TSimd.BroadcastFloat(scale), offset = TSimd.BroadcastFloat(filter.Offset);
        for (int x = 0; x < count; x += lanes / 2)
        {
            TVector value = TSimd.ToFloat(TSimd.LoadWiden32(result + x));
            TSimd.StoreNarrow16(RowCode<TSimd, TVector>.Level(TSimd.MultiplyAddFloat(value, factor, offset)), result + x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Magnitude<TSimd, TVector>(short** sums, int kernels, int count, float scale, float offset)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        TVector factor = TSimd.BroadcastFloat(scale), shift = TSimd.BroadcastFloat(offset);
        for (int x = 0; x < count; x += TSimd.Bytes / 4)
        {
            TVector sum = TSimd.BroadcastFloat(0);
            for (int kernel = 0; kernel < kernels; kernel++)
            {
                TVector value = TSimd.ToFloat(TSimd.LoadWiden32(sums[kernel] + x));
                sum = TSimd.MultiplyAddFloat(value, value, sum);
            }
            TVector length = TSimd.MultiplyAddFloat(TSimd.SqrtFloat(sum), factor, shift);
            TSimd.StoreNarrow16(RowCode<TSimd, TVector>.Level(length), sums[0] + x);
        }
    }
}
