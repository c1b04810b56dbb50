using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="BilateralFilter"/>: the three channels of rows in planes of bytes, and weights computed for a vector of pixels.
/// </summary>
internal sealed unsafe class BilateralFilterKernel : SimdFilterKernel
{
    private readonly int _radius;
    private (int X, int Y, float Exponent)[] _neighbors = [];

    public BilateralFilterKernel(CpuDevice device, BilateralFilter filter, int width, int height)
        : base(device, filter, width, height, RowBytes(width * 4L) + 3 * (2 * filter.Radius + 1) * RowBytes(width, filter.Radius))
    {
        _radius = filter.Radius;
        Update();
    }

    private protected override bool CanUpdate(ImageFilter filter) => filter is BilateralFilter bilateral && bilateral.Radius == _radius;

    private protected override void Update()
    {
        var filter = (BilateralFilter)Filter;
        var neighbors = new List<(int, int, float)>();
        for (int y = -_radius; y <= _radius; y++)
            for (int x = -_radius; x <= _radius; x++)
                if (x * x + y * y <= _radius * _radius)
                    neighbors.Add((x, y, -0.5f * 1.44269504f * (x * x + y * y) / (filter.SigmaSpace * filter.SigmaSpace)));
        _neighbors = [.. neighbors];
    }

    protected override void ComputeRows<TSimd, TVector>(int band, int top, int bottom)
    {
        byte* place = Workspace(band);
        uint* pixels = TakeRow<uint>(ref place, Width * 4L);
        int ring = 2 * _radius + 1;
        byte** planes = stackalloc byte*[3 * ring];
        for (int i = 0; i < 3 * ring; i++) planes[i] = TakeRow<byte>(ref place, Width, _radius);
        for (int y = top - _radius; y < top + _radius; y++) Load(y, pixels, planes);
        for (int y = top; y < bottom; y++)
        {
            Load(y + _radius, pixels, planes);
            ReadRow(y, (byte*)pixels);
            Smooth<TSimd, TVector>(y, planes, pixels);
            WriteRow(y, pixels);
        }
    }

    private int Slot(int y) => (y + 64 * (2 * _radius + 1)) % (2 * _radius + 1);

    private void Load(int y, uint* pixels, byte** planes)
    {
        ReadRow(y, (byte*)pixels);
        for (int channel = 0; channel < 3; channel++)
        {
            byte* row = planes[3 * Slot(y) + channel], source = (byte*)pixels + channel;
            for (int x = 0; x < Width; x++) row[x] = source[4 * x];
            for (int i = 1; i <= _radius; i++) (row[-i], row[Width - 1 + i]) = (row[0], row[Width - 1]);
        }
    }

    private void Smooth<TSimd, TVector>(int y, byte** planes, uint* pixels)
        where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
    {
        var filter = (BilateralFilter)Filter;
        byte*** rows = stackalloc byte**[_neighbors.Length];
        for (int i = 0; i < _neighbors.Length; i++) rows[i] = planes + 3 * Slot(y + _neighbors[i].Y);
        byte** center = planes + 3 * Slot(y);
        TVector factor = TSimd.BroadcastFloat(-0.5f * 1.44269504f / (filter.SigmaColor * filter.SigmaColor));
        TVector alpha = TSimd.Broadcast32(AlphaBits), zero = TSimd.BroadcastFloat(0);
        for (int x = 0; x < Width; x += TSimd.Bytes / 4)
        {
            TVector red = TSimd.LoadWiden32(center[0] + x), green = TSimd.LoadWiden32(center[1] + x);
            TVector blue = TSimd.LoadWiden32(center[2] + x), sumRed = zero, sumGreen = zero, sumBlue = zero, sum = zero;
            for (int i = 0; i < _neighbors.Length; i++)
            {
                int at = x + _neighbors[i].X;
                TVector r = TSimd.LoadWiden32(rows[i][0] + at), g = TSimd.LoadWiden32(rows[i][1] + at);
                TVector b = TSimd.LoadWiden32(rows[i][2] + at);
                TVector difference = TSimd.ToFloat(TSimd.Add32(TSimd.Add32(TSimd.Abs32(TSimd.Subtract32(r, red)),
                    TSimd.Abs32(TSimd.Subtract32(g, green))), TSimd.Abs32(TSimd.Subtract32(b, blue))));
                TVector exponent = TSimd.MultiplyAddFloat(TSimd.MultiplyFloat(difference, difference), factor,
                    TSimd.BroadcastFloat(_neighbors[i].Exponent));
                TVector weight = RowCode<TSimd, TVector>.PowerOfTwo(exponent);
                sumRed = TSimd.MultiplyAddFloat(weight, TSimd.ToFloat(r), sumRed);
                sumGreen = TSimd.MultiplyAddFloat(weight, TSimd.ToFloat(g), sumGreen);
                sumBlue = TSimd.MultiplyAddFloat(weight, TSimd.ToFloat(b), sumBlue);
                sum = TSimd.AddFloat(sum, weight);
            }
            TVector color = TSimd.Or(RowCode<TSimd, TVector>.Level(TSimd.DivideFloat(sumRed, sum)),
                TSimd.Or(TSimd.ShiftLeft32(RowCode<TSimd, TVector>.Level(TSimd.DivideFloat(sumGreen, sum)), 8),
                    TSimd.ShiftLeft32(RowCode<TSimd, TVector>.Level(TSimd.DivideFloat(sumBlue, sum)), 16)));
            TSimd.Store(TSimd.Or(color, TSimd.And(TSimd.Load(pixels + x), alpha)), pixels + x);
        }
    }
}
