using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="CannyFilter"/>: the bands compute luma, gradients and maxima in one pass over rows in the cache; edges are followed from
/// the pixels above the high threshold, and the bands write black and white.
/// </summary>
internal sealed unsafe class TunedCannyFilterKernel : SimdFilterKernel
{
    /// <summary>The classes of all pixels with a border of zeros, so that following an edge needs no comparison with it.</summary>
    private readonly byte[] _classes;
    private readonly int[] _strong, _counts, _pending;
    private readonly int _stride;
    private bool _writing;

    public TunedCannyFilterKernel(CpuDevice device, CannyFilter filter, int width, int height) : base(device, filter, width, height,
        RowBytes(width * 4L) + 12 * RowBytes(width * 2L, 2))
    {
        _stride = width + 2;
        _classes = GC.AllocateArray<byte>((height + 2) * _stride + 256, pinned: true);
        _strong = GC.AllocateUninitializedArray<int>(width * height, pinned: true);
        _pending = new int[width * height];
        _counts = new int[Bands];
    }

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        fixed (byte* classes = _classes)
        fixed (int* strong = _strong)
        {
            byte* first = classes + _stride + 1;
            if (_writing) Write<TSimd, TVector>(band, top, bottom, first);
            else _counts[band] = Classify<TSimd, TVector>(band, top, bottom, first, strong + (long)top * Width);
        }
    }

    protected override void ComputeBands()
    {
        _writing = false;
        base.ComputeBands();
        Follow();
        _writing = true;
        base.ComputeBands();
    }

    private int Classify<TSimd, TVector>(int band, int top, int bottom, byte* classes, int* strong)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        var filter = (CannyFilter)Filter;
        int low = (int)MathF.Min(filter.Low, filter.High), high = (int)MathF.Max(filter.Low, filter.High), count = 0;
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        short** luma = stackalloc short*[3], across = stackalloc short*[3], down = stackalloc short*[3], length = stackalloc short*[3];
        for (int i = 0; i < 3; i++)
        {
            luma[i] = TakeRow<short>(ref place, Width * 2L, 2);
            across[i] = TakeRow<short>(ref place, Width * 2L, 2);
            down[i] = TakeRow<short>(ref place, Width * 2L, 2);
            length[i] = TakeRow<short>(ref place, Width * 2L, 2);
        }
        for (int y = top - 2; y < top; y++) Luma<TSimd, TVector>(y, pixels, luma[(y + 3) % 3]);
        for (int y = top - 1; y <= bottom; y++)
        {
            Luma<TSimd, TVector>(y + 1, pixels, luma[(y + 4) % 3]);
            int slot = (y + 3) % 3;
            if (y < 0 || y >= Height) new Span<short>(length[slot] - 1, Width + 2).Clear();
            else
            {
                CannyRows<TSimd, TVector>.Gradient(luma[(y + 2) % 3], luma[slot], luma[(y + 4) % 3], across[slot], down[slot],
                    length[slot], Width);
                (length[slot][-1], length[slot][Width]) = (0, 0);
            }
            int row = y - 1; // The row between the last two.
            if (row < top) continue;
            int middle = (row + 3) % 3;
            count = CannyRows<TSimd, TVector>.Classify(length[(row + 2) % 3], length[middle], length[slot], across[middle], down[middle],
                classes + row * _stride, Width, low, high, strong, count, row * _stride);
        }
        return count;
    }

    private void Luma<TSimd, TVector>(int y, uint* pixels, short* row) where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        ReadRow(y, (byte*)pixels);
        RowCode<TSimd, TVector>.Luma(pixels, row, Width);
        (row[-1], row[Width]) = (row[0], row[Width - 1]);
    }

    /// <summary>Turns every pixel between the thresholds that is connected with an edge, also diagonally, into an edge.</summary>
    private void Follow()
    {
        ReadOnlySpan<int> neighbors =
            [-_stride - 1, -_stride, -_stride + 1, -1, 1, _stride - 1, _stride, _stride + 1];
        int border = _stride + 1;
        for (int band = 0; band < Bands; band++)
            foreach (int start in _strong.AsSpan(Height * band / Bands * Width, _counts[band]))
            {
                int pending = 0;
                _pending[pending++] = start;
                while (pending > 0)
                {
                    int at = _pending[--pending] + border;
                    foreach (int neighbor in neighbors)
                    {
                        if (_classes[at + neighbor] != 1) continue;
                        _classes[at + neighbor] = 2;
                        _pending[pending++] = at + neighbor - border;
                    }
                }
            }
    }

    private void Write<TSimd, TVector>(int band, int top, int bottom, byte* classes)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        for (int y = top; y < bottom; y++)
        {
            ReadRow(y, (byte*)pixels);
            CannyRows<TSimd, TVector>.Write(classes + y * _stride, pixels, Width);
            WriteRow(y, pixels);
        }
    }
}
