using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>Vectors of 256 bits.</summary>
internal readonly unsafe struct PixelSimd256 : IPixelSimd<Vector256<byte>>
{
    public static int Bytes => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(void* source) =>
        Vector256.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<byte> value, void* target) =>
        value.Store((byte*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MinBytes(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MaxBytes(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> And(Vector256<byte> x, Vector256<byte> y) =>
        x & y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Or(Vector256<byte> x, Vector256<byte> y) =>
        x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Broadcast16(int value) =>
        Vector256.Create((short)value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Add16(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsInt16() + y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Subtract16(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsInt16() - y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply16(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsInt16() * y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyHigh16(Vector256<byte> x, Vector256<byte> y) =>
        Avx2.IsSupported ? Avx2.MultiplyHigh(x.AsUInt16(), y.AsUInt16()).AsByte() : HighOfProducts(x.AsUInt16(), y.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Abs16(Vector256<byte> x) =>
        Vector256.Abs(x.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Max16(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.Max(x.AsInt16(), y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Min16(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.Min(x.AsInt16(), y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftLeft16(Vector256<byte> x, int bits) =>
        Vector256.ShiftLeft(x.AsUInt16(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRight16(Vector256<byte> x, int bits) =>
        Vector256.ShiftRightLogical(x.AsUInt16(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadWiden16(byte* source) =>
        Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Narrow16(Vector256<byte> low, Vector256<byte> high) =>
        Vector256.NarrowWithSaturation(low.AsUInt16(), high.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong GreaterMask16(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.GreaterThan(x.AsInt16(), y.AsInt16()).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Broadcast32(int value) =>
        Vector256.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Add32(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsInt32() + y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Subtract32(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsInt32() - y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply32(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsInt32() * y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Abs32(Vector256<byte> x) =>
        Vector256.Abs(x.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Min32(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.Min(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Max32(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.Max(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Greater32(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.GreaterThan(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftLeft32(Vector256<byte> x, int bits) =>
        Vector256.ShiftLeft(x.AsUInt32(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRight32(Vector256<byte> x, int bits) =>
        Vector256.ShiftRightLogical(x.AsUInt32(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAddPairs(Vector256<byte> x, Vector256<byte> y) =>
        Avx2.IsSupported ? Avx2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16()).AsByte() : PairSums(x.AsInt32(), y.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadWiden32(short* source) =>
        Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadWiden32(byte* source) =>
        Avx2.IsSupported ? Avx2.ConvertToVector256Int32(source).AsByte()
            : Vector256.WidenLower(Vector256.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte()
                .ToVector256Unsafe())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNarrow16(Vector256<byte> value, short* target) =>
        Vector256.Narrow(value.AsInt32(), value.AsInt32()).GetLower().Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> BroadcastFloat(float value) =>
        Vector256.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ToFloat(Vector256<byte> x) =>
        Vector256.ConvertToSingle(x.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ToInteger(Vector256<byte> x) =>
        Vector256.ConvertToInt32Native(x.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddFloat(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsSingle() + y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> SubtractFloat(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsSingle() - y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyFloat(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsSingle() * y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> DivideFloat(Vector256<byte> x, Vector256<byte> y) =>
        (x.AsSingle() / y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAddFloat(Vector256<byte> x, Vector256<byte> y, Vector256<byte> sum) =>
        Vector256.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MinFloat(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.MinNative(x.AsSingle(), y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MaxFloat(Vector256<byte> x, Vector256<byte> y) =>
        Vector256.MaxNative(x.AsSingle(), y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> SqrtFloat(Vector256<byte> x) =>
        Vector256.Sqrt(x.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> FloorFloat(Vector256<byte> x) =>
        Vector256.Floor(x.AsSingle()).AsByte();

    private static Vector256<byte> HighOfProducts(Vector256<ushort> x, Vector256<ushort> y)
    {
        var low = Vector256.ShiftRightLogical(Vector256.WidenLower(x) * Vector256.WidenLower(y), 16);
        var high = Vector256.ShiftRightLogical(Vector256.WidenUpper(x) * Vector256.WidenUpper(y), 16);
        return Vector256.Narrow(low, high).AsByte();
    }

    private static Vector256<byte> PairSums(Vector256<int> x, Vector256<int> y) =>
        (Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(x, 16), 16) * Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(y, 16), 16)
            + Vector256.ShiftRightArithmetic(x, 16) * Vector256.ShiftRightArithmetic(y, 16)).AsByte();
}
