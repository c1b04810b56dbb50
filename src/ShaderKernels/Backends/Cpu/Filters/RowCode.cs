using System.Runtime.CompilerServices;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>What several tuned filters do with rows of pixels. All write and read up to two vectors beyond the end of a row.</summary>
internal static unsafe class RowCode<TSimd, TVector> where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
{
    private static int Ints => TSimd.Bytes / 4;

    private static int Shorts => TSimd.Bytes / 2;

    /// <summary>Computes luma in 8 bits, in 32-bit lanes; see <c>PixelFunctions.Luma</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Luma(TVector pixels)
    {
        TVector even = TSimd.Broadcast32(0x00FF00FF);
        TVector redBlue = TSimd.And(pixels, even), green = TSimd.And(TSimd.ShiftRight32(pixels, 8), even);
        TVector sum = TSimd.Add32(TSimd.MultiplyAddPairs(redBlue, TSimd.Broadcast32(9798 | (3735 << 16))),
            TSimd.MultiplyAddPairs(green, TSimd.Broadcast32(19235)));
        return TSimd.ShiftRight32(TSimd.Add32(sum, TSimd.Broadcast32(16384)), 15);
    }

    /// <summary>Computes a row of luma in 16 bits.</summary>
    public static void Luma(uint* pixels, short* result, int width)
    {
        for (int x = 0; x < width; x += Ints) TSimd.StoreNarrow16(Luma(TSimd.Load(pixels + x)), result + x);
    }

    /// <summary>Converts bytes to 16 bits.</summary>
    public static void Widen(byte* source, short* result, int count)
    {
        for (int i = 0; i < count; i += Shorts) TSimd.Store(TSimd.LoadWiden16(source + i), result + i);
    }

    /// <summary>Limits values to 0 to 255 and writes each to the three channels of a pixel, with the alpha of the source.</summary>
    public static void Gray(short* values, uint* source, uint* result, int width)
    {
        TVector three = TSimd.Broadcast32(0x010101), alpha = TSimd.Broadcast32(unchecked((int)0xFF000000)), zero = TSimd.Broadcast32(0);
        TVector most = TSimd.Broadcast32(255);
        for (int x = 0; x < width; x += Ints)
        {
            TVector level = TSimd.Max32(TSimd.Min32(TSimd.LoadWiden32(values + x), most), zero);
            TSimd.Store(TSimd.Or(TSimd.Multiply32(level, three), TSimd.And(TSimd.Load(source + x), alpha)), result + x);
        }
    }

    /// <summary>Limits the values of four channels to 0 to 255 and joins them with the alpha of the source.</summary>
    public static void Channels(short* values, uint* source, uint* result, int width)
    {
        TVector zero = TSimd.Broadcast16(0), most = TSimd.Broadcast16(255);
        TVector alpha = TSimd.Broadcast32(unchecked((int)0xFF000000)), color = TSimd.Broadcast32(0x00FFFFFF);
        for (int x = 0; x < width; x += Ints)
        {
            TVector low = TSimd.Min16(TSimd.Max16(TSimd.Load(values + 4 * x), zero), most);
            TVector high = TSimd.Min16(TSimd.Max16(TSimd.Load(values + 4 * x + Shorts), zero), most);
            TVector levels = TSimd.Narrow16(low, high);
            TSimd.Store(TSimd.Or(TSimd.And(levels, color), TSimd.And(TSimd.Load(source + x), alpha)), result + x);
        }
    }

    /// <summary>Computes 2 to the power of float lanes from -126 to 126, with a relative error of 3e-6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOfTwo(TVector x)
    {
        x = TSimd.MaxFloat(TSimd.MinFloat(x, TSimd.BroadcastFloat(126)), TSimd.BroadcastFloat(-126));
        TVector whole = TSimd.FloorFloat(TSimd.AddFloat(x, TSimd.BroadcastFloat(0.5f)));
        TVector rest = TSimd.SubtractFloat(x, whole);
        // The first terms of the series of exp(rest * ln 2).
        TVector sum = TSimd.MultiplyAddFloat(TSimd.BroadcastFloat(0.00133335581f), rest, TSimd.BroadcastFloat(0.00961812911f));
        sum = TSimd.MultiplyAddFloat(sum, rest, TSimd.BroadcastFloat(0.0555041087f));
        sum = TSimd.MultiplyAddFloat(sum, rest, TSimd.BroadcastFloat(0.240226507f));
        sum = TSimd.MultiplyAddFloat(sum, rest, TSimd.BroadcastFloat(0.693147181f));
        sum = TSimd.MultiplyAddFloat(sum, rest, TSimd.BroadcastFloat(1));
        return TSimd.Add32(sum, TSimd.ShiftLeft32(TSimd.ToInteger(whole), 23));
    }

    /// <summary>Rounds floats to integers and limits them to 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Level(TVector value)
    {
        value = TSimd.MinFloat(TSimd.MaxFloat(value, TSimd.BroadcastFloat(0)), TSimd.BroadcastFloat(255));
        return TSimd.ToInteger(TSimd.AddFloat(value, TSimd.BroadcastFloat(0.5f)));
    }
}
