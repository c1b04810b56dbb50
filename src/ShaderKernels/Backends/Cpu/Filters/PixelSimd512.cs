using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>Vectors of 512 bits.</summary>
internal readonly unsafe struct PixelSimd512 : IPixelSimd<Vector512<byte>>
{
    public static int Bytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(void* source) =>
        Vector512.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<byte> value, void* target) =>
        value.Store((byte*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MinBytes(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MaxBytes(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> And(Vector512<byte> x, Vector512<byte> y) =>
        x & y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Or(Vector512<byte> x, Vector512<byte> y) =>
        x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Broadcast16(int value) =>
        Vector512.Create((short)value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Add16(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsInt16() + y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Subtract16(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsInt16() - y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Multiply16(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsInt16() * y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyHigh16(Vector512<byte> x, Vector512<byte> y) =>
        Avx512BW.IsSupported ? Avx512BW.MultiplyHigh(x.AsUInt16(), y.AsUInt16()).AsByte() : HighOfProducts(x.AsUInt16(), y.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Abs16(Vector512<byte> x) =>
        Vector512.Abs(x.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Max16(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.Max(x.AsInt16(), y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Min16(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.Min(x.AsInt16(), y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftLeft16(Vector512<byte> x, int bits) =>
        Vector512.ShiftLeft(x.AsUInt16(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRight16(Vector512<byte> x, int bits) =>
        Vector512.ShiftRightLogical(x.AsUInt16(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadWiden16(byte* source) =>
        Vector512.WidenLower(Vector256.Load(source).ToVector512Unsafe()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow16(Vector512<byte> low, Vector512<byte> high) =>
        Vector512.NarrowWithSaturation(low.AsUInt16(), high.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong GreaterMask16(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.GreaterThan(x.AsInt16(), y.AsInt16()).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Broadcast32(int value) =>
        Vector512.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Add32(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsInt32() + y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Subtract32(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsInt32() - y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Multiply32(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsInt32() * y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Abs32(Vector512<byte> x) =>
        Vector512.Abs(x.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Min32(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.Min(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Max32(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.Max(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Greater32(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.GreaterThan(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftLeft32(Vector512<byte> x, int bits) =>
        Vector512.ShiftLeft(x.AsUInt32(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRight32(Vector512<byte> x, int bits) =>
        Vector512.ShiftRightLogical(x.AsUInt32(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAddPairs(Vector512<byte> x, Vector512<byte> y) =>
        Avx512BW.IsSupported ? Avx512BW.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16()).AsByte() : PairSums(x.AsInt32(), y.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadWiden32(short* source) =>
        Vector512.WidenLower(Vector256.Load(source).ToVector512Unsafe()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadWiden32(byte* source) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Int32(Vector128.Load(source)).AsByte()
            : Vector512.WidenLower(Vector512.WidenLower(Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNarrow16(Vector512<byte> value, short* target) =>
        (Avx512F.IsSupported ? Avx512F.ConvertToVector256Int16(value.AsInt32())
            : Vector512.Narrow(value.AsInt32(), value.AsInt32()).GetLower()).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> BroadcastFloat(float value) =>
        Vector512.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ToFloat(Vector512<byte> x) =>
        Vector512.ConvertToSingle(x.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ToInteger(Vector512<byte> x) =>
        Vector512.ConvertToInt32Native(x.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> AddFloat(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsSingle() + y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SubtractFloat(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsSingle() - y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyFloat(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsSingle() * y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> DivideFloat(Vector512<byte> x, Vector512<byte> y) =>
        (x.AsSingle() / y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAddFloat(Vector512<byte> x, Vector512<byte> y, Vector512<byte> sum) =>
        Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MinFloat(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.MinNative(x.AsSingle(), y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MaxFloat(Vector512<byte> x, Vector512<byte> y) =>
        Vector512.MaxNative(x.AsSingle(), y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SqrtFloat(Vector512<byte> x) =>
        Vector512.Sqrt(x.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> FloorFloat(Vector512<byte> x) =>
        Vector512.Floor(x.AsSingle()).AsByte();

    private static Vector512<byte> HighOfProducts(Vector512<ushort> x, Vector512<ushort> y)
    {
        var low = Vector512.ShiftRightLogical(Vector512.WidenLower(x) * Vector512.WidenLower(y), 16);
        var high = Vector512.ShiftRightLogical(Vector512.WidenUpper(x) * Vector512.WidenUpper(y), 16);
        return Vector512.Narrow(low, high).AsByte();
    }

    private static Vector512<byte> PairSums(Vector512<int> x, Vector512<int> y) =>
        (Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(x, 16), 16) * Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(y, 16), 16)
            + Vector512.ShiftRightArithmetic(x, 16) * Vector512.ShiftRightArithmetic(y, 16)).AsByte();
}
