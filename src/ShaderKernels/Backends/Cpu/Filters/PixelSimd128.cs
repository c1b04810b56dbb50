using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>Vectors of 128 bits.</summary>
internal readonly unsafe struct PixelSimd128 : IPixelSimd<Vector128<byte>>
{
    public static int Bytes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(void* source) =>
        Vector128.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> value, void* target) =>
        value.Store((byte*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinBytes(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxBytes(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> And(Vector128<byte> x, Vector128<byte> y) =>
        x & y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Or(Vector128<byte> x, Vector128<byte> y) =>
        x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Broadcast16(int value) =>
        Vector128.Create((short)value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Add16(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsInt16() + y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Subtract16(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsInt16() - y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Multiply16(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsInt16() * y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyHigh16(Vector128<byte> x, Vector128<byte> y) =>
        Sse2.IsSupported ? Sse2.MultiplyHigh(x.AsUInt16(), y.AsUInt16()).AsByte() : HighOfProducts(x.AsUInt16(), y.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Abs16(Vector128<byte> x) =>
        Vector128.Abs(x.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Max16(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.Max(x.AsInt16(), y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Min16(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.Min(x.AsInt16(), y.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeft16(Vector128<byte> x, int bits) =>
        Vector128.ShiftLeft(x.AsUInt16(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRight16(Vector128<byte> x, int bits) =>
        Vector128.ShiftRightLogical(x.AsUInt16(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadWiden16(byte* source) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow16(Vector128<byte> low, Vector128<byte> high) =>
        Vector128.NarrowWithSaturation(low.AsUInt16(), high.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong GreaterMask16(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.GreaterThan(x.AsInt16(), y.AsInt16()).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Broadcast32(int value) =>
        Vector128.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Add32(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsInt32() + y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Subtract32(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsInt32() - y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Multiply32(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsInt32() * y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Abs32(Vector128<byte> x) =>
        Vector128.Abs(x.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Min32(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.Min(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Max32(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.Max(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Greater32(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.GreaterThan(x.AsInt32(), y.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeft32(Vector128<byte> x, int bits) =>
        Vector128.ShiftLeft(x.AsUInt32(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRight32(Vector128<byte> x, int bits) =>
        Vector128.ShiftRightLogical(x.AsUInt32(), bits).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddPairs(Vector128<byte> x, Vector128<byte> y) =>
        Sse2.IsSupported ? Sse2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16()).AsByte() : PairSums(x.AsInt32(), y.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadWiden32(short* source) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(source)).AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadWiden32(byte* source) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(source)).AsByte())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNarrow16(Vector128<byte> value, short* target) =>
        Unsafe.WriteUnaligned(target, Vector128.Narrow(value.AsInt32(), value.AsInt32()).AsInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> BroadcastFloat(float value) =>
        Vector128.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToFloat(Vector128<byte> x) =>
        Vector128.ConvertToSingle(x.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToInteger(Vector128<byte> x) =>
        Vector128.ConvertToInt32Native(x.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddFloat(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsSingle() + y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractFloat(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsSingle() - y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyFloat(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsSingle() * y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DivideFloat(Vector128<byte> x, Vector128<byte> y) =>
        (x.AsSingle() / y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddFloat(Vector128<byte> x, Vector128<byte> y, Vector128<byte> sum) =>
        Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinFloat(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.MinNative(x.AsSingle(), y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxFloat(Vector128<byte> x, Vector128<byte> y) =>
        Vector128.MaxNative(x.AsSingle(), y.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SqrtFloat(Vector128<byte> x) =>
        Vector128.Sqrt(x.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FloorFloat(Vector128<byte> x) =>
        Vector128.Floor(x.AsSingle()).AsByte();

    private static Vector128<byte> HighOfProducts(Vector128<ushort> x, Vector128<ushort> y)
    {
        var low = Vector128.ShiftRightLogical(Vector128.WidenLower(x) * Vector128.WidenLower(y), 16);
        var high = Vector128.ShiftRightLogical(Vector128.WidenUpper(x) * Vector128.WidenUpper(y), 16);
        return Vector128.Narrow(low, high).AsByte();
    }

    private static Vector128<byte> PairSums(Vector128<int> x, Vector128<int> y) =>
        (Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(x, 16), 16) * Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(y, 16), 16)
            + Vector128.ShiftRightArithmetic(x, 16) * Vector128.ShiftRightArithmetic(y, 16)).AsByte();
}
