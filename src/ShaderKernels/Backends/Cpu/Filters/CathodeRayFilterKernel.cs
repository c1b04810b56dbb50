using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="CathodeRayFilter"/>: the four channels of a pixel in one vector. The place in the picture is linear along a row, across as
/// well as down if the curvature of each column is computed once.
/// </summary>
internal sealed unsafe class CathodeRayFilterKernel : BandedFilterKernel
{
    private readonly float[] _curves;

    public CathodeRayFilterKernel(CpuDevice device, CathodeRayFilter filter, int width, int height) : base(device, filter, width, height)
    {
        _curves = new float[width];
        Update();
    }

    private protected override void Update()
    {
        for (int x = 0; x < Width; x++)
        {
            float u = (2f * x + 1) / Width - 1;
            _curves[x] = 1 + ((CathodeRayFilter)Filter).Curvature * u * u;
        }
    }

    protected override void ComputeRows(int band, int top, int bottom)
    {
        var filter = (CathodeRayFilter)Filter;
        Vector128<float>* stripes = stackalloc Vector128<float>[3];
        for (int y = top; y < bottom; y++)
        {
            float v = (2f * y + 1) / Height - 1, curve = 1 + filter.Curvature * v * v;
            float line = y % 2 != 0 ? 1 - filter.Scanlines : 1, dark = line * (1 - filter.Mask);
            for (int i = 0; i < 3; i++)
                stripes[i] = Vector128.Create(i == 0 ? line : dark, i == 1 ? line : dark, i == 2 ? line : dark, 0);
            uint* source = (uint*)Source.Row(y), result = (uint*)Result.Row(y);
            for (int x = 0, stripe = 0; x < Width; x++, stripe = stripe == 2 ? 0 : stripe + 1)
            {
                float sourceX = ((((2f * x + 1) / Width - 1) * curve + 1) * Width - 1) * 0.5f;
                float sourceY = ((v * _curves[x] + 1) * Height - 1) * 0.5f;
                uint alpha = source[x] & 0xFF000000;
                bool outside = sourceX < -0.5f || sourceY < -0.5f || sourceX > Width - 0.5f || sourceY > Height - 0.5f;
                result[x] = outside ? alpha : alpha | Pack(Sample(sourceX, sourceY) * stripes[stripe]);
            }
        }
    }

    /// <summary>Rounds the first three values and joins them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Pack(Vector128<float> color)
    {
        var levels = Vector128.ConvertToInt32Native(color + Vector128.Create(0.5f));
        var shorts = Vector128.Narrow(levels, levels);
        return Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar() & 0xFFFFFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Color(uint pixel)
    {
        var bytes = Vector128.CreateScalarUnsafe(pixel).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }

    /// <summary>Returns the picture at a place, interpolated linearly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<float> Sample(float x, float y)
    {
        float left = MathF.Floor(x), top = MathF.Floor(y);
        int x0 = (int)left, y0 = (int)top, x1 = Math.Min(x0 + 1, Width - 1), y1 = Math.Min(y0 + 1, Height - 1);
        (x0, y0) = (Math.Max(x0, 0), Math.Max(y0, 0));
        uint* above = (uint*)Source.Row(y0), below = (uint*)Source.Row(y1);
        Vector128<float> across = Vector128.Create(x - left), down = Vector128.Create(y - top);
        Vector128<float> a = Color(above[x0]), c = Color(below[x0]);
        a += across * (Color(above[x1]) - a);
        c += across * (Color(below[x1]) - c);
        return a + down * (c - a);
    }
}
