using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>
/// <see cref="CathodeRayFilter"/> in integers: the place in the picture is linear along a row, across as well as down if the curvature of
/// each column is computed once; four pixels are gathered and weighted by products of 16 bits, and darkened by a row of factors.
/// </summary>
internal sealed unsafe class CathodeRayFilterKernel : BandedFilterKernel
{
    private const int Block = 16, Group = 4, WeightOne = 1 << 14;

    private readonly float[] _columns, _curves;
    private readonly ushort[] _factors;
    private readonly int _padded;

    public CathodeRayFilterKernel(CpuDevice device, CathodeRayFilter filter, int width, int height) : base(device, filter, width, height)
    {
        _padded = (width + Block - 1) / Block * Block;
        _columns = GC.AllocateArray<float>(_padded, pinned: true);
        _curves = GC.AllocateArray<float>(_padded, pinned: true);
        _factors = GC.AllocateArray<ushort>(2 * 4 * _padded, pinned: true);
        Update();
    }

    private protected override void Update()
    {
        var filter = (CathodeRayFilter)Filter;
        for (int x = 0; x < Width; x++)
        {
            float u = (2f * x + 1) / Width - 1;
            (_columns[x], _curves[x]) = (u, 1 + filter.Curvature * u * u);
            for (int line = 0; line < 2; line++)
            {
                float bright = line != 0 ? 1 - filter.Scanlines : 1, dark = bright * (1 - filter.Mask);
                for (int channel = 0; channel < 3; channel++)
                    _factors[(line * _padded + x) * 4 + channel] = (ushort)MathF.Round(65535 * (x % 3 == channel ? bright : dark));
            }
        }
    }

    protected override void ComputeRows(int band, int top, int bottom)
    {
        float curvature = ((CathodeRayFilter)Filter).Curvature;
        byte* source = Source.Row(0);
        int stride = (int)(Source.Row(1) - source);
        Places block;
        uint* last = stackalloc uint[Block];
        fixed (float* columns = _columns, curves = _curves)
        fixed (ushort* factors = _factors)
        {
            for (int y = top; y < bottom; y++)
            {
                float v = (2f * y + 1) / Height - 1, curve = 1 + curvature * v * v;
                ushort* row = factors + y % 2 * _padded * 4;
                byte* alphas = Source.Row(y), result = Result.Row(y);
                int x = 0;
                for (; x + Block <= Width; x += Block)
                {
                    Locate(columns + x, curves + x, v, curve, stride, &block);
                    for (int i = 0; i < Block; i += Group)
                        Store(Shade(source, stride, &block, i, row + 4 * (x + i)), alphas + 4 * (x + i), result + 4 * (x + i));
                }
                if (x == Width) continue;
                new ReadOnlySpan<byte>(alphas + 4 * x, (Width - x) * 4).CopyTo(new(last, 4 * Block));
                Locate(columns + x, curves + x, v, curve, stride, &block);
                for (int i = 0; i < Block; i += Group)
                    Store(Shade(source, stride, &block, i, row + 4 * (x + i)), (byte*)(last + i), (byte*)(last + i));
                new ReadOnlySpan<byte>(last, (Width - x) * 4).CopyTo(new(result + 4 * x, (Width - x) * 4));
            }
        }
    }

    /// <summary>Computes where neighbors lie in the picture, and the weights of the four pixels around each place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Locate(float* columns, float* curves, float v, float curve, int stride, Places* block)
    {
        Vector512<float> one = Vector512.Create(1f), half = Vector512.Create(0.5f);
        Vector512<float> width = Vector512.Create((float)Width), height = Vector512.Create((float)Height);
        var x = ((Vector512.Load(columns) * Vector512.Create(curve) + one) * width - one) * half;
        var y = ((Vector512.Create(v) * Vector512.Load(curves) + one) * height - one) * half;
        var inside = Vector512.GreaterThanOrEqual(x, -half) & Vector512.GreaterThanOrEqual(y, -half)
            & Vector512.LessThanOrEqual(x, width - half) & Vector512.LessThanOrEqual(y, height - half);
        // Beyond the border its pixels are repeated, so a place there is that of the border.
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512<float>.Zero), width - one);
        y = Vector512.MinNative(Vector512.MaxNative(y, Vector512<float>.Zero), height - one);
        var left = Vector512.ConvertToInt32Native(Vector512.MinNative(x, width - one - one));
        var top = Vector512.ConvertToInt32Native(Vector512.MinNative(y, height - one - one));
        Vector512<float> across = x - Vector512.ConvertToSingle(left), down = y - Vector512.ConvertToSingle(top);
        var scale = Vector512.Create((float)WeightOne);
        var right = Vector512.ConvertToInt32Native(across * scale + half);
        var below = Vector512.ConvertToInt32Native(down * scale + half);
        var both = Vector512.ConvertToInt32Native(across * down * scale + half);
        // The weights of the upper and of the lower two pixels; together they are one. Rounding must not make the first negative.
        var first = Vector512.Max(Vector512.Create(WeightOne) - right - below + both, Vector512<int>.Zero);
        var upper = first | Vector512.ShiftLeft(right - both, 16);
        var lower = below - both | Vector512.ShiftLeft(both, 16);
        (upper & inside.AsInt32()).Store(block->Upper);
        (lower & inside.AsInt32()).Store(block->Lower);
        (top * stride + Vector512.ShiftLeft(left, 2)).Store(block->Offsets);
    }

    /// <summary>Interpolates four pixels and darkens them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shade(byte* source, int stride, Places* block, int first, ushort* factors) =>
        PixelSimd128.Narrow16(
            Darken(Pixel(source, stride, block, first), Pixel(source, stride, block, first + 1), factors),
            Darken(Pixel(source, stride, block, first + 2), Pixel(source, stride, block, first + 3), factors + 8));

    /// <summary>Interpolates the channels of a pixel, as 32-bit integers of which <see cref="WeightOne"/> is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel(byte* source, int stride, Places* block, int index)
    {
        byte* place = source + block->Offsets[index];
        return Weigh(place, block->Upper[index]) + Weigh(place + stride, block->Lower[index]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Weigh(byte* pair, int weights)
    {
        // The channels of both pixels alternate, widened to 16 bits.
        var order = Vector128.Create((byte)0, 255, 4, 255, 1, 255, 5, 255, 2, 255, 6, 255, 3, 255, 7, 255);
        var pixels = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(pair)).AsByte();
        pixels = Ssse3.IsSupported ? Ssse3.Shuffle(pixels, order) : Vector128.Shuffle(pixels, order);
        return PixelSimd128.MultiplyAddPairs(pixels, Vector128.Create(weights).AsByte()).AsInt32();
    }

    /// <summary>Multiplies two pixels by their factors, and rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Darken(Vector128<int> first, Vector128<int> second, ushort* factors)
    {
        var levels = Vector128.NarrowWithSaturation(Vector128.ShiftRightArithmetic(first, 7), Vector128.ShiftRightArithmetic(second, 7));
        var darkened = PixelSimd128.MultiplyHigh16(levels.AsByte(), Vector128.Load(factors).AsByte());
        return PixelSimd128.ShiftRight16(PixelSimd128.Add16(darkened, PixelSimd128.Broadcast16(64)), 7);
    }

    /// <summary>Stores four pixels with the alpha of others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> colors, byte* alphas, byte* result)
    {
        var alpha = Vector128.Create(0xFF000000).AsByte();
        ((colors & ~alpha) | (Vector128.Load(alphas) & alpha)).Store(result);
    }

    /// <summary>The places and weights of the pixels of a block.</summary>
    private struct Places
    {
        public fixed int Offsets[Block];
        public fixed int Upper[Block];
        public fixed int Lower[Block];
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
}
